"""What was removed of an upload, in words for its author."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.cleaning.media import removed as codes

MOST: Final = 5
"""Kinds of things that are named; the rest is counted."""

PARTS: Final = "parts"
"""What its author chose to hide, beside the codes of what a file says of itself."""

_WORDS: Final[dict[str, Callable[[], str]]] = {
    PARTS: lambda: _("the parts that you chose"),
    codes.POSITION: lambda: _("position"),
    codes.PLACE: lambda: _("names of places"),
    codes.SERIAL: lambda: _("serial numbers"),
    codes.AUTHOR: lambda: _("names of people"),
    codes.CAMERA: lambda: _("camera model and settings"),
    codes.TIME: lambda: _("date and time"),
    codes.THUMBNAIL: lambda: _("thumbnail"),
    codes.SOFTWARE: lambda: _("name of the program"),
    codes.FRAMES: lambda: _("further pictures in the file"),
    codes.TRAILER: lambda: _("data after the end"),
    codes.COVER: lambda: _("cover picture"),
    codes.CHAPTER: lambda: _("chapters"),
    codes.SUBTITLE: lambda: _("subtitles"),
    codes.TELEMETRY: lambda: _("how the camera moved"),
    codes.TRACK: lambda: _("further tracks"),
    codes.ATTACHMENT: lambda: _("attached files"),
    codes.SCRIPT: lambda: _("scripts"),
    codes.FORM: lambda: _("form fields"),
    codes.LINK: lambda: _("links"),
    codes.NOTE: lambda: _("notes in the margin"),
    codes.LAYER: lambda: _("names of layers"),
    codes.COMMENT: lambda: _("comments in the file"),
    codes.TEXT: lambda: _("titles and descriptions"),
    codes.RIGHTS: lambda: _("notes about rights"),
    codes.HISTORY: lambda: _("history of changes"),
    codes.PROFILE: lambda: _("colour profile"),
    codes.METADATA: lambda: _("other notes about the file"),
}
"""What tells most about a person stands first."""


def removed(found: Mapping[str, int]) -> str:
    """Say what was removed, by code: the most telling kinds by name, all else as a number; empty where nothing was."""
    named = [code for code in _WORDS if found.get(code)][:MOST]
    words = [_WORDS[code]() for code in named]
    more = sum(count for code, count in found.items() if code not in named)
    if more:
        words.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return ", ".join(words)
