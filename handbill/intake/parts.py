"""Parts of pictures that nobody shall see: chosen in the cells of a grid, drawn, or named by a program.

They are burned into every file of the picture, and what it was before is deleted.
"""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from handbill import scratch
from handbill.actions import keep
from handbill.cleaning.media.clean import AREAS, burn
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.job import Area
from handbill.cleaning.media.part import WHERE, part
from handbill.cleaning.media.refused import BUSY
from handbill.intake.arranged import nth
from handbill.intake.form import Sent
from handbill.intake.kept import Kept
from handbill.intake.removed import PARTS
from handbill.intake.seats import seats
from handbill.intake.submission import Submission
from handbill.look.unclean import why_not
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT
from handbill.settings import site

PATTERN: Final = f"^([0-9]{{1,18}}|\\+[0-9]{{1,3}}):{WHERE}$"
"""A part: of which file, where, and perhaps how."""
_PART: Final = re.compile(PATTERN, re.ASCII).fullmatch


def read(sent: Sent) -> dict[str, list[Area]]:
    """Give what is to be hidden, by what the form calls the file.

    Raises:
        ValueError: a part is none, or there are too many of one picture.
    """
    found: dict[str, list[Area]] = {}
    for typed in sent.lists.get("parts", ()):
        match = _PART(typed.strip())
        if match is None:
            raise ValueError(typed)
        area = part(typed.partition(":")[2], _how(sent, match[1]))
        found.setdefault(match[1], []).append(area)
    if any(len(areas) > AREAS for areas in found.values()):
        raise ValueError("too many")
    return found


def _how(sent: Sent, of: str) -> str:
    ids = [name.strip() for name in sent.lists.get("kept_file", ())]
    return nth(sent, "kept_how", ids.index(of)) if of in ids else ""


def left(sent: Sent, files: Sequence[Kept]) -> None:
    """Give files the parts that are chosen and not hidden yet, so that the form shows them again if they are not."""
    chosen = [typed.strip() for typed in sent.lists.get("parts", ())]
    for one in files:
        one.parts = tuple(typed for typed in chosen if typed.partition(":")[0] == one.name)


def hide(ours: Submission) -> list[str]:
    """Hide what a form names; what is wrong is given in words, and then nothing may be published.

    A picture that waits is replaced at once. Of one that hangs on an item another is made that waits: it takes its place when the
    item is revised.
    """
    try:
        wanted = read(ours.sent)
    except ValueError:
        words = _(
            "A part of a picture that you chose cannot be read, or there are too many. Choose it again."
        )
        return [words]
    wrong = []
    for one in ours.media:
        areas = wanted.pop(one.name, []) + wanted.pop(f"+{one.came}", [])
        if areas and (words := _hide(ours, one, areas)):
            wrong.append(words)
    if wanted:
        wrong.append(_("A picture whose parts you chose is gone. Please add it again."))
    return wrong


def _hide(ours: Submission, one: Kept, areas: list[Area]) -> str:
    source = keep.source_of(one.value.get("files", ()))
    if one.value["kind"] != "image" or not source:
        return _("Parts can be hidden of pictures alone.")
    if not seats(site().threads).acquire(blocking=False):
        return why_not(BUSY)
    try:
        with scratch.folder(site().temporary, "burn-") as into:
            place = media.path_of(source["sha256"])
            burned = burn(place, into, areas, media.allowed(), slots=site().data / "cleaning")
            removed = {**one.gone, PARTS: one.gone.get(PARTS, 0) + len(areas)}
            if one.row.number == DRAFT:
                one.row = keep.replace(one.row, burned, removed)
            else:
                ours.secret = ours.secret or keep.new_secret()
                one.row = keep.keep(ours.secret, burned, ours.minute, removed)
    except FileNotFoundError:
        return _("A picture or file of this form is gone. Please add it again.")
    except Unclean as error:
        return f"{_('Nothing was hidden.')} {why_not(error.code)}"
    finally:
        seats(site().threads).release()
    one.parts = ()
    return ""
