"""Rows from a copy of the public files: the acts of its log are done again, and its entries are adopted as they are."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.actions.redact import redact
from handbill.archive.again import again
from handbill.archive.hang import hang
from handbill.archive.kept import Kept
from handbill.archive.past import Tape
from handbill.archive.places import take_places_from
from handbill.archive.said import Said
from handbill.newswire.sitepage import list_names
from handbill.newswire.standing import Standing
from handbill.newswire.version import Version
from handbill.record.format.entry import Entry

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Lost:
    """What a copy cannot give back: the numbers of items that were held, whose texts were in the database alone."""

    held: tuple[int, ...] = ()
    media: tuple[int, ...] = ()  # items whose files were not public


def replay(kept: Kept, bodies: Sequence[bytes], start: int, tick: Tick) -> None:
    """Do all acts from entry `start` on again, in the caller's transaction. `tick` is told how many entries are done.

    Raises:
        Unlike: an act cannot be done again.
        ValueError: the files lack what an entry commits to.
    """
    entries = [Entry.decode(body) for body in bodies]
    tape = Tape(bodies, entries, Said(entries, kept.get), start)
    while tape.next() is not None:
        at = tape.at
        again(tape)
        tick(tape.at - at)
    take_places_from(kept.get, list_names())


def redact_the_lost(folder: Path) -> Lost:
    """Bring files of attachments from a copy, and redact what cannot be had of them; and of texts: an item that is held and whose values were lost is redacted by the site (docs/record.md section 12)."""
    held = list(Standing.objects.filter(over=False, state="held").values_list("number", flat=True))
    lost = []
    for number in sorted(held):
        present = Version.objects.filter(number=number).order_by("-id")[0]
        if "hash" in json.loads(present.fields)["body"]:
            redact(Act.site(), number, None, _("Its text was lost with the site's database."))
            lost.append(number)
    return Lost(tuple(lost), hang(folder))


def lost_files(numbers: Sequence[int]) -> str:
    """Say of which items files are lost."""
    words = _(
        "- pictures and other files that were not public then, which are redacted now: numbers %(numbers)s"
    )
    return words % {"numbers": ", ".join(map(str, numbers))}
