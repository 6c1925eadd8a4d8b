from pathlib import Path

import pytest
from PIL import Image

from handbill.cleaning.media import boxes
from handbill.cleaning.media.clean import clean, prepare
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from tests.cleaning.media import sights
from tests.cleaning.media.canaries import canary, sung
from tests.cleaning.media.conftest import Given
from tests.cleaning.media.encoder import SIGHT, TONE, encoded

pytestmark = pytest.mark.once

NAMED = {
    "mp4": {"chapter", "subtitle", "position", "text", "author", "rights", "comment", "software"},
    "mov": {"chapter", "telemetry", "position", "camera", "text", "author"},
    "mkv": {"chapter", "subtitle", "attachment", "position", "camera", "text", "author"},
    "webm": {"chapter", "subtitle", "position", "camera", "text", "author"},
    "ogv": {"text", "author", "rights", "comment"},
}


def published(source: Path, folder: Path) -> tuple[Cleaned, Cleaned]:
    """Send a film through both doors."""
    for name in ("first", "then"):
        (folder / name).mkdir()
    waits = clean(source, folder / "first", Allowed(), slots=folder / "slots")
    return waits, prepare(waits.files[0].path, folder / "then", Allowed(), seconds=1, slots=folder / "slots")


@pytest.mark.parametrize("kind", sights.KINDS)
def test_nothing_that_a_film_says_of_itself_is_published(recorded: Given, kind: str, tmp_path: Path) -> None:
    source = recorded(kind)
    assert len(sung(source.read_bytes())) >= 4
    waits, ready = published(source, tmp_path)
    assert (waits.kind, waits.waits, waits.seconds) == ("video", True, 1)
    assert NAMED[kind] <= set(waits.removed)
    assert sung(waits.files[0].path.read_bytes()) == []
    assert (ready.kind, ready.waits, ready.seconds, ready.removed) == ("video", False, 1, {})
    size = (48, 64) if kind == "mov" else (64, 48)
    assert ready.files[0].type == "video/mp4"
    assert {(made.width, made.height) for made in ready.files} == {size}
    assert {made.type for made in ready.files} >= {"video/mp4", "image/jpeg", "image/webp"}
    for made in ready.files:
        assert sung(made.path.read_bytes()) == []
        assert not [word for word in (b"Lav", b"x264", b"Handler") if word in made.path.read_bytes()]


def test_a_large_film_gets_a_small_one_beside_it_and_what_is_silent_stays_so(tmp_path: Path) -> None:
    silent = [
        "-f",
        "lavfi",
        "-i",
        "testsrc=s=720x400:d=0.1:r=60",
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
    ]
    (tmp_path / "large").write_bytes(encoded(tmp_path, [*silent, "-cpu-used", "16", "-f", "webm"]))
    _, ready = published(tmp_path / "large", tmp_path)
    films = [made for made in ready.files if made.type == "video/mp4"]
    assert [(made.path.name, made.width, made.height) for made in films] == [
        ("film.mp4", 720, 400),
        ("film-small.mp4", 640, 356),
    ]
    assert all(b"soun" not in made.path.read_bytes() for made in films)


def test_a_byte_beside_the_film_is_seen_when_it_is_looked_at_again(recorded: Given, tmp_path: Path) -> None:
    _, ready = published(recorded("mp4"), tmp_path)
    film = ready.files[0].path
    good = film.read_bytes()
    assert boxes.examine(film).width == 64
    word = canary("box").encode()
    slice_at = good.index(b"mdat") + 8
    hdlr = good.index(b"hdlr") + 24
    moov = good.index(b"moov")
    bad = {
        "a box after it": good + (8 + len(word)).to_bytes(4, "big") + b"free" + word,
        "bytes after it": good + word,
        "a box of tags": good.replace(b"free", b"udta", 1),
        "words in its free room": good.replace(b"free" + bytes(12), b"free" + word[:12], 1),
        "the name of a handler": good[:hdlr] + b"V" + good[hdlr + 1 :],
        "a time": good[: moov + 20] + b"\x01" + good[moov + 21 :],
        "a unit that is no slice": good[:slice_at] + b"\x06" + good[slice_at + 1 :],
        "a torn end": good[:-1],
        "nothing": b"",
        "no film": b"\0\0\0\x08ftyp",
    }
    passed = []
    for name, data in bad.items():
        assert data != good, name
        film.write_bytes(data)
        try:
            boxes.examine(film)
            passed.append(name)
        except Unclean:
            continue
    assert not passed


def test_what_is_too_much_or_no_film_is_refused(tmp_path: Path) -> None:
    wrong = []
    film = encoded(tmp_path, [*SIGHT, *TONE, "-c:v", "libvpx", "-deadline", "realtime", "-f", "webm"])
    (tmp_path / "into").mkdir()
    for data, allowed, code in (
        (film, Allowed(seconds=0), "seconds"),
        (film, Allowed(pixels=64 * 48 - 1), "pixels"),
        (film[:200], Allowed(), "broken"),
        (b"\x1aE\xdf\xa3<script>", Allowed(), "broken"),
        (b"\0\0\0\x18ftypmp42" + bytes(4000), Allowed(), "broken"),
    ):
        (tmp_path / "sent").write_bytes(data)
        try:
            clean(tmp_path / "sent", tmp_path / "into", allowed, slots=tmp_path / "slots")
            wrong.append((data[:20], "taken"))
        except Unclean as refused:
            if refused.code != code:
                wrong.append((data[:20], refused.code))
    assert not wrong
    assert not list((tmp_path / "into").iterdir())


@pytest.mark.alone
@pytest.mark.drill
def test_a_film_of_a_phone_in_its_largest_size_fits_behind_the_fences(tmp_path: Path) -> None:
    curve = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:log-level=none:ref=4:bframes=4"
    colours = ["-color_trc", "arib-std-b67", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"]
    large = ["-f", "lavfi", "-i", "color=c=red:s=3840x2160:d=0.5:r=30", *TONE, "-pix_fmt", "yuv420p10le"]
    coded = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", curve, *colours, "-tag:v", "hvc1"]
    (tmp_path / "large").write_bytes(encoded(tmp_path, [*large, *coded, "-c:a", "aac", "-f", "mov"]))
    _, ready = published(tmp_path / "large", tmp_path)
    assert [(made.width, made.height) for made in ready.files[:2]] == [(1280, 720), (640, 360)]
    poster = next(made.path for made in ready.files if made.type == "image/jpeg")
    with Image.open(poster) as picture:
        red, green, blue = picture.convert("RGB").getpixel((40, 40))  # type: ignore[misc]
    assert red > 150
    assert max(green, blue) < 20  # pale where no tones were brought down
