"""A second of film in each format that is taken, with a canary in each place that tells."""

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cleaning.media.canaries import MARK, canary
from tests.cleaning.media.encoder import SIGHT, TONE, encoded
from tests.cleaning.media.sounds import boxes, chapters, tags

H264 = (
    *("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-c:a", "aac"),
    *("-bsf:v", f"h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+{canary('sei')}"),
)


def _both(folder: Path) -> list[str]:
    """Give the arguments for pictures, sound, captions, chapters and a tag of each kind."""
    captions = folder / "captions.srt"
    captions.write_text(f"1\n00:00:00,000 --> 00:00:00,900\n{canary('caption')}\n")
    tracks = [f"-metadata:s:{track}" for track in ("v", "a", "s")]
    words = [
        part
        for track in tracks
        for name in ("title", "handler_name")
        for part in (track, f"{name}={canary(name)}")
    ]
    return [
        *(*SIGHT, *TONE, "-i", str(captions), "-i", str(chapters(folder))),
        *("-map", "0:v", "-map", "1:a", "-map", "2:s", "-map_metadata", "3", *tags("film"), *words),
        *(
            "-metadata",
            f"location=+48.8577+002.295/{canary('place')}",
            "-metadata",
            f"com.apple.quicktime.make={canary('make')}",
        ),
        *("-metadata", "creation_time=1867-01-01T00:00:00Z"),
    ]


def mp4(folder: Path) -> bytes:
    return encoded(folder, [*_both(folder), *H264, "-c:s", "mov_text", "-f", "mp4"]) + boxes()


def mov(folder: Path) -> bytes:
    """With keys as phones write them, a time code, turned by a quarter, and a track of data as cameras that fly have."""
    keys = ["-movflags", "use_metadata_tags", "-timecode", "18:37:00:00"]
    film = encoded(folder, [*_both(folder), *H264, "-c:s", "mov_text", *keys, "-f", "mov"])
    upright = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 48 << 16, 0, 0x40000000)
    at = film.index(upright, film.index(b"tkhd"))
    film = film[:at] + turned + film[at + len(turned) :]
    return film.replace(b"tx3g", b"gpmd").replace(b"sbtl", b"meta") + boxes()


def mkv(folder: Path) -> bytes:
    note = folder / "note.txt"
    note.write_text(canary("attachment"))
    attached = [
        "-attach",
        str(note),
        "-metadata:s:t",
        f"filename={canary('file')}",
        "-metadata:s:t",
        "mimetype=text/plain",
    ]
    film = encoded(folder, [*_both(folder), *H264, "-c:s", "srt", *attached, "-f", "matroska"])
    return film.replace(b"Lavf", MARK[:4].encode()) + b"\xec\x94" + canary("void").encode().ljust(20)[:20]


def webm(folder: Path) -> bytes:
    codecs = [
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-cpu-used",
        "8",
        "-c:a",
        "libvorbis",
        "-c:s",
        "webvtt",
    ]
    return encoded(folder, [*_both(folder), *codecs, "-f", "webm"])


def ogv(folder: Path) -> bytes:
    tracks = [part for track in ("v", "a") for part in (f"-metadata:s:{track}", f"comment={canary(track)}")]
    film = [*SIGHT, *TONE, *tags("ogv"), *tracks, "-c:v", "libtheora", "-c:a", "libvorbis", "-f", "ogg"]
    return encoded(folder, film) + canary("after").encode()


KINDS: Mapping[str, Callable[[Path], bytes]] = {"mp4": mp4, "mov": mov, "mkv": mkv, "webm": webm, "ogv": ogv}
