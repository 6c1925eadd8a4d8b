"""Files made to break a decoder, or whoever shows what comes of them: each ends in a clean picture or in a code, within the limits."""

import io
import random
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.job import Limits
from tests.cleaning.media.batch import batch
from tests.cleaning.media.canaries import sung
from tests.cleaning.media.planted import KINDS, box, chunk, directory, exif, jpeg_of, long, seen, segment
from tests.cleaning.media.spoiled import spoiled
from tests.crashes.sampled import WHOLE

pytestmark = pytest.mark.once

LOOK = Limits(seconds=1).memory
SAID = {"broken", "pixels", "frames", "memory"}
"""What may be said of a picture; `failed` would be a fault of ours."""


@WHOLE
def test_spoiled_pictures(tmp_path: Path, *, whole: bool) -> None:
    """2,000 of each kind, and a dozen of each with `make test`."""
    known = {kind: make() for kind, (make, _) in KINDS.items()}
    count, of_each = (2_000, 250) if whole else (12, 12)
    clean_ones = 0
    for start in range(0, count, of_each):
        files = {
            f"{kind}-{seed}": spoiled(data, random.Random(f"{kind} {seed}"))
            for kind, data in known.items()
            for seed in range(start, start + of_each)
        }
        folder = tmp_path / str(start)
        folder.mkdir()
        found = batch({name: data or b"\0" for name, data in files.items()}, folder, Allowed(), seconds=1_000)
        clean_ones += len(found.cleaned)
        assert {name: code for name, code in found.codes.items() if code not in SAID} == {}
        assert found.longest < 10
        assert found.memory < LOOK
        for name, cleaned in found.cleaned.items():
            assert not any(sung(one.path.read_bytes()) for one in cleaned.files), name
    assert 0 < clean_ones < count * len(known)


def png(width: int, height: int, *chunks: bytes, depth: bytes = b"\x08\2\0\0\0", rows: bytes = b"") -> bytes:
    head = chunk(b"IHDR", pack(">II", width, height) + depth)
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(chunks)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def lying_jpeg(width: int, height: int) -> bytes:
    data = jpeg_of(seen())
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + pack(">HH", height, width) + data[at + 9 :]


def frames(count: int) -> bytes:
    one = b"\x21\xf9\4\0\1\0\0\0" + b"\x2c" + pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0"
    return b"GIF89a" + pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + one * count + b";"


def grid(rows: int, columns: int, side: int = 64, missing: int = 0) -> bytes:
    """An AVIF of so many tiles, all of which are the same bytes."""
    out = io.BytesIO()
    seen((side, side)).save(out, "AVIF", subsampling="4:4:4")
    data = out.getvalue()
    tile = data[data.index(b"mdat") + 4 :]
    width, height, tiles = side * columns, side * rows, range(2, 2 + rows * columns - missing)
    whole = b"\0\1" + bytes([rows - 1, columns - 1]) + pack(">II", width, height)
    infe = b"".join(
        box(b"infe", b"\2\0\0\0" + pack(">HH", number, 0) + kind + b"\0")
        for number, kind in ((1, b"grid"), *((number, b"av01") for number in tiles))
    )
    av1c = data[data.index(b"av1C") + 4 :][:4]
    ipco = b"".join(box(b"ispe", bytes(4) + pack(">II", *size)) for size in ((width, height), (side, side)))
    ipco += box(b"pixi", b"\0\0\0\0\3\x08\x08\x08") + box(b"av1C", av1c)
    ipma = pack(">HB2B", 1, 2, 1, 3) + b"".join(pack(">HB3B", number, 3, 2, 3, 0x84) for number in tiles)
    count = pack(">H", 1 + len(tiles))

    def meta(at: int) -> bytes:
        iloc = pack(">HHHHII", 1, 1, 0, 1, 0, len(whole))
        iloc += b"".join(pack(">HHHHII", number, 0, 0, 1, at, len(tile)) for number in tiles)
        dimg = pack(">HH", 1, len(tiles)) + b"".join(pack(">H", number) for number in tiles)
        inside = [
            box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
            box(b"pitm", bytes(4) + pack(">H", 1)),
            box(b"iloc", b"\1\0\0\0\x44\0" + count + iloc),
            box(b"iinf", bytes(4) + count + infe),
            box(b"iref", bytes(4) + box(b"dimg", dimg)),
            box(b"iprp", box(b"ipco", ipco) + box(b"ipma", bytes(4) + pack(">I", 1 + len(tiles)) + ipma)),
            box(b"idat", whole),
        ]
        return box(b"meta", bytes(4) + b"".join(inside))

    head = box(b"ftyp", b"avif\0\0\0\0avifmif1miaf")
    return head + meta(len(head) + len(meta(0)) + 8) + box(b"mdat", tile)


def moving_webp(count: int) -> bytes:
    out = io.BytesIO()
    seen((16, 16)).save(out, "WEBP", lossless=True)
    picture = out.getvalue()[12:]
    frame = pack("<I", 0)[:3] * 2 + pack("<I", 15)[:3] * 2 + b"\x64\0\0\0" + picture
    body = (
        b"WEBPVP8X"
        + pack("<I", 10)
        + b"\2\0\0\0"
        + pack("<I", 15)[:3] * 2
        + b"ANIM"
        + pack("<I", 6)
        + bytes(6)
    )
    body += (b"ANMF" + pack("<I", len(frame)) + frame) * count
    return b"RIFF" + pack("<I", len(body)) + body


