"""Why a file is not taken, in words for whoever sent it or brings it in."""

from django.utils.translation import gettext as _

from handbill.cleaning.media import refused
from handbill.settings import site


def kinds() -> str:
    """Name the kinds of files that are taken."""
    return _(
        "pictures (JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF), sound (MP3, Ogg, FLAC, WAV, M4A), film (MP4, WebM, MOV, Ogg), PDF and plain text"
    )


def why_not(code: str) -> str:
    """Say why a file is not taken, by the code of `Unclean`."""
    here = site().media
    words: dict[str, str] = {
        refused.KIND: _("It is of no kind that is taken here: %(kinds)s.") % {"kinds": kinds()},
        refused.BROKEN: _("It cannot be read to its end; perhaps it was cut off or damaged on its way."),
        refused.EMPTY: _("It is empty."),
        refused.LOCKED: _("It asks for a password, so nobody could read it."),
        refused.BYTES: _("It is too large: %(count)d megabytes fit.") % {"count": here.megabytes},
        refused.PIXELS: _("It has too many pixels: %(count)d megapixels fit.") % {"count": here.megapixels},
        refused.FRAMES: _("It has too many pictures that follow each other. A film may be longer."),
        refused.SECONDS: _("It is too long: %(count)d minutes fit.") % {"count": here.minutes},
        refused.PAGES: _("It has too many pages."),
        refused.TIME: _("It took too long to read."),
        refused.MEMORY: _("It needs too much memory to read."),
        refused.TOOL: _("This site cannot read sound and film just now."),
        refused.BUSY: _("Too many others send files just now. Please add it again in a minute."),
    }
    return words.get(code) or _("It could not be cleaned, so it is not taken.")
