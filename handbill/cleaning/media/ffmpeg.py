"""The program that decodes and encodes sound and film: where it is, and how it is run on bytes that a stranger sent.

It reads one file, by a demuxer that is named (so nothing that is a list of other files, in whatever disguise, is followed), with
the decoders below and no others, and writes where it is told. Its messages quote what the file says of itself, so they are never
kept: how it ended and what it wrote is all that is believed.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.fences.code import VARIABLE

OLDEST: Final = (7, 0)
"""Before that, Matroska forgets how a film is turned."""
_VERSION: Final = re.compile(rb"ffmpeg version n?(\d+)\.(\d+)")
_ENCODER: Final = re.compile(rb"^ [VA][A-Z.]{5} ([a-z0-9_-]+)", re.MULTILINE)
NEEDED: Final = frozenset({"aac", "libmp3lame", "libopus", "libx264", "mp2"})
"""What it must be able to write."""
BITEXACT: Final = ("-fflags", "+bitexact", "-flags", "+bitexact")
"""No names and versions of programs, no dates, nothing drawn by chance: the same file twice is the same bytes twice."""

BARE: Final = ("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-sn", "-dn", *BITEXACT)
"""For every output: tags, chapters, subtitles and data stay behind."""

DECODERS: Final = (
    *("aac", "ac3", "adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "alac", "amrnb", "amrwb", "eac3", "flac"),
    *(
        "libopencore_amrnb",
        "libopencore_amrwb",
        "libopus",
        "libvorbis",
        "mp2",
        "mp2float",
        "mp3",
        "mp3float",
        "opus",
        "vorbis",
    ),
    *("pcm_alaw", "pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16le"),
    *("pcm_s24be", "pcm_s24le", "pcm_s32be", "pcm_s32le", "pcm_s8", "pcm_u8"),
    *("av1", "dvvideo", "h263", "h264", "hevc", "libdav1d", "libvpx", "libvpx-vp9", "mjpeg", "mpeg1video"),
    *("mpeg2video", "mpeg4", "prores", "theora", "vp8", "vp9"),
    *("bmp", "gif", "png", "webp"),  # covers: how large they are, for their place on the receipt
)


@cache
def find() -> Path:
    """Give the program: the one that the environment names, else the one on PATH if it is new enough, else the one that imageio-ffmpeg carries.

    Raises:
        Unclean: `tool`: there is none, or not where it was said to be.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted:
        found = Path(wanted) if os.access(wanted, os.X_OK) else None
    else:
        on_path = shutil.which("ffmpeg")
        found = Path(on_path) if on_path and version(Path(on_path)) >= OLDEST else carried()
    if found is None:
        raise Unclean("tool")
    return found


def version(program: Path) -> tuple[int, ...]:
    """Give what it says it is; (0,) where that is nothing we know."""
    try:
        said = subprocess.run([program, "-version"], capture_output=True, check=False, timeout=10).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return (0,)
    found = _VERSION.match(said)
    return (int(found[1]), int(found[2])) if found else (0,)


def encoders(program: Path) -> frozenset[str]:
    """Name those that it has."""
    try:
        said = subprocess.run(  # noqa: S603 - the program that was found
            [program, "-hide_banner", "-encoders"], capture_output=True, check=False, timeout=10
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(name.decode() for name in _ENCODER.findall(said))


def carried() -> Path | None:
    """Give the program that the package imageio-ffmpeg brings for this machine, if it does."""
    package = importlib.util.find_spec("imageio_ffmpeg")
    for folder in package.submodule_search_locations or () if package else ():
        for file in sorted(Path(folder, "binaries").glob("ffmpeg-*")):
            if os.access(file, os.X_OK):
                return file
    return None


def reading(source: Path, demuxer: str, *, seconds: float = 0, threads: int = 2) -> list[str]:
    """Give the arguments for the one input; of its time at most so much."""
    return [
        *(
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            demuxer,
            "-codec_whitelist",
            ",".join(DECODERS),
        ),
        *("-max_streams", "64", "-threads", str(threads), "-f", demuxer),
        *(("-t", f"{seconds:.3f}") if seconds else ()),
        *("-i", f"file:{source}"),
    ]


def run(arguments: Sequence[str], *, seconds: float) -> bool:
    """Run it; tell whether it ended well. What it has written by then may be whole all the same, where the input is torn.

    Raises:
        Unclean: `tool`: there is none; `time`: it took longer; `memory`: it got none.
    """
    command = [str(find()), "-nostdin", "-hide_banner", "-loglevel", "fatal", "-y"]
    command += ["-filter_threads", "1", "-filter_complex_threads", "1", *arguments]
    process = subprocess.Popen(  # noqa: S603 - the program that was just found, and no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # one heap for all threads: each of their own takes 64 MiB of the address space that there is
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "MALLOC_ARENA_MAX": "1"},
    )
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Unclean("time") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
    if code < 0 or code == _NO_MEMORY:
        raise Unclean("memory")
    return code == 0


_NO_MEMORY: Final = 256 - 12  # how ffmpeg ends with ENOMEM


def decoded(files: Iterable[Path]) -> None:
    """Refuse where a file that should have been written is not there, or nothing is in it."""
    for file in files:
        if not file.is_file() or not file.stat().st_size:
            raise Unclean("broken")
