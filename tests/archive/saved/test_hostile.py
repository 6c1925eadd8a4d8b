"""Archives that somebody made to fill memory or a disc: each costs itself alone, in words, and what is beside it comes in."""

import errno
import gzip
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner
from lxml import html
from PIL import Image

from handbill.archive import importing, unpacking
from handbill.archive.readers.saved import pick, threads
from handbill.archive.readers.saved.layout import known
from handbill.archive.readers.saved.pick import matches
from handbill.archive.readers.saved.tree import tree
from handbill.cli import main
from handbill.newswire.article import Article
from handbill.settings import Settings
from tests.archive.saved.test_archives import PAGE, WIRE, archive, record, wacz
from tests.archive.saved.test_layouts import EXPECTED, LAYOUTS, example, page

pytestmark = pytest.mark.once

LARGE = 150_000_000
PEAK = """
import resource, sys
from handbill.cli import main
main(["import", *sys.argv[1:]], standalone_mode=False)
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""
"""The most kB that it held itself, and one of its children: ru_maxrss of a process counts what started it too."""


def packed(*parts: bytes, zeros: int = 0) -> bytes:
    """Give one gzip member of these, with so many zeros behind them."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as file:
        for part in parts:
            file.write(part)
        for _one in range(zeros // 1_000_000):
            file.write(bytes(1_000_000))
    return out.getvalue()


def test_no_header_and_no_chunk_is_held_in_memory(site: Settings, tmp_path: Path) -> None:
    endless = tmp_path / "endless.warc.gz"
    endless.write_bytes(archive() + packed(b"WARC/1.0\r\nWARC-Type: response\r\nX: ", zeros=LARGE))
    chunked = tmp_path / "chunked.warc.gz"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % LARGE
    said = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {WIRE}/images/2009/08/436511.jpg\r\n"
    said += f"WARC-Date: 2010-01-01T00:00:00Z\r\nContent-Length: {len(head) + LARGE}\r\n\r\n"
    text = example("mir-uk").replace("The weir is", "A second weir is").encode()
    chunked.write_bytes(
        record(f"{WIRE}/en/2009/08/99.html", "text/html", text) + packed(said.encode(), head, zeros=LARGE)
    )
    child = [sys.executable, "-c", PEAK, str(site.folder), str(endless), str(chunked)]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *lines, peak = done.stdout.splitlines()
    assert lines[0].startswith("3 new articles"), lines
    assert any("endless.warc.gz, byte" in line and "broken here" in line for line in lines)
    assert any("436511.jpg" in line and "left out" in line for line in lines)
    assert int(peak) < 300_000


@pytest.mark.parametrize("part", ["<br>", "<a b c d e f>", "<p>x</p>", '<i class="x">'])
def test_a_page_of_tags_alone_is_no_page(site: Settings, tmp_path: Path, part: str) -> None:
    text = example("mir-uk").replace("</body>", f"{part * (1_400_000 // len(part))}</body>")
    (tmp_path / "page.html").write_text(text)
    (tmp_path / "crawl.warc.gz").write_bytes(record(PAGE, "text/html", text.encode()))
    for name in ("page.html", "crawl.warc.gz"):
        report = importing.run(site, [tmp_path / name])
        assert [one.what for one in report.not_understood] == ["this is too large to be a page"]
    assert Article.objects.count() == 0


def bombs() -> Iterator[tuple[str, bytes, int]]:
    yield "one-stream.warc.gz", packed(archive(packed=False), zeros=80_000_000), 0
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("datapackage.json", "{}")
        file.writestr("archive/bomb.warc", archive(packed=False) + bytes(80_000_000))
        file.writestr("archive/data.warc.gz", archive())
    yield "bomb.wacz", out.getvalue(), 2


def test_what_unpacks_to_more_than_any_archive_costs_itself_alone(site: Settings, tmp_path: Path) -> None:
    for name, data, articles in bombs():
        (tmp_path / name).write_bytes(data)
        before = Article.objects.count()
        report = importing.run(site, [tmp_path / name])
        told = [one.what for one in report.not_understood if "100 times as large" in one.what]
        assert (Article.objects.count() - before, len(told)) == (articles, 1), name
        assert list(site.temporary.iterdir()) == []


def test_a_list_of_a_zip_that_fills_memory_is_not_read(
    site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "LISTED", 100)
    (tmp_path / "many.wacz").write_bytes(wacz())
    report = importing.run(site, [tmp_path / "many.wacz"])
    assert (report.articles, [one.what for one in report.not_understood]) == (
        0,
        ["there are too many files in this zip; it was not read"],
    )


def full_file() -> BinaryIO:
    """What every write to tells that the disc is full."""
    return os.fdopen(os.open("/dev/full", os.O_RDWR), "r+b", buffering=0)


@pytest.mark.parametrize("full", ["before", "while it is written"])
def test_a_full_disc_is_told_as_what_it_is(
    site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    if full == "before":
        monkeypatch.setattr(unpacking, "SPARE", 2**62)
    else:
        monkeypatch.setattr("tempfile.TemporaryFile", full_file)
        monkeypatch.setattr(unpacking, "SPARE", 0)
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(archive(packed=False), mtime=0))
    monkeypatch.setattr("handbill.boot.boot", lambda _folder: site)
    done = CliRunner().invoke(main, ["import", str(site.folder), str(tmp_path / "crawl.warc.gz")])
    assert done.exit_code == 1
    assert "the import stopped: " in done.output
    assert os.strerror(errno.ENOSPC) in done.output or "no room to unpack it" in done.output
    assert "broken" not in done.output
    assert Article.objects.count() == 0


def test_nested_comments_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the comments inside each other are twice the elements in which something is looked for."""
    counted = 0

    def looked(element: html.HtmlElement, css: str) -> list[html.HtmlElement]:
        nonlocal counted
        counted += sum(1 for _one in element.iter())
        return matches(element, css)

    monkeypatch.setattr(threads, "matches", looked)
    monkeypatch.setattr(pick, "matches", looked)
    (layout,) = (one for one in known() if one.name == "drupal")
    work = []
    for many in (100, 200):
        counted = 0
        comment = '<div class="comment" id="comment-{}"><div class="content"><p>Word {}</p></div>'
        inside = "".join(comment.format(n, n) for n in range(many)) + "</div>" * many
        text = f"<html><head><title>x</title></head><body>{inside}</body></html>"
        root = tree(text)
        assert root is not None
        (comments,) = layout.comments
        found = list(threads.threads(root, comments))
        assert [one.answers for one in found[1:]] == [f"comment-{n}" for n in range(many - 1)]
        assert len({one.id for one in found}) == many
        work.append(counted)
    assert work[1] < 2.1 * work[0]


def test_no_layout_takes_the_mail_of_who_comments() -> None:
    """Each example, with an address and its label in every place of a comment where a program may have had it."""
    for name in EXPECTED:
        lines = '<p class="email">e-mail: e-mail: <a href="mailto:ana@millbrook.example">ana@millbrook.example</a></p>'
        text = (LAYOUTS / f"{name}.html").read_text("utf-8", "replace")
        for told in (page(name), page(name, text.replace("Is there a ladder", f"{lines}Is there a ladder"))):
            assert told.article is not None, name
            for one in told.article.comments:
                assert not {"email", "phone", "address"} & one.raw.keys(), name


def test_a_page_alone_takes_media_beside_it_and_nothing_else(site: Settings, tmp_path: Path) -> None:
    shown = ["notes.txt", "secret.jpg", "Weir_files/../keys.pem", str(tmp_path / "real.png"), "mail.pdf.txt"]
    for name in ("notes.txt", "secret.jpg", "keys.pem", "mail.pdf.txt"):
        (tmp_path / name).write_text("The words of somebody else.")
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(made, "PNG")
    (tmp_path / "real.png").write_bytes(made.getvalue())
    (tmp_path / "image.php").write_bytes(made.getvalue().replace(b"teal", b""))
    tags = "".join(f'<img src="{one}"><a href="{one}">x</a>' for one in shown)
    body = f"<h1>The weir</h1><div class=article><p>{'It was rebuilt, at last, in spring. ' * 9}</p>{tags}<img src='image.php'></div>"
    (tmp_path / "Weir.html").write_text(
        f"<html><head><title>The weir</title></head><body>{body}</body></html>"
    )
    report = importing.run(site, [tmp_path / "Weir.html"])
    assert report.articles == 1
    assert Article.objects.get().media == {"image": 1}  # what a program had answered with
