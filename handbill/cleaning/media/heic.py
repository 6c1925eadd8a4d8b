"""Pictures as phones write them, HEIC: the same as others, with one more decoder."""

from pathlib import Path

import pillow_heif

from handbill.cleaning.media import picture
from handbill.cleaning.media.cleaned import Allowed, Cleaned

pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


def clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Make the files of a picture."""
    return picture.clean(source, into, allowed)
