"""How many requests may have files read at one time, and what an upload may be at most."""

from threading import BoundedSemaphore
from typing import Final

from handbill.cleaning.media.cleaned import Allowed
from handbill.limits import CLEANING
from handbill.settings import site

SEATS: Final = BoundedSemaphore(CLEANING)
"""Of those whose files are read; who finds none is asked to send them again."""


def allowed() -> Allowed:
    """Give what the settings allow of an upload."""
    here = site().media
    return Allowed(
        bytes=here.megabytes * 1_000_000, pixels=here.megapixels * 1_000_000, seconds=here.minutes * 60
    )
