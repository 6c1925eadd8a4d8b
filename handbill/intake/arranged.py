"""Which files a form has, in which order, and what is said of them: those that hang on its item, and those that wait in it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.actions import attach, keep
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.text import many_lines, one_line
from handbill.intake.form import ARRANGING, Sent
from handbill.intake.kept import Kept
from handbill.limits import ALT, CAPTION, TEXT_FILE
from handbill.newswire.attachment import DRAFT, Attachment

_PLACE: Final = re.compile("[0-9]{1,4}", re.ASCII).fullmatch
_LAST: Final = 10_000


def arranges(sent: Sent) -> bool:
    """Say whether a form says anything of files; one that does not leaves those of its item as they are."""
    return bool(sent.files) or not ARRANGING.isdisjoint(sent.lists)


def secret_of(sent: Sent) -> str:
    """Give the secret by which files wait in a form; empty where none do."""
    secret = sent.get("kept").strip()
    return secret if len(secret) == len(keep.new_secret()) and secret.isalnum() else ""


def own(number: int) -> list[Kept]:
    """Give the files of an item as they are."""
    told = attach.present(number)
    return [_as_it_is(row, told) for row in attach.of_item(number)]


def arranged(sent: Sent, secret: str, number: int = DRAFT) -> list[Kept]:
    """Give the files of a form: in its order, with its texts, without those to be dropped.

    Of those that hang on the item with this number only those stay that the form names, if it names any at all.
    """
    ids = sent.lists.get("kept_file")
    told = attach.present(number) if number else {}
    rows = [row for row in attach.of_item(number) if ids is None or str(row.id) in ids] if number else []
    rows += keep.of_form(secret) if secret else []
    return _placed(sent, [_as_it_is(row, told) for row in rows])


def left_out(sent: Sent, secret: str) -> list[Attachment]:
    """Give the files that wait in a form and are not wanted any more: they are forgotten at once."""
    dropped = set(sent.lists.get("kept_drop", ()))
    return [row for row in keep.of_form(secret) if str(row.id) in dropped]


def gone(sent: Sent, secret: str, number: int = DRAFT) -> bool:
    """Say whether a form names a file that neither hangs on its item nor waits in it."""
    there = attach.of_item(number) if number else []
    there += keep.of_form(secret) if secret else []
    named = {name.strip() for name in sent.lists.get("kept_file", ())} - {""}
    return not named - set(sent.lists.get("kept_drop", ())) <= {str(row.id) for row in there}


def nth(sent: Sent, name: str, index: int) -> str:
    """Give a text of a row, clean; empty where it was not sent."""
    rows = sent.lists.get(name, ())
    typed = rows[index] if index < len(rows) else ""
    return many_lines(typed).strip() if name.endswith(("caption", "captions")) else one_line(typed)


def wrong(one: Kept) -> list[str]:
    """Say what is wrong with the texts of a file."""
    found = []
    for text, limit, words in (
        (one.caption, CAPTION, _("A caption has %(count)d characters; %(limit)d fit.")),
        (one.alt, ALT, _("A description has %(count)d characters; %(limit)d fit.")),
    ):
        if len(text) > limit:
            found.append(words % {"count": len(text), "limit": limit})
    if one.captions:
        try:
            one.timed()
        except Unclean as error:
            found.append(_NO_CAPTIONS[error.code]())
    return found


_NO_CAPTIONS: Final = {
    "bytes": lambda: _("The captions are too long: %(limit)d bytes fit.") % {"limit": TEXT_FILE},
    "empty": lambda: _("There are no words in the captions."),
    "broken": lambda: _(
        "The captions cannot be read. Each is a line of times, such as 00:01.000 --> 00:04.000, its words below, and then an empty line (WebVTT or SubRip)."
    ),
    "kind": lambda: _("Captions are for sound and film."),
}


def _as_it_is(row: Attachment, told: Mapping[int, Mapping[str, Any]]) -> Kept:
    """Give a file with what its item says of it now; one that waits is said nothing of yet."""
    value = told.get(row.place, {}) if row.number else {}
    return Kept(row, value.get("caption", ""), value.get("alt", ""))


def _placed(sent: Sent, rows: Sequence[Kept]) -> list[Kept]:
    """Put them in order: by the places that were typed, then as the form names them, then those that it does not name."""
    at = {name.strip(): index for index, name in enumerate(sent.lists.get("kept_file", ()))}
    dropped = {name.strip() for name in sent.lists.get("kept_drop", ())}
    found = []
    for order, one in enumerate(rows):
        name = str(one.row.id)
        if name in dropped:
            continue
        index = at.get(name, _LAST)
        if index < len(sent.lists.get("kept_caption", ())):
            one.caption = nth(sent, "kept_caption", index)
        if index < len(sent.lists.get("kept_alt", ())):
            one.alt = nth(sent, "kept_alt", index)
        if index < len(sent.lists.get("kept_captions", ())):
            one.captions = nth(sent, "kept_captions", index)
        typed = nth(sent, "kept_place", index)
        found.append((int(typed) if _PLACE(typed) else _LAST, index, order, one))
    return [one for *_places, one in sorted(found, key=lambda each: each[:3])]
