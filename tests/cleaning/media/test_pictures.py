"""Nothing that a picture says of itself is published: every place of every kind that is taken, in every kind that is made."""

from base64 import b64encode
from collections import Counter

import pytest

from handbill.cleaning.media.cleaned import Allowed
from handbill.cleaning.media.removed import CODES
from tests.cleaning.media import planted
from tests.cleaning.media.batch import Batch, batch
from tests.cleaning.media.canaries import MARK, canary, sung

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def planted_files() -> dict[str, bytes]:
    return {kind: make() for kind, (make, _) in planted.KINDS.items()}


@pytest.fixture(scope="module")
def made(planted_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Batch:
    found = batch(planted_files, tmp_path_factory.mktemp("pictures"), Allowed())
    assert not found.codes
    return found


PLACES = {
    "jpeg": 40,
    "png": 30,
    "webp": 30,
    "webp-lossless": 30,
    "gif": 9,
    "avif": 25,
    "heic": 30,
    "tiff": 30,
}
"""Words that each kind has at least; those of PNG that are compressed or hexadecimal are not counted."""


def test_words_are_planted_in_all_places(planted_files: dict[str, bytes]) -> None:
    counts = {kind: len(sung(data)) for kind, data in planted_files.items()}
    assert {
        kind: count for kind, count in counts.items() if count < PLACES[kind.removesuffix("-moving")]
    } == {}


def test_none_of_them_is_published(made: Batch) -> None:
    needles = [canary("")[:6].encode(), MARK.encode().hex().encode(), MARK.encode("utf-16-be")]
    needles += [b64encode(bytes(shift) + MARK.encode())[(shift * 4 + 2) // 3 : -4] for shift in range(3)]
    for kind, cleaned in made.cleaned.items():
        for one in cleaned.files:
            data = one.path.read_bytes()
            assert not sung(data), (kind, one)
            assert not any(needle in data for needle in needles), (kind, one)
            for word in (b"Exif", b"http", b"ICC", b"iCCP", b"Lavf", b"8BIM", b"JFXX", b"Pillow", b"uuid"):
                assert word not in data, (kind, one, word)


def test_each_kind_is_made_of_each(made: Batch) -> None:
    for kind, cleaned in made.cleaned.items():
        moving = kind.endswith("-moving")
        types = [one.type.removeprefix("image/") for one in cleaned.files]
        assert types == (["jpeg", "webp"] if moving else ["jpeg", "avif", "webp"]), kind
        assert (cleaned.kind, cleaned.moves, len(cleaned.alike)) == ("image", moving, 16)
        assert {(one.width, one.height) for one in cleaned.files} == {(96, 64)}


def test_the_author_is_told_what_was_removed(made: Batch) -> None:
    told = {kind: dict(cleaned.removed) for kind, cleaned in made.cleaned.items()}
    expected = {
        kind: dict(sum((Counter(part) for part in parts), Counter()))
        for kind, (_, parts) in planted.KINDS.items()
    }
    assert {kind: (told[kind], what) for kind, what in expected.items() if told[kind] != what} == {}
    assert {code for kind in told.values() for code in kind} <= CODES
