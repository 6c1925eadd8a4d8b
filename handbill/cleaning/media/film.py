"""Film: its pictures and its sound, decoded and encoded anew as MP4, large and small, with a picture to show before it plays.

While the author waits, it is only looked at and taken out of its container; the worker does the rest, which takes about as long as
the film. It is turned upright, at most 1280 by 720 pixels large, and shows at most 30 pictures a second.
"""

from fractions import Fraction
from pathlib import Path
from typing import Final

from PIL import Image

from handbill.cleaning.media import boxes, ebml, ffmpeg, waiting
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Made, Unclean
from handbill.cleaning.media.made import made
from handbill.cleaning.media.pictures.made import make
from handbill.cleaning.media.probe import Probe, whole

LARGE: Final = (1280, 720)
SMALL: Final = (640, 360)
_DETAIL: Final = 1920 * 1088
"""Pixels above which a decoder gets one thread and the encoder looks at no picture ahead: all of them must fit into 512 MiB."""
_LOOK: Final = 10.0  # seconds for decoding the first picture, or one to show
_LOST: Final = Fraction(
    4, 5
)  # of the length must be there in the end, or memory or the file gave out on the way
_SLACK: Final = 2  # seconds that may be missing all the same


def clean(source: Path, into: Path, found: Probe) -> Cleaned:
    """Take it out of its container if its first picture can be decoded.

    Raises:
        Unclean: it cannot (`broken`), or as `ffmpeg.run`.
    """
    first = into / "first.list"
    ffmpeg.run(
        [
            *ffmpeg.reading(source, found.demuxer, threads=1),
            *(
                "-map",
                "0:V:0",
                *ffmpeg.BARE,
                "-frames:v",
                "1",
                "-vf",
                "scale=64:64",
                "-f",
                "rawvideo",
                str(first),
            ),
        ],
        seconds=_LOOK,
    )
    ffmpeg.decoded([first])
    first.unlink()
    out = waiting.take_out(source, into, found)
    return Cleaned(
        "video",
        (made(out, ebml.TYPE),),
        seconds=whole(found.seconds),
        removed=found.removed,
        waits=True,
    )


def encode(source: Path, into: Path, found: Probe, allowed: Allowed, *, patience: float) -> Cleaned:
    """Decode it once, and make of that all that readers may get.

    Raises:
        Unclean: `broken`: a good part of it could not be decoded; `seconds`: it is longer than its packets said; or as `ffmpeg.run`.
    """
    large = into / "film.mp4"
    detailed = found.pictures[0].width * found.pictures[0].height > _DETAIL
    _write(
        ffmpeg.reading(source, found.demuxer, seconds=allowed.seconds + 1, threads=1 if detailed else 2),
        large,
        LARGE,
        ["-crf", "26", "-maxrate", "2500k", "-bufsize", "5000k", "-b:a", "96k"],
        detailed=detailed,
        patience=patience,
    )
    look = boxes.examine(large)
    if look.seconds > allowed.seconds + 1:
        raise Unclean("seconds")
    if look.seconds + _SLACK < found.seconds * _LOST:
        raise Unclean("broken")
    files = [made(large, boxes.TYPE, look.width, look.height)]
    if look.width > SMALL[0] or look.height > SMALL[1]:
        files.append(_small(large, into, patience))
    files += _poster(large, into, look)
    return Cleaned("video", tuple(files), seconds=whole(look.seconds), removed=found.removed)


def _small(large: Path, into: Path, patience: float) -> Made:
    small = into / "film-small.mp4"
    _write(
        ffmpeg.reading(large, "mov"),
        small,
        SMALL,
        ["-crf", "28", "-maxrate", "600k", "-bufsize", "1200k", "-b:a", "48k"],
        detailed=False,
        patience=patience,
    )
    look = boxes.examine(small)
    return made(small, boxes.TYPE, look.width, look.height)


def _write(
    reading: list[str], out: Path, size: tuple[int, int], rates: list[str], *, detailed: bool, patience: float
) -> None:
    width, height = size
    fit = f"w='min({width},ceil(iw*max(sar,1)))':h='min({height},ih)'"
    scale = f"scale={fit}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    ffmpeg.run(
        [
            *reading,
            *("-map", "0:V:0", "-map", "0:a:0?", *ffmpeg.BARE),
            *("-vf", f"{scale}:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p", "-fpsmax", "30"),
            *(
                "-colorspace",
                "bt709",
                "-color_primaries",
                "bt709",
                "-color_trc",
                "bt709",
                "-color_range",
                "tv",
            ),
            *(
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-profile:v",
                "high",
                "-threads",
                "1" if detailed else "2",
            ),
            *("-x264-params", "rc-lookahead=0" if detailed else "rc-lookahead=10"),
            *("-bsf:v", "filter_units=remove_types=6"),
            *("-c:a", "aac", "-ac", "2", "-ar", "48000", *rates),
            *("-movflags", "+faststart", "-empty_hdlr_name", "1", "-f", "mp4", str(out)),
        ],
        seconds=patience,
    )
    ffmpeg.decoded([out])
    boxes.silence(out)


def _poster(large: Path, into: Path, look: boxes.Look) -> tuple[Made, ...]:
    """Make the pictures that are shown before it plays, of a usual moment after its first tenth."""
    raw = into / "poster.rgb"
    ffmpeg.run(
        [
            *("-ss", f"{min(float(look.seconds) / 10, 5):.3f}", *ffmpeg.reading(large, "mov")),
            *("-map", "0:V:0", *ffmpeg.BARE, "-vf", "thumbnail=20", "-frames:v", "1"),
            *("-pix_fmt", "rgb24", "-f", "rawvideo", str(raw)),
        ],
        seconds=_LOOK,
    )
    ffmpeg.decoded([raw])
    picture = Image.frombytes("RGB", (look.width, look.height), raw.read_bytes())
    raw.unlink()
    return make(picture, into)
