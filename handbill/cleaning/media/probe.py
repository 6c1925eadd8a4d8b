"""What a file of sound or film holds, as ffmpeg's demuxer tells it in two formats for machines: ffmetadata and framecrc.

Every packet is read, none is decoded: how long a track is, is what its packets say and not what a header promises.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from handbill.cleaning.media import ffmpeg
from handbill.cleaning.media.cleaned import Allowed, Unclean

PATIENCE: Final = 20.0
"""Seconds for reading all packets."""
_LISTED: Final = (
    60_000_000  # bytes: about a million packets, of which half an hour of film and sound has a sixth
)
_HEADER: Final = re.compile(r"#(tb|media_type|codec_id|dimensions|channel_layout_name) (\d+): (.+)")
_SIZE: Final = re.compile("([0-9]+)x([0-9]+)")
_SECTION: Final = re.compile(r"^\[(STREAM|CHAPTER)\]$", re.MULTILINE)
_TAG: Final = re.compile(r"^((?:[^=;#\[\\\n]|\\.)(?:[^=\\\n]|\\.)*)=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Track:
    """A track of sound or of pictures."""

    codec: str
    width: int = 0
    height: int = 0
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """What can be heard and seen, how long, and how often something else was there, by the codes of `removed.py`."""

    demuxer: str
    pictures: tuple[Track, ...]
    sound: tuple[Track, ...]
    seconds: Fraction
    removed: Counter[str]


def probe(source: Path, into: Path, demuxer: str, allowed: Allowed) -> Probe:
    """Read all of `source`; the lists lie in `into` for a moment.

    Raises:
        Unclean: `broken`: there is no track of sound or pictures; `seconds`, `pixels`: more than is allowed; or as `ffmpeg.run`.
    """
    lists = tags, kinds, packets = [into / f"probe.{name}" for name in ("tags", "kinds", "packets")]
    every = ("-map", "0", "-c", "copy", "-copy_unknown", *ffmpeg.BITEXACT)
    telling = [*every, "-fs", str(_LISTED), "-f", "ffmetadata", str(tags)]
    telling += [*every, "-t", "0.001", "-f", "framecrc", str(kinds)]
    needed = ["-map", "0:V?", "-map", "0:a?", "-c", "copy", *ffmpeg.BITEXACT]
    needed += ["-fs", str(_LISTED), "-f", "framecrc", str(packets)]
    try:
        if not ffmpeg.run([*ffmpeg.reading(source, demuxer), *telling, *needed], seconds=PATIENCE):
            # a broken cover or subtitle is in nobody's way, but for what the receipt says of the rest
            ffmpeg.run([*ffmpeg.reading(source, demuxer), *needed], seconds=PATIENCE)
        ffmpeg.decoded([packets])
        if max(file.stat().st_size for file in lists if file.exists()) >= _LISTED:
            raise Unclean("frames")
        found = _read(
            demuxer, *(file.read_text("utf-8", "replace") if file.exists() else "" for file in lists)
        )
    finally:
        for file in lists:
            file.unlink(missing_ok=True)
    if found.seconds > allowed.seconds:
        raise Unclean("seconds")
    if any(track.width * track.height > allowed.pixels for track in found.pictures):
        raise Unclean("pixels")
    return found


def whole(seconds: Fraction) -> int:
    """Give whole seconds, rounded up; a tenth is what encoders add at the ends."""
    return max(1, math.ceil(seconds - Fraction(1, 10)))


def _read(demuxer: str, tags: str, kinds: str, packets: str) -> Probe:
    tracks, bases = _headers(packets)
    pictures = tuple(
        Track(track["codec_id"], int(size[1]), int(size[2]))
        for track in tracks
        if track["media_type"] == "video" and (size := _SIZE.fullmatch(track.get("dimensions", "")))
    )
    sound = tuple(
        Track(track["codec_id"], mono=track.get("channel_layout_name") == "mono")
        for track in tracks
        if track["media_type"] == "audio"
    )
    if not pictures and not sound:
        raise Unclean("broken")
    removed = told(tags)
    every = Counter(track["media_type"] for track in _headers(kinds)[0])
    for code, count in (
        ("cover", every["video"] - len(pictures)),
        ("subtitle", every["subtitle"]),
        ("attachment", every["attachment"]),
        ("telemetry", every["data"]),
        ("track", max(len(pictures) - 1, 0) + max(len(sound) - 1, 0)),
        ("metadata", not tags),
    ):
        removed[code] += max(count, 0)
    return Probe(demuxer, pictures, sound, _length(packets, bases), +removed)


def _headers(listed: str) -> tuple[list[dict[str, str]], dict[str, Fraction]]:
    """Give what framecrc says of each track before the packets, and what a tick of each is in seconds."""
    tracks: dict[str, dict[str, str]] = {}
    for name, number, value in _HEADER.findall(listed):
        tracks.setdefault(number, {"media_type": "", "codec_id": ""})[name] = value
    return list(tracks.values()), {number: Fraction(track.get("tb", "1")) for number, track in tracks.items()}


def _length(listed: str, bases: dict[str, Fraction]) -> Fraction:
    """Give the seconds from the first to the last moment of the longest track."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for line in listed.splitlines():
        if line.startswith("#"):
            continue
        track, _, start, lasts, *_ = (field.strip() for field in line.split(","))
        at = int(start)
        first[track] = min(first.get(track, at), at)
        last[track] = max(last.get(track, at), at + int(lasts))
    return max(((last[track] - first[track]) * bases[track] for track in last), default=Fraction(0))


_STRUCTURE: Final = frozenset(
    {"compatible_brands", "duration", "handler_name", "language", "major_brand", "minor_version", "vendor_id"}
)
_CODES: Final = {
    "time": {"time", "date", "year", "day", "created", "origination"},
    "position": {"location", "gps", "xyz", "latitude", "longitude", "altitude"},
    "place": {"country", "city", "place", "venue"},
    "rights": {"copyright", "license", "licence", "rights"},
    "serial": {"serial", "isrc", "barcode", "uuid", "guid", "umid", "identifier"},
    "camera": {"make", "model", "device", "camera", "manufacturer", "lens"},
    "author": {
        *(
            "artist",
            "author",
            "composer",
            "performer",
            "publisher",
            "owner",
            "originator",
            "lyricist",
            "conductor",
        ),
        *("encoded", "director", "producer"),  # encoded_by
    },
    "software": {"encoder", "encoding", "coding", "software", "tool", "muxer", "app"},
    "comment": {"comment", "description", "synopsis", "lyrics", "note"},
    "text": {"title", "album", "genre", "show", "name", "keywords"},
}
"""What the name of a tag is about, by its words; the first that is found here decides."""


def told(tags: str) -> Counter[str]:
    """Count the tags and chapters of an ffmetadata file, by the codes of `removed.py`."""
    found = Counter({"chapter": tags.count("\n[CHAPTER]\n")})
    head, *sections = _SECTION.split(tags)
    kinds = ["STREAM", *sections[::2]]
    for kind, section in zip(kinds, [head, *sections[1::2]], strict=True):
        if kind == "STREAM":
            found.update(_code(key.lower()) for key in _TAG.findall(section) if key.lower() not in _STRUCTURE)
    return found


def _code(key: str) -> str:
    words = set(_WORD.findall(key))
    return next((code for code, about in _CODES.items() if words & about), "metadata")


_WORD: Final = re.compile("[a-z0-9]+")
