"""Catch up: a database that was brought back from an old backup takes from public files what it lacks, and goes on."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.kept import Kept
from handbill.archive.past import Unlike
from handbill.archive.replay import Lost, Tick, lost_files, redact_the_lost, replay
from handbill.record import clock, durable, trouble
from handbill.record.adopt import take_head
from handbill.record.leader import Leading
from handbill.record.lock import alone
from handbill.record.models import Entry, Head, Sealed
from handbill.record.seal import Log, Trouble
from handbill.settings import Settings


class Apart(Exception):
    """The database and the public record do not say the same: nothing can be taken over. The words say where they part."""


FAULTS: Final = (Apart, Unlike, ValueError, Trouble)
"""What keeps a database from catching up, in words."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many acts came back, what of them cannot, and why signing may still have stopped."""

    adopted: int
    lost: Lost
    trouble: str

    def lines(self) -> list[str]:
        """Give it in words."""
        words = ngettext("%(count)d act was taken over.", "%(count)d acts were taken over.", self.adopted)
        lines = [words % {"count": self.adopted}]
        if self.lost.held:
            lines.append(
                _("Held since the backup, so its text is lost and it is redacted now: numbers %(numbers)s.")
                % {"numbers": ", ".join(map(str, self.lost.held))}
            )
        if self.lost.media:
            lines.append(lost_files(self.lost.media))
        if self.adopted:
            lines.append(_("Complaints and accounts made since the backup are lost."))
        return lines


def catch_up(kept: Kept, site: Settings, tick: Tick) -> CaughtUp:
    """Adopt what the database lacks, all or nothing; then look whether signing may go on.

    Raises:
        Apart: it holds acts that the public record does not have. Nothing was changed.
        Unlike, ValueError, Trouble: something in the copy does not fit. Nothing was changed.
    """
    with alone(site), durable.whole(site.public), Leading(site).now() as leads:
        if not leads:
            raise Apart("another machine leads this site: catch up there")
        log = Log.of(site)
        if kept.vkey != log.signer.vkey:
            raise Apart(
                "the key was replaced since the backup: put the present one into secrets/record first"
            )
        bodies = kept.log.entries
        with transaction.atomic():
            here = _here()
            _demand_the_same(here, bodies)
            lost = Lost()
            if len(here) < len(bodies) or not _same_head(kept):
                replay(kept, bodies, len(here), tick)
                take_head(kept)
                clock.believe(
                    datetime.now(UTC)
                )  # an old backup has not seen it for long, and a person is here
                lost = redact_the_lost(kept.folder)
        trouble.mend(log)
        return CaughtUp(max(len(bodies) - len(here), 0), lost, trouble.trouble())


def _same_head(kept: Kept) -> bool:
    """Is the last checkpoint of the database the one of the copy?"""
    return Head.objects.filter(
        id=1,
        size=kept.checkpoint.size,
        root=kept.checkpoint.root,
        checkpoint=kept.note.decode(),
        behind=False,
    ).exists()


def _here() -> list[bytes]:
    """Give the entries of the database: the sealed ones by index, then the others as they will be sealed."""
    sealed = Sealed.objects.order_by("index").values_list("entry_id", flat=True)
    known = dict(Entry.objects.order_by("id").values_list("id", "body"))
    order = [*sealed, *sorted(known.keys() - set(sealed))]
    return [bytes(known[one]) for one in order if one in known]


def _demand_the_same(here: list[bytes], bodies: list[bytes]) -> None:
    for index, (own, other) in enumerate(zip(here, bodies, strict=False)):
        if own != other:
            raise Apart(
                f"entry {index} of the database is not that of the public record: acts were done after the backup was brought "
                "back, or another database signs with the same key. Nothing was changed; handbill recover makes a site from the "
                "public files alone"
            )
    if len(here) > len(bodies):
        raise Apart(
            f"the database has {len(here)} entries and these files {len(bodies)}: they are not newer. Nothing was changed"
        )
