"""Sound and film made to break a decoder, to reach other files, or to last for ever."""

import random
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from handbill.cleaning.media.clean import prepare
from handbill.cleaning.media.cleaned import Allowed, Unclean
from tests.cleaning.media import sights, sounds
from tests.cleaning.media.batch import batch
from tests.cleaning.media.canaries import sung
from tests.cleaning.media.conftest import Given
from tests.cleaning.media.encoder import SIGHT, TONE, encoded
from tests.cleaning.media.spoiled import spoiled

pytestmark = pytest.mark.once

SAID = {"broken", "pixels", "seconds", "frames", "memory", "kind"}
"""What may be said of a recording; `failed` would be a fault of ours."""
KINDS = (*sounds.KINDS, *sights.KINDS)


def test_spoiled_recordings(recorded: Given, tmp_path: Path) -> None:
    """Two of each kind with `make test`."""
    clean_ones = tried({kind: recorded(kind).read_bytes() for kind in KINDS}, range(2), tmp_path)
    assert 0 < len(clean_ones) < 2 * len(KINDS)


@pytest.mark.drill
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_two_thousand_spoiled_recordings(recorded: Given, tmp_path: Path, kind: str) -> None:
    clean_ones: list[Path] = []
    for start in range(0, 2_000, 50):
        (tmp_path / str(start)).mkdir()
        found = tried({kind: recorded(kind).read_bytes()}, range(start, start + 50), tmp_path / str(start))
        clean_ones += found[:5]
    assert clean_ones
    for number, waits in enumerate(clean_ones if kind in sights.KINDS else []):
        into = tmp_path / f"then-{number}"
        into.mkdir()
        with suppress(Unclean):
            cleaned = prepare(waits, into, Allowed(), seconds=1, slots=tmp_path / "slots")
            assert not any(sung(one.path.read_bytes()) for one in cleaned.files), waits


def tried(known: Mapping[str, bytes], seeds: range, folder: Path) -> list[Path]:
    """Spoil each in as many ways, and send them all; give the first file of each that was taken."""
    files = {
        f"{kind}-{seed}": spoiled(data, random.Random(f"{kind} {seed}")) or b"\0"
        for kind, data in known.items()
        for seed in seeds
    }
    found = batch(files, folder, Allowed(), seconds=1_000, family="recording")
    assert {name: code for name, code in found.codes.items() if code not in SAID} == {}
    assert found.longest < 14
    for name, cleaned in found.cleaned.items():
        assert cleaned.waits or not any(sung(one.path.read_bytes()) for one in cleaned.files), name
    return [cleaned.files[0].path for cleaned in found.cleaned.values()]


def elsewhere(folder: Path) -> bytes:
    """Give a MOV whose samples lie in another file, which is there."""
    film = encoded(folder, [*SIGHT, *TONE, *sights.H264, "-movflags", "+faststart", "-f", "mov"])
    (folder / "secret.mov").write_bytes(film)
    place = b"url " + bytes(4) + f"file://{folder}/secret.mov\0".encode()
    changed = remade(film[: film.index(b"mdat") - 4], struct.pack(">III", 0, 1, len(place) + 4) + place)
    assert b"secret.mov" in changed
    return changed


def remade(data: bytes, reference: bytes) -> bytes:
    """Give boxes with that in each `dref`."""
    out, at = b"", 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        holds = data[at + 8 : at + size]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            holds = remade(holds, reference)
        holds = reference if kind == b"dref" else holds
        out += struct.pack(">I4s", len(holds) + 8, kind) + holds
        at += size
    return out


def lying_wave(channels: int, rate: int, size: int, sound: bytes) -> bytes:
    head = struct.pack(
        "<HHIIHH", 1, channels, rate, min(rate * channels * 2, 2**32 - 1), channels * 2 & 0xFFFF, 16
    )
    return b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0" + head + b"data" + struct.pack("<I", size) + sound


def slow_film(folder: Path) -> bytes:
    """Give a film whose second picture comes after days."""
    film = encoded(folder, [*SIGHT, "-c:v", "mpeg4", "-frames:v", "2", "-f", "mp4"])
    at = film.index(b"stts") + 16
    return film[:at] + struct.pack(">I", 2**31 - 1) + film[at + 4 :]


def test_hostile_recordings_end_in_a_code_or_clean(recorded: Given, tmp_path: Path) -> None:
    wave = recorded("wav").read_bytes()
    sound = wave[-4_000:]
    secret = f"{tmp_path}/secret.mov"
    page = b"<html><script>alert(1)</script>"
    files = {
        "elsewhere": (elsewhere(tmp_path), "broken"),
        "playlist": (f"#EXTM3U\n#EXTINF:9,\nfile://{secret}\n".encode(), "kind"),
        "concat": (f"ffconcat version 1.0\nfile '{secret}'\n".encode(), "kind"),
        "session": (f"v=0\nm=video 5004 RTP/AVP 96\na=control:file://{secret}\n".encode(), "kind"),
        "manifest": (f"<MPD><BaseURL>file://{secret}</BaseURL></MPD>".encode(), "kind"),
        "playlist with a tag before it": (sounds.id3(3) + f"#EXTM3U\n{secret}\n".encode(), "broken"),
        "page with the start of Ogg": (b"OggS" + page, "broken"),
        "page with the start of FLAC": (b"fLaC" + page, "broken"),
        "page with the start of Matroska": (b"\x1aE\xdf\xa3" + page, "broken"),
        "page with the start of MP4": (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1" + page, "broken"),
        "page in a WAV": (lying_wave(1, 8_000, 4_000, sound)[:-4_000] + page * 90, ""),
        "no channel": (lying_wave(0, 8_000, 4_000, sound), "broken"),
        "sixty thousand channels": (lying_wave(60_000, 8_000, 4_000, sound), "broken"),
        "four thousand million samples a second": (lying_wave(1, 2**32 - 1, 4_000, sound), "broken"),
        "said to be endless": (lying_wave(1, 8_000, 2**32 - 1, sound), ""),
        "days": (slow_film(tmp_path), "seconds"),
        "tags without end": (b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + sound, "broken"),
        "tags in tags": (sounds.id3(3) * 200, "broken"),
    }
    found = batch({name: data for name, (data, _) in files.items()}, tmp_path, Allowed(), family="recording")
    expected = {name: code for name, (_, code) in files.items() if code}
    assert found.codes == expected
    assert found.longest < 14
    assert not any(sung(one.path.read_bytes()) for cleaned in found.cleaned.values() for one in cleaned.files)