def looping() -> bytes:
    """Directories of Exif that lead to themselves, and say that they are endless."""
    data = bytearray(exif())
    data[4:8] = pack("<I", 8)
    own = b"II*\0" + pack("<I", 8) + directory({0x8769: long(8), 0x8825: long(8)}, 8, 8) + b"\xff\xff" * 4
    picture = jpeg_of(seen())
    return (
        picture[:2]
        + segment(0xE1, b"Exif\0\0" + own)
        + segment(0xE1, b"Exif\0\0" + bytes(data))
        + picture[2:]
    )


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "65,535 x 65,535 PNG": (lambda: png(65_535, 65_535), "pixels"),
    "2^31 x 2^31 PNG": (lambda: png(2**31 - 1, 2**31 - 1), "pixels"),
    "PNG of no height": (lambda: png(64, 0), "broken"),
    "PNG that has less than it says": (lambda: png(7_000, 7_000, rows=bytes(1000)), "broken"),
    "PNG with a text of 60 MB": (lambda: png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000)))), "broken"),
    "PNG with a profile of 60 MB": (lambda: png(8, 8, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(60_000_000)))), "broken"),
    "JPEG of 65,500 x 65,500": (lambda: lying_jpeg(65_500, 65_500), "pixels"),
    "JPEG of no height": (lambda: lying_jpeg(64, 0), "broken"),
    "GIF of 65,535 x 65,535": (lambda: b"GIF89a\xff\xff\xff\xff" + frames(1)[10:], "pixels"),
    "GIF of 10,000 frames": (lambda: frames(10_000), "frames"),
    "WebP of 2,000 frames": (lambda: moving_webp(2_000), "frames"),
    "WebP of few frames with many pixels": (lambda: moving_webp(3).replace(b"\x0f\0\0\x0f\0\0ANIM", b"\xff\x3f\0\xff\x3f\0ANIM"), "pixels"),
    "AVIF of 64 x 64 tiles": (lambda: grid(64, 64, 256), "pixels"),
    "AVIF of more tiles than it has": (lambda: grid(2, 2, missing=1), "broken"),
    "TIFF that leads to itself": (lambda: b"II*\0\x08\0\0\0" + directory({0x0100: long(8)}, 8, 8), "broken"),
    "GIF and script": (lambda: b"GIF89a/*<script>alert(1)</script>*/=0;", "broken"),
    "JPEG and nothing": (lambda: b"\xff\xd8\xff\xe0", "broken"),
    "PNG and a page": (lambda: b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", "broken"),
    "AVIF and nothing": (lambda: box(b"ftyp", b"avif\0\0\0\0avifmif1"), "broken"),
}  # fmt: skip


def test_bombs_and_what_only_looks_like_a_picture(tmp_path: Path) -> None:
    names = dict(enumerate(BOMBS))
    found = batch({f"{at:02}": BOMBS[name][0]() for at, name in names.items()}, tmp_path, Allowed())
    codes = {name: found.codes.get(f"{at:02}", "clean") for at, name in names.items()}
    assert {name: code for name, code in codes.items() if code != BOMBS[name][1]} == {}
    assert found.memory < LOOK // 2
    assert found.longest < 5


def test_what_is_odd_and_can_be_seen_is_taken(tmp_path: Path) -> None:
    """Two pictures of a kind in one file, directories that loop, a grid that is none too large, another kind behind it, one that ends too soon."""
    files = {
        "looping": looping(),
        "grid": grid(2, 2),
        "behind": jpeg_of(seen()) + b"<script>alert(1)</script>",
        "zip": jpeg_of(seen()) + b"PK\3\4" + bytes(100),
        "still": frames(1),
        "grey": lying_jpeg(3_000, 3_000),
    }
    found = batch(files, tmp_path, Allowed())
    assert not found.codes
    assert [found.cleaned[name].removed.get("trailer") for name in ("behind", "zip")] == [1, 1]
    for cleaned in found.cleaned.values():
        assert not any(
            word in one.path.read_bytes() for one in cleaned.files for word in (b"<script", b"PK\3\4")
        )


@pytest.fixture
def refused(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Send something through the real door; give the code."""
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()

    def give(data: bytes, allowed: Allowed = Allowed()) -> str:  # noqa: B008 - it cannot change
        source.write_bytes(data)
        with pytest.raises(Unclean) as no:
            clean(source, into, allowed, slots=tmp_path / "slots")
        assert not list(into.iterdir())
        return no.value.code

    yield give
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "slots", "source"]


def test_each_is_refused_at_the_real_door(refused: Callable[..., str]) -> None:
    assert refused(BOMBS["GIF and script"][0]()) == "broken"
    assert refused(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>") == "kind"
    assert refused(grid(64, 64, 256)) == "pixels"
    assert (
        refused(png(20_000, 20_000, depth=b"\x08\6\0\0\0", rows=bytes(80_001)), Allowed(pixels=10**9))
        == "memory"
    )


@pytest.mark.alone
@pytest.mark.drill
def test_the_largest_that_are_allowed_fit_into_memory_and_time(tmp_path: Path) -> None:
    size = (8_000, 6_250)
    noise = Image.effect_noise((800, 625), 30).resize(size)
    picture = Image.merge("RGBA", (noise, noise, noise, noise))
    files = {}
    how: dict[str, dict[str, int]] = {
        "PNG": {"compress_level": 1},
        "JPEG": {"progressive": 1},
        "TIFF": {},
        "WEBP": {"method": 0, "quality": 30},
        "AVIF": {"speed": 10},
    }
    for kind, options in how.items():
        out = io.BytesIO()
        (picture.convert("RGB") if kind == "JPEG" else picture).save(out, kind, **options)
        files[kind] = out.getvalue()
    found = batch(files, tmp_path, Allowed(), seconds=600)
    assert found.longest < 10
    assert set(found.codes.values()) <= {"memory"}
    assert {"PNG", "JPEG", "TIFF"} <= found.cleaned.keys()
