"""What is seen stays what it was: upright, in its colours, with its alpha, in sizes that fit; and what shall not be seen is gone."""

import io
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from struct import pack

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from handbill.cleaning.media import alike
from handbill.cleaning.media.cleaned import Allowed, Cleaned
from handbill.cleaning.media.job import Area
from handbill.cleaning.media.picture import burn, clean
from handbill.cleaning.media.pictures import moving
from handbill.cleaning.media.pictures.hide import hide
from handbill.cleaning.media.pictures.looks import looks
from handbill.cleaning.media.pictures.primaries import ADOBE_RGB, PRIMARIES, profile
from tests.cleaning.media.planted import chunk, directory, long, seen, segment

pytestmark = pytest.mark.once

Made = Callable[..., dict[str, Image.Image]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Clean a picture, as Pillow writes it, in this process; give the largest of each type."""

    def give(picture: Image.Image | bytes, kind: str = "PNG", **options: object) -> dict[str, Image.Image]:
        source, into = tmp_path / "source", tmp_path / f"into-{random.randrange(10**9)}"
        into.mkdir()
        if isinstance(picture, bytes):
            source.write_bytes(picture)
        else:
            picture.save(source, kind, **options)
        found: dict[str, Image.Image] = {}
        for one in clean(source, into, Allowed()).files:
            found.setdefault(one.type.removeprefix("image/"), Image.open(one.path))
        return found

    return give


def about(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """The average around a point, in RGB."""
    part = picture.convert("RGB").crop((x - 4, y - 4, x + 4, y + 4))
    return tuple(round(one) for one in ImageStat.Stat(part).mean)


def near(one: tuple[int, ...], other: tuple[int, ...], most: int = 10) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def corners() -> Image.Image:
    """Red, green, blue and yellow corners."""
    picture = Image.new("RGB", (96, 64))
    for at, colour in zip(
        ((0, 0), (48, 0), (0, 32), (48, 32)), ("red", "lime", "blue", "yellow"), strict=True
    ):
        picture.paste(colour, (*at, at[0] + 48, at[1] + 32))
    return picture


def test_pictures_are_turned_upright(made: Made) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    for orientation, turn in turns.items():
        exif = b"Exif\0\0II*\0" + pack("<I", 8) + directory({0x0112: (3, pack("<H", orientation))}, 8)
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
            stored = corners().transpose(turn)
            options = {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif, "quality": 95}
            for one in made(stored, kind, **options).values():
                found = [about(one, *at) for at in ((12, 12), (84, 12), (12, 52), (84, 52))]
                right = [(254, 0, 0), (0, 255, 1), (0, 0, 254), (255, 255, 0)]
                assert all(map(near, found, right, [16] * 4)), (orientation, kind, found)


def test_wide_gamuts_become_srgb(made: Made) -> None:
    """(200, 100, 50) as sRGB, said in each space; without a conversion it would be 14 or more away."""
    wanted = (200, 100, 50)
    srgb = ImageCms.createProfile("sRGB")
    patch = Image.new("RGB", (64, 64), wanted)
    for name, space in (
        ("P3", profile(PRIMARIES[12])),
        ("Adobe RGB", profile(ADOBE_RGB)),
        ("BT.2020", profile(PRIMARIES[9])),
    ):
        there = ImageCms.profileToProfile(patch, srgb, ImageCms.ImageCmsProfile(io.BytesIO(space)))
        assert there is not None
        assert not near(about(there, 32, 32), wanted)
        for kind, options in (
            ("PNG", {}),
            ("JPEG", {"quality": 95}),
            ("WEBP", {"lossless": True}),
            ("TIFF", {}),
            ("AVIF", {"quality": 95}),
        ):
            for one in made(there, kind, icc_profile=space, **options).values():
                assert near(about(one, 32, 32), wanted, 6), (name, kind)
    # a number says P3 without a profile
    there = ImageCms.profileToProfile(
        patch, srgb, ImageCms.ImageCmsProfile(io.BytesIO(profile(PRIMARIES[12])))
    )
    assert there is not None
    there.info.clear()
    said = {kind: io.BytesIO() for kind in ("PNG", "AVIF")}
    there.save(said["PNG"], "PNG")
    there.save(said["AVIF"], "AVIF", quality=95)
    png, avif = (said[kind].getvalue() for kind in ("PNG", "AVIF"))
    for data in (
        png[:33] + chunk(b"cICP", b"\x0c\x0d\0\1") + png[33:],
        avif.replace(b"nclx\0\1", b"nclx\0\x0c"),
    ):
        assert data not in (png, avif)
        for one in made(data).values():
            assert near(about(one, 32, 32), wanted, 6)
    # a camera says Adobe RGB without a profile
    own = directory({0xA001: (3, pack("<H", 0xFFFF)), 0xA005: long(200)}, 100)
    exif = b"II*\0" + pack("<I", 8) + directory({0x8769: long(100)}, 8)
    exif = exif.ljust(100, b"\0") + own
    exif = exif.ljust(200, b"\0") + directory({1: (2, b"R03\0")}, 200)
    out = io.BytesIO()
    there = ImageCms.profileToProfile(patch, srgb, ImageCms.ImageCmsProfile(io.BytesIO(profile(ADOBE_RGB))))
    assert there is not None
    there.save(out, "JPEG", quality=95)
    data = out.getvalue()
    for one in made(data[:2] + segment(0xE1, b"Exif\0\0" + exif) + data[2:]).values():
        assert near(about(one, 32, 32), wanted, 6)


def test_a_profile_that_is_none_or_of_other_colours_is_left_aside(made: Made) -> None:
    patch = Image.new("RGB", (64, 64), (200, 100, 50))
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for icc in (b"no profile", grey, profile(PRIMARIES[12])[:200]):
        for one in made(patch, "PNG", icc_profile=icc).values():
            assert near(about(one, 32, 32), (200, 100, 50))


def test_each_mode_is_seen_as_it_was(made: Made) -> None:
    grey = Image.linear_gradient("L").resize((96, 96))
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    cases = {
        "1": (grey.convert("1"), "PNG"), "L": (grey, "PNG"), "I;16": (deep, "PNG"), "I;16 TIFF": (deep, "TIFF"),
        "F": (grey.convert("F"), "TIFF"), "P": (grey.convert("RGB").quantize(200), "GIF"), "CMYK": (grey.convert("CMYK"), "JPEG"),
        "CMYK TIFF": (grey.convert("CMYK"), "TIFF"), "YCbCr": (grey.convert("YCbCr"), "TIFF"), "LA": (Image.merge("LA", (grey, Image.new("L", grey.size, 255))), "PNG"),
    }  # fmt: skip
    for name, (picture, kind) in cases.items():
        for type_, one in made(picture, kind).items():
            found = [about(one, 48, y)[0] for y in (10, 48, 86)]
            assert near(tuple(found), (26, 128, 229), 20 if name == "1" else 12), (name, type_, found)


def test_alpha_stays_and_is_white_where_there_is_none(made: Made) -> None:
    picture = Image.new("RGBA", (96, 64), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (48, 0, 96, 64))
    palette = picture.convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    tiff = {"picture": picture, "kind": "TIFF"}
    for case in (
        {"picture": picture},
        {"picture": palette},
        tiff,
        {"picture": picture, "kind": "WEBP", "lossless": True},
    ):
        found = made(**case)
        assert about(found["jpeg"], 12, 32) == (255, 255, 255)
        for kind in ("avif", "webp"):
            alpha = found[kind].convert("RGBA").getchannel("A")
            assert [alpha.getpixel((12, 32)), alpha.getpixel((84, 32))] == [0, 255], (case, kind)


def sizes_of(cleaned: Cleaned, kind: str) -> list[tuple[int, int]]:
    return [(one.width, one.height) for one in cleaned.files if one.type == f"image/{kind}"]


def test_sizes_fit_and_the_smallest_are_small(tmp_path: Path) -> None:
    for number, (size, widths) in enumerate(
        {
            (2500, 250): [(1920, 192), (960, 96), (480, 48)],
            (700, 70): [(700, 70), (480, 48)],
            (40, 3000): [(40, 3000)],
            (4, 20_000): [(3, 16_383)],
        }.items()
    ):
        into = tmp_path / str(number)
        into.mkdir()
        seen(size).save(tmp_path / "source", "PNG")
        cleaned = clean(tmp_path / "source", into, Allowed())
        for kind in ("jpeg", "avif", "webp"):
            assert sizes_of(cleaned, kind) == widths
    noise = Image.merge("RGB", [Image.effect_noise((400, 400), 120) for _ in range(3)])
    noise.save(tmp_path / "source", "PNG")
    (tmp_path / "noise").mkdir()
    smallest = {one.type: one for one in clean(tmp_path / "source", tmp_path / "noise", Allowed()).files}
    assert all(one.bytes <= 60_000 for one in smallest.values())
    assert max(one.width for one in smallest.values()) > 300


def test_what_moves_keeps_its_frames_and_times(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue")]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        into = tmp_path / kind
        into.mkdir()
        frames[0].save(
            tmp_path / "source", kind, save_all=True, append_images=frames[1:], duration=[50, 200, 5]
        )
        cleaned = clean(tmp_path / "source", into, Allowed())
        assert [one.path.name for one in cleaned.files] == ["64.jpeg", "64.webp"]
        assert cleaned.moves
        with Image.open(cleaned.files[1].path) as moving:
            assert getattr(moving, "n_frames", 1) == 3
            times = []
            for at, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255))):
                moving.seek(at)
                assert near(about(moving, 32, 32), colour, 24), (kind, at)
                times.append(moving.info["duration"])
        assert times[:2] == [50, 200]


def test_what_moves_for_long_is_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "_WHOLE", 3 * 32 * 32)
    frames = [seen((64, 64)).rotate(90 * turn) for turn in range(3)]
    frames[0].save(tmp_path / "source", "GIF", save_all=True, append_images=frames[1:])
    (tmp_path / "into").mkdir()
    cleaned = clean(tmp_path / "source", tmp_path / "into", Allowed())
    assert [(one.type, one.width, one.height) for one in cleaned.files] == [
        ("image/jpeg", 32, 32),
        ("image/webp", 32, 32),
    ]


def text_on(picture: Image.Image) -> Image.Image:
    """Black and white stripes of four pixels where they are to be hidden: the finest that a picture has."""
    for x in range(40, 200, 8):
        picture.paste((0, 0, 0), (x, 40, x + 4, 120))
        picture.paste((255, 255, 255), (x + 4, 40, x + 8, 120))
    return picture


def test_what_is_hidden_cannot_be_seen_again() -> None:
    picture = text_on(seen((400, 300)))
    whole = Area(1000, 1333, 4000, 2667, "blur")
    cells = [Area(x, y, 500, 667, "blur") for x in range(1000, 5000, 500) for y in (1333, 2000, 2667, 3333)]
    for areas in ([whole], cells):
        hidden = hide(picture, areas)
        part = hidden.crop((40, 40, 200, 120))
        colours = part.getcolors()
        assert colours is not None
        assert len(colours) <= 16
        assert all(value % 16 == 8 for _, colour in colours for value in colour)  # type: ignore[union-attr] # RGB
        assert ImageChops.difference(hidden, picture).crop((220, 0, 400, 300)).getbbox() is None
    black = hide(picture, [Area(1000, 1333, 4000, 2667, "black"), Area(0, 0, 1, 1, "blur")])
    assert black.crop((40, 40, 200, 119)).getcolors() == [(160 * 79, (0, 0, 0))]


def test_two_pictures_that_differ_only_where_they_are_blurred_become_the_same() -> None:
    """Of a sort: the averages are equal, so nothing of what stood there is left."""
    plain, striped = seen((400, 300)), seen((400, 300))
    plain.paste((128, 128, 128), (40, 40, 200, 120))
    for x in range(40, 200, 2):
        striped.paste((100, 100, 100), (x, 40, x + 1, 120))
        striped.paste((156, 156, 156), (x + 1, 40, x + 2, 120))
    area = Area(1000, 1334, 4000, 2665, "blur")
    assert hide(plain, [area]).tobytes() == hide(striped, [area]).tobytes()


def test_burning_makes_all_files_anew(tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    text_on(seen((600, 400))).save(tmp_path / "source", "PNG")
    before = clean(tmp_path / "source", first, Allowed())
    after = burn(before.files[0].path, again, [Area(0, 0, 10_000, 10_000, "black")], Allowed())
    assert [(one.path.name, one.type) for one in after.files] == [
        (one.path.name, one.type) for one in before.files
    ]
    assert before.alike != after.alike
    for one in after.files:
        with Image.open(one.path) as opened:
            assert max(ImageStat.Stat(opened.convert("RGB")).mean) < 2
    moving = [seen((64, 64)).rotate(90 * turn) for turn in range(3)]
    moving[0].save(tmp_path / "source", "WEBP", save_all=True, append_images=moving[1:])
    (tmp_path / "moving").mkdir()
    burned = burn(tmp_path / "source", tmp_path / "moving", [Area(0, 0, 10_000, 5_000, "black")], Allowed())
    for one in burned.files:
        with Image.open(one.path) as opened:
            for at in range(getattr(opened, "n_frames", 1)):
                opened.seek(at)
                assert max(ImageStat.Stat(opened.convert("RGB").crop((0, 0, 64, 30))).mean) < 6


def test_a_picture_looks_like_itself_however_it_is_sent_again() -> None:
    random.seed(7)
    pictures = [scene(number) for number in range(12)]
    for picture in pictures:
        small = picture.resize((200, 150))
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=20)
        again = [
            small,
            Image.open(jpeg),
            small.convert("L").convert("RGB"),
            picture.point(lambda value: min(255, value + 12)),
        ]
        assert max(alike.distance(looks(picture), looks(one)) for one in again) <= alike.NEAR
    apart = [alike.distance(looks(one), looks(other)) for one, other in pairwise(pictures)]
    assert min(apart) > 2 * alike.NEAR
    assert looks(Image.new("RGB", (64, 64), "white")) == ""


def scene(number: int) -> Image.Image:
    """Blots of many sizes, as different as photographs are."""
    chance = random.Random(number)
    coarse = Image.frombytes("RGB", (8, 6), bytes(chance.randrange(256) for _ in range(8 * 6 * 3)))
    return coarse.resize((800, 600), Image.Resampling.BICUBIC)
