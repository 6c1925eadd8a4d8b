"""Film: its pictures and its sound, decoded and encoded anew as MP4, large and small, with a picture to show before it plays.

While the author waits, it is only looked at and taken out of its container; the worker does the rest, which takes about as long as
the film. It is turned upright, at most 1280 by 720 pixels large (or 720 by 1280), and shows at most 30 pictures a second.
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
"""Pixels along and across, whichever side is the longer one."""
SMALL: Final = (640, 360)
_FASTEST: Final = 2500
_SLOWEST: Final = 300
"""Thousand bits a second at most; between them, so many that a film becomes no larger than what may be sent."""
_SMALL: Final = "-crf 28 -maxrate 600k -bufsize 1200k -b:a 48k"
_ALONE: Final = "rc-lookahead=0:bframes=1:ref=1"
_COLOURS: Final = "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"
_DETAIL: Final = 1920 * 1088
"""Pixels above which a decoder gets one thread and the encoder looks at no picture ahead: all of them must fit into 512 MiB."""
_HIGH: Final = (16, 18)
_TONES: Final = "zscale=t=linear:npl=300,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv"
"""Filters that bring a high range of light into the usual one; an ffmpeg without them shows it pale."""
_LOOK: Final = 10.0  # seconds for decoding the first picture, or one to show
_LOST: Final = Fraction(4, 5)
"""So much of the length must be there in the end, or memory or the file gave out on the way."""
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
            *("-map", "0:V:0", *ffmpeg.BARE, "-frames:v", "1", "-vf", "scale=64:64"),
            *("-f", "rawvideo", str(first)),
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
    rate = min(max(allowed.bytes * 7 // (1_000 * whole(found.seconds)), _SLOWEST), _FASTEST)
    rates = f"-crf 26 -maxrate {rate}k -bufsize {2 * rate}k -b:a 96k"
    detailed = found.pictures[0].width * found.pictures[0].height > _DETAIL
    for tones in (_TONES, "") if ebml.transfer(source) in _HIGH else ("",):
        reading = ffmpeg.reading(
            source, found.demuxer, seconds=allowed.seconds + 1, threads=1 if detailed else 2
        )
        if _write(reading, large, LARGE, rates, tones=tones, alone=detailed, patience=patience):
            break
    look = _looked(large)
    if look.seconds > allowed.seconds + 1:
        raise Unclean("seconds")
    if look.seconds + _SLACK < found.seconds * _LOST:
        raise Unclean("broken")
    files = [made(large, boxes.TYPE, look.width, look.height)]
    if look.width * look.height > SMALL[0] * SMALL[1]:
        small = into / "film-small.mp4"
        _write(ffmpeg.reading(large, "mov"), small, SMALL, _SMALL, patience=patience)
        size = _looked(small)
        files.append(made(small, boxes.TYPE, size.width, size.height))
    files += _poster(large, into, look)
    return Cleaned("video", tuple(files), seconds=whole(look.seconds), removed=found.removed)


def _write(
    reading: list[str],
    out: Path,
    size: tuple[int, int],
    rates: str,
    *,
    tones: str = "",
    alone: bool = False,
    patience: float,
) -> bool:
    """Write MP4 of at most that size; tell whether it ended well. `alone`: what is decoded is so large that the encoder gets one thread."""
    along, across = size
    sides = f"if(gte(iw*sar,ih),{along},{across})/(iw*sar),if(gte(iw*sar,ih),{across},{along})/ih"
    width, height = (f"max(2,2*round({side}*min(1,min({sides}))/2))" for side in ("iw*sar", "ih"))
    scale = f"scale=w='{width}':h='{height}'"
    matrix = f",{tones}" if tones else ":out_color_matrix=bt709:out_range=tv"
    return ffmpeg.run(
        [
            *(*reading, "-map", "0:V:0", "-map", "0:a:0?", *ffmpeg.BARE, "-fpsmax", "30"),
            *("-vf", f"{scale}{matrix},setsar=1,format=yuv420p", *_COLOURS.split()),
            *(
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-profile:v",
                "high",
                "-threads",
                "1" if alone else "2",
            ),
            *(
                "-x264-params",
                _ALONE if alone else "rc-lookahead=10",
                "-bsf:v",
                "filter_units=remove_types=6",
            ),
            *("-c:a", "aac", "-ac", "2", "-ar", "48000", *rates.split()),
            *("-movflags", "+faststart", "-empty_hdlr_name", "1", "-f", "mp4", str(out)),
        ],
        seconds=patience,
    )


def _looked(film: Path) -> boxes.Look:
    """Blank what encoders say of themselves, and look at all of it."""
    ffmpeg.decoded([film])
    boxes.silence(film)
    return boxes.examine(film)


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
