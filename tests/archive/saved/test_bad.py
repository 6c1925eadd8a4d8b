"""Saved pages and archives that somebody made to break an import: each costs itself alone, and takes no more room than it may."""

import dataclasses
import json
from pathlib import Path

import pytest

from handbill.archive import importing
from handbill.archive.readers.saved import warc
from handbill.archive.readers.saved.captures import Capture
from handbill.archive.unpacking import Room
from handbill.newswire import media
from handbill.newswire.article import Article
from handbill.reader.moved import moved
from handbill.settings import Settings, use
from tests.archive.saved.test_archives import WIRE, record
from tests.archive.saved.test_layouts import example

pytestmark = pytest.mark.once


def test_a_page_that_a_reader_stumbles_over_costs_itself_alone(site: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    nested = b"".join(
        b'Content-Type: multipart/related; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3_000)
    )
    (folder / "deep.mht").write_bytes(b"From: <Saved by Blink>\nMIME-Version: 1.0\n" + nested)
    (folder / "page.html").write_text(example("mir-uk"))
    report = importing.run(site, [folder])
    assert report.articles == Article.objects.count() == 1
    assert [one.place for one in report.not_understood if one.place == "deep.mht"] == ["deep.mht"]


def test_an_address_that_is_none_costs_its_picture_or_its_record(site: Settings, tmp_path: Path) -> None:
    page = example("mir-uk").replace("<body>", "<body><img src='http://[x/a.jpg'>")
    source = tmp_path / "crawl.warc.gz"
    source.write_bytes(
        record("http://[x/a.html", "text/html", example("drupal").encode())
        + record(f"{WIRE}/en/2009/08/436512.html", "text/html", page.encode())
        + record("http://wire.example/node/1234", "text/html", example("drupal").encode())
    )
    report = importing.run(site, [source])
    assert report.articles >= 2
    assert Article.objects.filter(title="The weir is to be rebuilt").count() >= 2


def test_a_picture_is_unpacked_no_further_than_it_may_be_large(site: Settings, tmp_path: Path) -> None:
    small = dataclasses.replace(site, media=dataclasses.replace(site.media, megabytes=1))
    use(small)
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(record(f"{WIRE}/images/a.jpg", "image/jpeg", bytes(20_000_000)))
    with file.open("rb") as stream:
        got = warc._file(stream, Capture(f"{WIRE}/images/a.jpg", 0, ""), Room(10**9))  # noqa: SLF001 - what it writes is what counts
        got.seek(0, 2)
        assert got.tell() == media.allowed().bytes + 1
        got.close()


@pytest.mark.parametrize("end", ["news.php?{a}=1", "a.php?{{b}", "a.php?id=7"])
def test_a_mirror_finds_every_old_address_that_answers(tmp_path: Path, end: str) -> None:
    value = json.dumps({"address": f"{WIRE}/{end}", "from": "wire.example"}, separators=(",", ":"))
    (tmp_path / "1.json").write_text(f'{{"fields":{{"legacy":{{"salt":"{"0" * 64}","value":{value}}}}}}}')
    found = list(moved(["1.json"], tmp_path))
    assert len(found) == 1
    assert found[0].startswith("old/q/")
