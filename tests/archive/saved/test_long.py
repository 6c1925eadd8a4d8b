"""Web archives that somebody made to be unpacked for hours: packed twice, read again and again. Each ends, and what came before it is whole."""

import gzip
import io
from pathlib import Path

import pytest

from handbill.archive import importing, unpacking
from handbill.archive.readers.saved import warc
from handbill.archive.readers.saved.captures import Capture
from handbill.archive.readers.saved.decode import decode
from handbill.archive.sources import NotUnderstood
from handbill.archive.told import Told
from handbill.archive.unpacking import Room
from handbill.archive.walk import Source
from handbill.newswire.article import Article
from handbill.settings import Settings
from tests.archive.saved.test_archives import PAGE, WIRE, archive, articles, as_wacz, record
from tests.archive.saved.test_layouts import example
from tests.archive.test_packed import as_zip

pytestmark = pytest.mark.once

LONG = "100 times as large"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As large as what is honest here may be, so that what is not can be small."""
    monkeypatch.setattr(unpacking, "LEAST", 400_000)
    monkeypatch.setattr(unpacking, "READ", 100)


def twice(address: str, size: int = 200_000) -> bytes:
    """A page of spaces, packed, in a record that is packed."""
    data = gzip.compress(example("drupal").encode() + b" " * size, mtime=0)
    head = "text/html\r\nContent-Encoding: gzip"
    return record(address, head, data)


def many() -> bytes:
    return b"".join(twice(f"{WIRE}/node/{n}") for n in range(40))


def words(found: list[object]) -> list[str]:
    return [one.what for one in found if isinstance(one, NotUnderstood) and LONG in one.what]


def read(data: bytes) -> list[object]:
    source = Source(Path("crawl"), len(data), follow=True)
    return list(warc.read(source, io.BytesIO(data), Told()))


@pytest.mark.parametrize("form", ["warc", "wacz", "one stream"])
def test_pages_that_are_packed_twice(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []

    def counted(data: bytes, said: str) -> str:
        decoded.append(len(data))
        return decode(data, said)

    monkeypatch.setattr(warc, "decode", counted)
    honest = record(PAGE, "text/html", example("mir-uk").encode())
    data = honest + many()
    whole = {
        "warc": data,
        "wacz": as_wacz(honest, many()),
        "one stream": gzip.compress(gzip.decompress(data), mtime=0),
    }[form]
    found = read(whole)
    assert len(words(found)) == 1
    assert articles(found)[0].legacy["address"] == PAGE
    assert 5 * sum(decoded) <= max(400_000, 100 * len(whole))


def test_a_file_that_many_pages_show_is_left_out_when_it_was_read_often(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(record(f"{WIRE}/images/a.jpg", "image/jpeg", bytes(150_000)))
    room = Room(file.stat().st_size, 100)
    with file.open("rb") as stream:
        capture = Capture(f"{WIRE}/images/a.jpg", 0, "")
        for _shown in range(2):
            warc._file(stream, capture, room).close()  # noqa: SLF001 - what it reads is what counts
        for _shown in range(2):
            with pytest.raises(LookupError):
                warc._file(stream, capture, room)  # noqa: SLF001 - as above


def test_what_lies_elsewhere_is_looked_for_no_longer(
    site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []

    class Counted(Room):
        def take(self, size: int) -> None:
            given.append(size)
            super().take(size)

    monkeypatch.setattr(unpacking, "Room", Counted)
    (tmp_path / "a.warc.gz").write_bytes(record(PAGE, "text/html", example("mir-uk").encode()))
    first = record(f"{WIRE}/a.bin", "x/y", b"a")
    (tmp_path / "b.warc.gz").write_bytes(first + record(f"{WIRE}/b.bin", "x/y", bytes(2_000_000)))
    report = importing.run(site, [tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"])
    assert report.articles == Article.objects.count() == 1
    assert LONG in str([one.what for one in report.not_understood])
    assert sum(given) < 1_000_000  # when it is its turn, and when the page looks for its picture


def test_all_that_came_packed_in_one_source_share_it(site: Settings, tmp_path: Path) -> None:
    files = {f"{n:02}.warc.gz": twice(f"{WIRE}/node/1", 40_000) for n in range(12)}
    (tmp_path / "crawls.zip").write_bytes(as_zip({"0.warc.gz": archive(), **files}))
    report = importing.run(site, [tmp_path / "crawls.zip"])
    long = [one.place for one in report.not_understood if LONG in one.what]
    assert 0 < len(long) < len(files)
    assert long[-1] == "11.warc.gz"
    assert report.articles == 3  # what is whole, and the page of spaces


def test_a_picture_that_is_unpacked_too_often_costs_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "READ", 0)
    shown = record(f"{WIRE}/images/2009/08/436511.jpg", "image/jpeg", bytes(150_000))
    page = example("mir-uk")
    pages = [
        record(f"{WIRE}/en/2009/08/{n}.html", "text/html", page.replace("The", str(n), 1).encode())
        for n in range(5)
    ]
    found = read(b"".join([*pages, shown]))
    opened = [one.open for article in articles(found) for one in article.files]
    assert (len(articles(found)), len(opened), words(found)) == (5, 5, [])
    for one in opened[:2]:
        one().close()
    for one in opened[2:]:
        with pytest.raises(LookupError):
            one()


def test_what_is_no_bomb_is_read_as_before() -> None:
    found = read(archive())
    assert (len(articles(found)), words(found)) == (2, [])
