"""The doors of the cleaning, with real children."""

from pathlib import Path

import pytest
from PIL import Image

from handbill.cleaning.media.clean import burn, clean, prepare
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.job import Area
from handbill.cleaning.media.slots import slot

pytestmark = pytest.mark.once


def test_a_picture_is_made_anew_in_types_and_sizes(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()
    Image.linear_gradient("L").resize((600, 300)).save(source, "JPEG", comment=b"canary")
    made = clean(source, into, Allowed(), slots=tmp_path / "slots")
    assert [(one.path.name, one.type, one.width, one.height) for one in made.files] == [
        (f"{width}.{kind}", f"image/{kind}", width, width // 2)
        for kind in ("jpeg", "avif", "webp")
        for width in (600, 480)
    ]
    for one in made.files:
        assert b"canary" not in one.path.read_bytes()
        with Image.open(one.path) as opened:
            assert opened.size == (one.width, one.height)


def test_what_is_refused_leaves_nothing(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()
    Image.linear_gradient("L").save(source, "JPEG")
    whole = source.read_bytes()
    for data, allowed, code in (
        (b"", Allowed(), "empty"),
        (whole, Allowed(bytes=100), "bytes"),
        (whole, Allowed(pixels=256 * 256 - 1), "pixels"),
        (whole[: len(whole) // 2], Allowed(), "broken"),
    ):
        source.write_bytes(data)
        with pytest.raises(Unclean) as refused:
            clean(source, into, allowed, slots=tmp_path / "slots")
        assert refused.value.code == code
        assert not list(into.iterdir())


def test_parts_are_burned_out_at_the_real_door(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()
    Image.new("RGB", (200, 100), "white").save(source, "JPEG")
    made = burn(source, into, [Area(0, 0, 5_000, 10_000, "black")], Allowed(), slots=tmp_path / "slots")
    assert len(made.files) == 3
    for one in made.files:
        with Image.open(one.path) as opened:
            grey = opened.convert("L")
            assert [grey.getpixel((20, 50)), grey.getpixel((180, 50))] == [0, 255]


def test_areas_that_are_none_are_refused(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()
    Image.linear_gradient("L").save(source, "JPEG")
    whole = Area(0, 0, 10_000, 10_000, "blur")
    wrong = [
        (-1, 0, 5, 5),
        (0, -1, 5, 5),
        (0, 0, 0, 5),
        (0, 0, 5, 0),
        (0, 0, 10_001, 5),
        (9_999, 0, 2, 5),
        (0, 9_999, 5, 2),
    ]
    for areas in ([], [whole] * 201, *([Area(*one, "black")] for one in wrong), [Area(0, 0, 5, 5, "hide")]):  # type: ignore[arg-type] # a lie
        with pytest.raises(ValueError, match=r"areas|no part"):
            burn(source, into, areas, Allowed(), slots=tmp_path / "slots")
    source.write_bytes(b"%PDF-1.7")
    with pytest.raises(Unclean, match=r"^kind$"):
        burn(source, into, [whole], Allowed(), slots=tmp_path / "slots")
    assert not list(into.iterdir())


def test_what_is_prepared_waits_for_nothing_that_is_cleaned(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()
    source.write_bytes(b"OggS and nothing")
    with slot(tmp_path / "slots"), slot(tmp_path / "slots"), pytest.raises(Unclean, match=r"^broken$"):
        prepare(source, into, Allowed(), slots=tmp_path / "slots")
    assert not list(into.iterdir())


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    (tmp_path / "there").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for source in (tmp_path / "link", tmp_path):
        with pytest.raises(ValueError, match="is no file"):
            clean(source, into, Allowed(), slots=tmp_path / "slots")
