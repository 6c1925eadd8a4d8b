"""The doors of the cleaning, with real children."""

from pathlib import Path

import pytest
from PIL import Image

from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Allowed, Unclean

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
