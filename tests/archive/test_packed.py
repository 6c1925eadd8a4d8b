"""Sources that came packed: a zip, a tar, what gzip has packed. What is in them comes in; what they were made for by somebody hostile does not."""

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from handbill.archive import importing, packed
from handbill.cli import main
from handbill.newswire.article import Article
from handbill.newswire.old_address import OldAddress
from handbill.settings import Settings
from tests.archive.saved.test_archives import archive
from tests.archive.saved.test_layouts import example
from tests.archive.test_tarred import LINES

pytestmark = pytest.mark.once

WXR = (Path(__file__).parent / "samples/weirstreet.wordpress.2011-05-02.xml").read_bytes()


def copy_of_a_site() -> dict[str, bytes]:
    """As wget makes it: a page, its picture, a list."""
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(made, "JPEG")
    page = example("mir-uk").replace('<link rel="canonical"', "<link ")
    return {
        "www.wire.example/en/2009/08/436512.html": page.encode(),
        "www.wire.example/images/2009/08/436511.jpg": made.getvalue(),
        "www.wire.example/en/index.html": b"<html><title>Newswire</title><body><a href=x>x</a></body></html>",
        "__MACOSX/www.wire.example/._x.html": b"x",
    }


def as_zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def as_tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("name", ["site.zip", "site.tar", "site.tar.gz", "site.tgz"])
def test_a_copy_of_a_site_comes_as_if_it_were_unpacked(site: Settings, tmp_path: Path, name: str) -> None:
    files = copy_of_a_site()
    data = as_zip(files) if name == "site.zip" else as_tar(files)
    file = tmp_path / name
    file.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    sizes: list[int] = []
    report = importing.run(site, [file], tick=sizes.append)
    assert (report.articles, report.comments) == (1, 3)
    assert [one.place for one in report.not_understood] == ["index.html"]
    assert sum(sizes) == importing.total(site, [file])
    assert Article.objects.get().media == {"image": 1}
    assert OldAddress.objects.filter(file="en/2009/08/436512.html").exists()
    assert list(site.temporary.iterdir()) == []
    assert importing.run(site, [file]).known == 4


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("wp.xml.gz", gzip.compress(WXR), "wxr"),
        ("wp.zip", as_zip({"wp.xml": WXR}), "auto"),
        ("export.jsonl.gz", gzip.compress(LINES), "auto"),
        ("export.tar.gz", gzip.compress(as_tar({"export.jsonl": LINES})), "jsonl"),
        ("crawl.zip", as_zip({"crawl.warc.gz": archive()}), "auto"),
    ],
)
def test_an_export_that_is_packed(site: Settings, tmp_path: Path, name: str, data: bytes, form: str) -> None:
    (tmp_path / name).write_bytes(data)
    report = importing.run(site, [tmp_path / name], form)
    assert report.articles > 0
    assert Article.objects.count() == report.articles


def test_names_that_lead_elsewhere_and_what_is_no_file(site: Settings, tmp_path: Path) -> None:
    page = copy_of_a_site()["www.wire.example/en/2009/08/436512.html"]
    names = [
        "../../out.html",
        "/out.html",
        "a/../../out.html",
        "..\\out.html",
        "a//out.html",
        "x" * 300 + ".html",
    ]
    (tmp_path / "bad.zip").write_bytes(as_zip(dict.fromkeys(names, page)))
    link = zipfile.ZipInfo("link.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bad.zip", "a") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("good.html", page)
        file.writestr("good.html/more.html", page)
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo("x.html")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
    before = sorted(tmp_path.rglob("*"))
    report = importing.run(site, [tmp_path / "bad.zip", tmp_path / "bad.tar"])
    assert (report.articles, len(report.not_understood)) == (1, len(names) + 2 + 4 + 1)  # and its picture
    assert [
        one
        for one in sorted(tmp_path.rglob("*"))
        if one.is_file() and one not in before and "out" in one.name
    ] == []


def test_what_was_packed_to_fill_a_disc_or_is_broken_costs_itself_alone(
    site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, zeros = copy_of_a_site()["www.wire.example/en/2009/08/436512.html"], bytes(40_000_000)
    whole = as_zip({"a.html": page})
    bad = {
        "bomb.zip": as_zip({"a.html": page, "b.html": zeros, "c.html": zeros}),
        "bomb.html.gz": gzip.compress(page + zeros + zeros, 1),
        "cut.zip": whole[:-60],
        "turned.zip": whole[:200] + bytes([whole[200] ^ 255]) + whole[201:],
        "cut.tar": as_tar({"a.html": page})[:3000],
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
        report = importing.run(site, [tmp_path / name])
        assert (report.articles, len(report.not_understood)) == (0, 1), name
        said = report.not_understood[0].what
        assert ("100 times as large" in said) is name.startswith("bomb"), said
        assert list(site.temporary.iterdir()) == []
    monkeypatch.setattr(packed, "_FILES", 2)
    monkeypatch.setattr("handbill.boot.boot", lambda _folder: site)
    (tmp_path / "many.zip").write_bytes(as_zip(dict.fromkeys("abc", page)))
    done = CliRunner().invoke(main, ["import", str(site.folder), str(tmp_path / "many.zip")])
    assert (done.exit_code, "too many files" in done.output) == (0, True)
    assert Article.objects.count() == 0
