"""The files of a form: cleaned as they come, kept beside the text, and given back with it."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from handbill.actions import keep
from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.refused import BUSY
from handbill.cleaning.text import many_lines, one_line
from handbill.intake.form import Upload
from handbill.intake.kept import Kept
from handbill.intake.removed import kinds, why_not
from handbill.intake.submission import Submission
from handbill.limits import ALT, CAPTION, CLEANING, DRAFTS
from handbill.look.contexts.forms import Taken
from handbill.newswire.attachment import Attachment
from handbill.settings import site

SEATS: Final = BoundedSemaphore(CLEANING)
"""Of those whose files are read; who finds none is asked to send them again."""


def taken(files: int) -> Taken | None:
    """Say what a form takes of files, `files` at most."""
    here = site().media
    return Taken(files, here.megabytes, here.megapixels, here.minutes, kinds()) if files else None


def allowed() -> Allowed:
    """Give what the settings allow of an upload."""
    here = site().media
    return Allowed(
        bytes=here.megabytes * 1_000_000, pixels=here.megapixels * 1_000_000, seconds=here.minutes * 60
    )


def take(ours: Submission, most: int, present: Sequence[Attachment] = ()) -> None:
    """Clean the files that came with a form, and put them beside those that wait in it; what is wrong stands beside `media`.

    What is clean is kept whatever else is wrong with the form. Call it when the token is known to be good.

    Args:
        ours: the form; its `media` are given.
        most: how many files fit.
        present: those that hang on the item already.
    """
    secret = ours.sent.get("kept").strip()
    ours.secret = secret if len(secret) == len(keep.new_secret()) and secret.isalnum() else ""
    rows = [*present, *(keep.of_form(ours.secret) if ours.secret else ())]
    ours.media = _arranged(ours, rows)
    wrong: list[str] = []
    if ours.sent.files and not most:
        wrong.append(_("This site takes no files here. Your text is kept below."))
    elif len(ours.media) + len(ours.sent.files) > most:
        wrong.append(_("%(count)d files fit. None of the new ones was taken.") % {"count": most})
    else:
        wrong += [words for upload in ours.sent.files if (words := _take_one(ours, upload))]
    wrong += [words for one in ours.media for words in _check(one)]
    if wrong:
        ours.errors["media"] = " ".join(dict.fromkeys(wrong))


Told: TypeAlias = tuple[tuple[str, str], ...]
"""Which file it is, and what was removed of it, in words."""


def told(ours: Submission) -> Told:
    """Say of each file of a form which it is, and what was removed of it."""
    named = {
        "image": _("Picture"),
        "audio": _("Sound"),
        "video": _("Film"),
        "pdf": _("PDF"),
        "text": _("Text file"),
    }
    return tuple(
        (f"{named[one.value['kind']]} {number}", one.removed()) for number, one in enumerate(ours.media, 1)
    )


def _take_one(ours: Submission, upload: Upload) -> str:
    """Clean a file and keep it; give words where it is not taken."""
    which = _("File %(number)d:") % {"number": upload.row + 1}
    if not SEATS.acquire(blocking=False):
        return f"{which} {why_not(BUSY)}"
    try:
        if keep.waiting_bytes() > DRAFTS:
            return f"{which} {why_not(BUSY)}"
        with tempfile.TemporaryDirectory(prefix="clean-", dir=site().temporary) as into:
            cleaned = clean(upload.path, Path(into), allowed(), slots=site().data / "cleaning")
            upload.path.unlink()
            ours.secret = ours.secret or keep.new_secret()
            row = keep.keep(ours.secret, cleaned, ours.now.replace(second=0, microsecond=0))
    except Unclean as error:
        return f"{which} {why_not(error.code)}"
    finally:
        SEATS.release()
        upload.path.unlink(missing_ok=True)
    ours.media.append(Kept(row, _nth(ours, "media_caption", upload.row), _nth(ours, "media_alt", upload.row)))
    return ""


def _arranged(ours: Submission, rows: Sequence[Attachment]) -> list[Kept]:
    """Give the files that are here already as the form has them: in its order, with its texts, without those to be dropped."""
    ids = ours.sent.lists.get("kept_file", ())
    dropped = set(ours.sent.lists.get("kept_drop", ()))
    at = {one: index for index, one in enumerate(ids)}
    found = []
    for order, row in enumerate(rows):
        name = str(row.id)
        if name in dropped:
            continue
        index = at.get(name)
        texts = (
            ("", "") if index is None else (_nth(ours, "kept_caption", index), _nth(ours, "kept_alt", index))
        )
        place = _nth(ours, "kept_place", index) if index is not None else ""
        found.append((_number(place, order), order, Kept(row, *texts)))
    return [one for _place, _order, one in sorted(found, key=lambda each: each[:2])]


_PLACE: Final = re.compile("[0-9]{1,4}", re.ASCII).fullmatch
_LAST: Final = 10_000


def _number(typed: str, order: int) -> int:
    """Give the place that was typed; what has none stands behind all others."""
    return int(typed) if _PLACE(typed) else _LAST + order


def _nth(ours: Submission, name: str, index: int) -> str:
    """Give a text of a row, clean; empty where it was not sent."""
    rows = ours.sent.lists.get(name, ())
    typed = rows[index] if index < len(rows) else ""
    return many_lines(typed).strip() if name.endswith("caption") else one_line(typed)


def _check(one: Kept) -> list[str]:
    wrong = []
    for text, limit, words in (
        (one.caption, CAPTION, _("A caption has %(count)d characters; %(limit)d fit.")),
        (one.alt, ALT, _("A description has %(count)d characters; %(limit)d fit.")),
    ):
        if len(text) > limit:
            wrong.append(words % {"count": len(text), "limit": limit})
    return wrong
