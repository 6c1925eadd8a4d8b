"""The files of a form: cleaned as they come, kept beside the text, and given back with it."""

import hashlib
import time
from typing import TypeAlias

from django.utils.translation import gettext as _

from handbill import scratch
from handbill.actions import keep
from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.refused import BUSY
from handbill.guard.ticket import is_spent
from handbill.intake import parts
from handbill.intake.arranged import arranged, arranges, gone, left_out, nth, secret_of
from handbill.intake.arranged import wrong as wrong_with
from handbill.intake.form import Upload
from handbill.intake.kept import Kept
from handbill.intake.seats import LONGEST, seats
from handbill.intake.submission import Submission
from handbill.look.contexts.forms import Taken
from handbill.look.unclean import kinds, why_not
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT
from handbill.record.format.canonical import canonical
from handbill.settings import site


def taken(files: int) -> Taken | None:
    """Say what a form takes of files, `files` at most."""
    here = site().media
    return Taken(files, here.megabytes, here.megapixels, here.minutes, kinds()) if files else None


def take(ours: Submission, most: int, number: int = DRAFT, *, good: bool = True) -> None:
    """Give a form its files: those that are here already as it arranges them, and those that came with it, clean.

    What is wrong stands beside `media`; what is clean is kept whatever else is wrong with the form.

    Args:
        ours: the form; its `media` are given.
        most: how many files fit.
        number: of the item on which some hang already.
        good: the token is known to be good; else what came with the form is not read.
    """
    ours.secret = secret_of(ours.sent)
    ours.arranges = arranges(ours.sent)
    ours.media = arranged(ours.sent, ours.secret, number)
    if good and ours.secret:
        keep.forget(left_out(ours.sent, ours.secret))
    again = bool(ours.nonce) and is_spent(ours.nonce)  # what it says was done, and looks otherwise now
    wrong = [] if again and len(ours.sent.files) <= most else _refused(ours, most)
    end = time.monotonic() + LONGEST
    if ours.sent.files and not good:
        wrong.append(_("Please choose the new files again: they were not read."))
    elif good and not wrong:
        ours.came = [_told(ours, upload) for upload in ours.sent.files]
    if good and not wrong and not again:
        wrong += [words for upload in ours.sent.files if (words := _take_one(ours, upload, end))]
    if gone(ours.sent, ours.secret, number) and not again:
        wrong.append(_("A picture or file of this form is gone. Please add it again."))
    parts.left(ours.sent, ours.media)
    if good and not again:
        wrong += parts.hide(ours)
    wrong += [words for one in ours.media for words in wrong_with(one)]
    if good and not wrong and not again:
        for one in ours.media:
            one.write()
    if wrong:
        ours.errors["media"] = " ".join(dict.fromkeys(wrong))


def _told(ours: Submission, upload: Upload) -> str:
    """Say what came, before it is read: whoever lost the answer and sends the same again waits for no cleaning."""
    with upload.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    said = (nth(ours.sent, f"media_{name}", upload.row) for name in ("caption", "alt", "captions"))
    return canonical([digest, *said]).decode()


def let_go(ours: Submission) -> None:
    """Forget what came with a form that was sent before: it is there already."""
    keep.forget([one.row for one in ours.media if one.came])


def _refused(ours: Submission, most: int) -> list[str]:
    """Say why none of the new files is taken."""
    new = len(ours.sent.files) + sum(one.row.number == DRAFT for one in ours.media)
    if ours.sent.files and not most:
        return [_("This site takes no files here. Your text is kept below.")]
    if new and len(ours.media) + len(ours.sent.files) > most:
        return [_("%(count)d files fit. None of the new ones was taken.") % {"count": most}]
    return []


Told: TypeAlias = tuple[tuple[str, str], ...]
"""Which file it is, and what was removed of it, in words: of those that are not published yet."""


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
        (f"{named[one.value['kind']]} {number}", one.removed())
        for number, one in enumerate(ours.media, 1)
        if one.row.number == DRAFT
    )


def _take_one(ours: Submission, upload: Upload, end: float) -> str:
    """Clean a file and keep it; give words where it is not taken."""
    which = _("File %(number)d:") % {"number": upload.row + 1}
    if time.monotonic() > end or not seats(site().threads).acquire(blocking=False):
        return f"{which} {why_not(BUSY)}"
    try:
        if not keep.has_room(ours.secret, ours.minute):
            return f"{which} {why_not(BUSY)}"
        with scratch.folder(site().temporary, "clean-") as into:
            cleaned = clean(upload.path, into, media.allowed(), slots=site().data / "cleaning")
            upload.path.unlink()
            ours.secret = ours.secret or keep.new_secret()
            row = keep.keep(ours.secret, cleaned, ours.minute)
    except Unclean as error:
        return f"{which} {why_not(error.code)}"
    finally:
        seats(site().threads).release()
        upload.path.unlink(missing_ok=True)
    caption, alt, captions = (
        nth(ours.sent, f"media_{name}", upload.row) for name in ("caption", "alt", "captions")
    )
    ours.media.append(Kept(row, caption, alt, came=upload.row + 1, captions=captions or None))
    return ""
