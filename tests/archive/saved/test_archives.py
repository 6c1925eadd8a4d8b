"""Web archives and pages saved in one file: what is in them comes in once, whatever is packed, cut off or said twice."""

import gzip
import io
import random
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from PIL import Image

from handbill.archive import importing
from handbill.archive.readers.saved import mht, warc
from handbill.archive.sources import ImportedArticle
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.old_address import OldAddress
from handbill.newswire.standing import states_of
from tests.archive.saved.test_layouts import example, mutated
from tests.crashes.sampled import seeds

WIRE = "http://www.wire.example"
PAGE = f"{WIRE}/en/2009/08/436512.html"
LIST = (
    "<html><head><title>Newswire</title></head><body><ul>"
    + "<li><a href='/x'>A title</a></li>" * 40
    + "</ul></body></html>"
)
LATER = (
    example("mir-uk")
    .replace('<div class="comment" id="c230003"', '<div class="comment" id="c230009"')
    .replace("There is", "It is")
)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(made, "JPEG")
    return made.getvalue()


def chunked(data: bytes) -> bytes:
    packed = gzip.compress(data, mtime=0)
    half = len(packed) // 2
    parts = [packed[:half], packed[half:], b""]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)


def archive(packed: bool = True, version: str = "WARC/1.0") -> bytes:
    """A crawl: a list, captures of a page, its picture, a page of another program, and what is none of these."""
    out: list[bytes] = []

    def record(kind: str, address: str, block: bytes, at: str = "2010-01-01T00:00:00Z") -> None:
        head = [version, f"WARC-Type: {kind}", f"WARC-Target-URI: {address}", f"WARC-Date: {at}"]
        head += [f"WARC-Record-ID: <urn:uuid:{len(out)}>", f"Content-Length: {len(block)}"]
        if kind in {"response", "revisit"}:
            head.append("Content-Type: application/http; msgtype=response")
        whole = "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"
        out.append(gzip.compress(whole, mtime=0) if packed else whole)

    def put(
        address: str, data: bytes, status: str = "200 OK", at: str = "2010-01-01T00:00:00Z", **more: str
    ) -> None:
        said = {
            "Content-Type": "text/html; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        head = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        record("response", address, "\r\n".join(head).encode() + data, at)

    record("warcinfo", "urn:crawl", b"software: a test\r\n")
    record("request", PAGE, b"GET /en/2009/08/436512.html HTTP/1.1\r\nHost: www.wire.example\r\n\r\n")
    put(f"{WIRE}/en/", LIST.encode())
    put(f"{WIRE}/en/2009/08/old.html", b"", status="301 Moved", Location=PAGE)
    put(f"{WIRE}/en/2009/08/gone.html", LIST.encode(), status="404 Not Found")
    put(PAGE, example("mir-uk").encode(), at="2009-09-01T00:00:00Z")
    put(
        PAGE,
        chunked(LATER.encode()),
        at="2009-10-01T00:00:00Z",
        Transfer_Encoding="chunked",
        Content_Encoding="gzip",
    )
    put(PAGE, b"<html><body><h1>Server error</h1></body></html>", at="2011-01-01T00:00:00Z")
    put(f"{WIRE}/images/2009/08/436511.jpg", picture(), Content_Type="image/jpeg")
    put("http://wire.example/node/1234", example("drupal").encode())
    put("http://wire.example/node/1234?page=2", LIST.encode())
    record("resource", "dns:www.wire.example", b"20100101000000")
    record("metadata", PAGE, b"via: http://www.wire.example/en/\r\n")
    record("revisit", PAGE, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "2012-01-01T00:00:00Z")
    return b"".join(out)


def wacz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/data.warc.gz", archive())
    return out.getvalue()


def one_file(kind: str = "quoted-printable") -> bytes:
    body = example("mir-uk").encode()
    text = b64encode(body) if kind == "base64" else body.replace(b"=", b"=3D")
    lines = [
        b"From: <Saved by Blink>",
        f"Snapshot-Content-Location: {PAGE}".encode(),
        b"Subject: The weir",
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/related; type="text/html"; boundary="----x"',
        b"",
        b"------x",
        b"Content-Type: text/html; charset=utf-8",
        f"Content-Transfer-Encoding: {kind}".encode(),
        f"Content-Location: {PAGE}".encode(),
        b"",
        text,
        b"------x",
        b"Content-Type: image/jpeg",
        f"Content-Location: {WIRE}/images/2009/08/436511-thumb.jpg".encode(),
        b"Content-Transfer-Encoding: base64",
        b"",
        b64encode(picture()),
        b"------x--",
        b"",
    ]
    return b"\r\n".join(lines)


def record(address: str, kind: str, data: bytes) -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + data
    head = [
        "WARC/1.0",
        "WARC-Type: response",
        f"WARC-Target-URI: {address}",
        "WARC-Date: 2010-01-01T00:00:00Z",
    ]
    head += ["WARC-Record-ID: <urn:uuid:1>", "Content-Type: application/http; msgtype=response"]
    whole = "\r\n".join([*head, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"
    return gzip.compress(whole, mtime=0)


def articles(found):
    return [one for one in found if isinstance(one, ImportedArticle)]


def reading(data: bytes, reader=warc.read, name="crawl.warc.gz"):
    source = Source(Path(name), len(data), follow=True)
    return list(reader(source, io.BytesIO(data), Told()))


def test_a_crawl_comes_in_once_with_all_captures(site, tmp_path):
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(archive())
    sizes: list[int] = []
    report = importing.run(site, [file], tick=sizes.append)
    assert (report.articles, report.comments) == (2, 6)
    assert [one.what for one in report.not_understood] == [
        "1 comment is on an earlier capture alone: it comes hidden",
        "2 pages are lists, forms or the like, and no articles",
    ]
    assert sum(sizes) == file.stat().st_size
    weir = Article.objects.get(byline="Ana Reyes", genre="", topics=["ecology"])
    assert weir.media == {"image": 1}
    numbers = list(Comment.objects.filter(article=weir).values_list("number", flat=True))
    assert (len(numbers), list(states_of(numbers).values())) == (4, ["hidden"])  # of two captures
    assert set(OldAddress.objects.values_list("file", flat=True)) >= {
        "en/2009/08/436512.html",
        "node/1234/index.html",
    }
    again = importing.run(site, [file], "warc")
    assert (again.articles, again.comments, again.known) == (0, 0, 8)


@pytest.mark.once
@pytest.mark.parametrize(
    "data",
    [
        archive(packed=False),
        archive(version="WARC/1.1"),
        archive(packed=False).replace(b"WARC/1.0\r\n", b"WARC/0.18\r\n"),
        gzip.compress(archive(packed=False), mtime=0),
        wacz(),
    ],
    ids=["unpacked", "1.1", "0.18", "packed as one", "wacz"],
)
def test_however_it_is_packed(data):
    assert warc.knows(data[:65_536])
    found = articles(reading(data))
    assert [(one.raw["title"], len(one.comments), len(one.files)) for one in found] == [
        ("The weir is to be rebuilt", 4, 1),
        ("The weir is to be rebuilt", 2, 0),
    ]
    assert [one.legacy["address"] for one in found] == [PAGE, "http://wire.example/node/1234"]


@pytest.mark.once
def test_an_archive_that_is_cut_off_gives_what_is_whole():
    for packed in (True, False):
        data = archive(packed)
        for end in (len(data) - 700, len(data) * 2 // 3, len(data) // 3, 40, 12):
            found = reading(data[:end])
            assert len(articles(found)) <= 2
    assert len(articles(reading(archive()[:-900]))) == 2


@pytest.mark.once
@seeds(20)
def test_mutated_archives_never_break_it(seed):
    dice = random.Random(seed)
    wholes = [archive(), archive(packed=False), wacz()]
    for turn in range(90):
        reading(mutated(wholes[turn % 3], dice))
    for turn in range(90):
        reading(mutated(one_file(["base64", "quoted-printable"][turn % 2]), dice), mht.read, "page.mht")


@pytest.mark.once
def test_one_stream_is_known_however_long_its_first_record_is(site, tmp_path):
    first = record(f"{WIRE}/a.bin", "application/octet-stream", random.Random(1).randbytes(3_000_000))
    data = gzip.decompress(first) + archive(packed=False)
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(data, 1, mtime=0))
    report = importing.run(site, [tmp_path / "crawl.warc.gz"])
    assert (report.articles, report.comments) == (2, 6)
    assert not [one for one in report.not_understood if "broken" in one.what]


def parts_of_a_crawl() -> tuple[bytes, bytes]:
    """A crawl in two files: in one the page, in the other its picture."""
    page = record(PAGE, "text/html", example("mir-uk").encode())
    return page, record(f"{WIRE}/images/2009/08/436511.jpg", "image/jpeg", picture())


def as_wacz(*parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("datapackage.json", "{}")
        for number, part in enumerate(parts):
            packed.writestr(f"archive/data-{number}.warc.gz", part)
    return out.getvalue()


@pytest.mark.once
@pytest.mark.parametrize(
    "kind", ["page first", "picture first", "one wacz", "in a wacz", "after a broken one"]
)
def test_a_picture_in_another_archive_than_its_page_comes_with_it(site, tmp_path, kind):
    page, shown = parts_of_a_crawl()
    files = {
        "page first": [page, shown],
        "picture first": [shown, page],
        "one wacz": [as_wacz(page, shown)],
        "in a wacz": [page, as_wacz(shown)],
        "after a broken one": [page, as_wacz(shown)[:-30], gzip.compress(b"WARC/1.0\r\nX"), shown],
    }[kind]
    for number, data in enumerate(files):
        (tmp_path / f"{number}.{'wacz' if data.startswith(b'PK') else 'warc.gz'}").write_bytes(data)
    sources = sorted([*tmp_path.glob("*.warc.gz"), *tmp_path.glob("*.wacz")])
    sizes: list[int] = []
    report = importing.run(site, sources, tick=sizes.append)
    assert (report.articles, report.comments) == (1, 3)
    assert Article.objects.get().media == {"image": 1}
    assert [one for one in report.not_understood if "is not there" in one.what] == []
    assert sum(sizes) == importing.total(site, sources)


@pytest.mark.parametrize("kind", ["base64", "quoted-printable"])
def test_a_page_in_one_file_has_its_picture_with_it(site, tmp_path, kind):
    file = tmp_path / "page.mht"
    file.write_bytes(one_file(kind))
    report = importing.run(site, [file])
    assert (report.articles, report.comments, report.not_understood) == (1, 3, [])
    assert Article.objects.get().media == {"image": 1}
    assert OldAddress.objects.filter(file="en/2009/08/436512.html").exists()
    file.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n")
    assert [one.what for one in importing.run(site, [file]).not_understood] == [
        "there is no page in this file"
    ]
