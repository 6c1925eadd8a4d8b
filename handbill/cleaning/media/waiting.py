"""What takes long to encode, taken out of its container for the time being: a private Matroska file that the worker encodes later.

Nobody may see it. Still as little as can be is in it that tells: sound is decoded and encoded anew, pictures are copied as they
were encoded, without the words and lists in between.
"""

from pathlib import Path
from typing import Final

from handbill.cleaning.media import ebml, ffmpeg
from handbill.cleaning.media.probe import Probe

_PATIENCE: Final = 20.0  # seconds for copying all packets
_UNITS: Final = {"h264": "6", "hevc": "39|40", "av1": "5|15"}
"""Types of units that tell about a picture and are none: supplemental enhancement information (H.264 and H.265, annex D), metadata and padding (AV1, 6.7)."""


def take_out(source: Path, into: Path, found: Probe) -> Path:
    """Copy the first track of pictures, and encode the first of sound in the quickest way (MP2, 450 times as fast as it plays).

    Raises:
        Unclean: `kind`: encoded in a way that Matroska does not know; `failed`: more than these is in what was written.
    """
    out = into / "waiting.mkv"
    filters: list[str] = []
    mono = bool(found.sound) and found.sound[0].mono
    if found.pictures and found.pictures[0].codec in _UNITS:
        filters = ["-bsf:v", f"filter_units=remove_types={_UNITS[found.pictures[0].codec]}"]
    ffmpeg.run(
        [
            *ffmpeg.reading(source, found.demuxer),
            *("-map", "0:V:0?", "-map", "0:a:0?", *ffmpeg.BARE, "-c:v", "copy", *filters),
            *("-c:a", "mp2", "-b:a", "256k", "-ar", "48000", "-ac", "1" if mono else "2"),
            *("-f", "matroska", str(out)),
        ],
        seconds=_PATIENCE,
    )
    ffmpeg.decoded([out])
    ebml.silence(out)
    return out
