"""Packed sources that somebody made of names: endless folders, one file many times, names that no disc takes. What is honest beside them comes in."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from handbill.archive import importing, packed, unpacking
from handbill.archive.readers.saved import elsewhere, warc
from handbill.archive.sources import Found, NotUnderstood, SourceError
from handbill.archive.told import Told
from handbill.archive.unpacking import Room, TooLargeError
from handbill.archive.walk import Source
from handbill.newswire.article import Article
from handbill.settings import Settings
from tests.archive.saved.test_archives import archive, as_wacz
from tests.archive.test_packed import as_tar, as_zip, copy_of_a_site

pytestmark = pytest.mark.once

PAGE = copy_of_a_site()["www.wire.example/en/2009/08/436512.html"]


def unpacking_of(file: Path, into: Path) -> list[str]:
    into.mkdir()
    return [one.what for one in packed.unpack(Source(file, file.stat().st_size, follow=True), into)]


def deep(files: int, folders: int) -> dict[str, bytes]:
    return {"/".join([*(f"{n}.{m}" for m in range(folders)), "x"]): b"" for n in range(files)}


def test_empty_files_in_deep_folders_fill_no_disc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "deep.tar.gz"
    file.write_bytes(gzip.compress(as_tar(deep(150, 14))))
    monkeypatch.setattr(unpacking, "LEAST", 400_000)
    monkeypatch.setattr(unpacking, "TIMES", 1)
    with pytest.raises(SourceError, match="times as large"):
        unpacking_of(file, tmp_path / "into")
    assert sum(1 for _one in (tmp_path / "into").rglob("*")) <= 100
    monkeypatch.undo()
    monkeypatch.setattr(packed, "_FILES", 100)
    with pytest.raises(SourceError, match="too many files"):
        unpacking_of(file, tmp_path / "few")
    assert sum(1 for _one in (tmp_path / "few").rglob("*")) <= 100


@pytest.mark.parametrize("what", ["SPARE", "_FEW"])
def test_a_disc_that_is_full_takes_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    file = tmp_path / "empty.zip"
    file.write_bytes(as_zip({"x": b""}))
    monkeypatch.setattr(unpacking, what, 2**62)
    with pytest.raises(OSError, match="no room to unpack it"):
        unpacking_of(file, tmp_path / "into")


@pytest.mark.parametrize("pack", [as_zip, as_tar])
def test_a_name_that_no_disc_takes_costs_itself_alone(site: Settings, tmp_path: Path, pack) -> None:
    bad = [
        "/".join(["x" * 190] * 6) + ".html",
        "y" * 201 + "/a.html",
        "/".join("z" * 17),
        "/".join(["w" * 240] * 20),
    ]
    file = tmp_path / "site.packed"
    file.write_bytes(pack({**dict.fromkeys(bad, PAGE), "a/good.html": PAGE}))
    report = importing.run(site, [file])
    said = [one.what for one in report.not_understood]
    assert (report.articles, said.count("its name is too long; it was passed over")) == (1, len(bad))
    assert Article.objects.count() == 1


def test_what_a_disc_says_of_a_name_is_not_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some discs take less than others: here one that is not asked before."""
    monkeypatch.setattr(packed, "_NAME", 1000)
    file = tmp_path / "site.zip"
    file.write_bytes(as_zip({"x" * 300 + "/a.html": PAGE, "x" * 300: PAGE, "good.html": PAGE}))
    assert unpacking_of(file, tmp_path / "into") == ["its name is too long; it was passed over"] * 2
    assert [one.name for one in (tmp_path / "into").iterdir()] == ["good.html"]


def repeated(data: bytes, times: int) -> bytes:
    """The list of a zip of one archive, so that it names it many times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("archive/data.warc.gz", data)
        file.filelist *= times
    return out.getvalue()


def test_one_archive_that_is_named_many_times_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = repeated(archive(), 40)
    file = tmp_path / "again.wacz"
    file.write_bytes(data)
    opened: list[str] = []

    def noted(place: str, *_more: object) -> list[Found]:
        opened.append(place)
        return []

    monkeypatch.setattr(warc, "_archive", noted)
    source = Source(file, len(data), follow=True)
    found = list(warc.read(source, io.BytesIO(data), Told()))
    assert ([one.what for one in found if isinstance(one, NotUnderstood)], opened) == (
        ["this zip is broken, or cut off"],
        [],
    )
    assert elsewhere._members(io.BytesIO(data)) == []  # noqa: SLF001 - what would be read is what counts
    assert len(elsewhere._members(io.BytesIO(as_wacz(archive(), archive())))) == 2  # noqa: SLF001 - as above
    with pytest.raises(SourceError):
        unpacking_of(file, tmp_path / "into")


def test_all_archives_of_a_zip_share_one_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = as_wacz(archive(), archive(), archive())
    monkeypatch.setattr(unpacking, "TIMES", 0)
    monkeypatch.setattr(unpacking, "LEAST", 2 * (len(archive()) + 4096))
    found = list(warc.read(Source(tmp_path / "a.wacz", len(data), follow=True), io.BytesIO(data), Told()))
    places = [one.place for one in found if isinstance(one, NotUnderstood) and "as large" in one.what]
    assert [one.rpartition("/")[2] for one in places] == ["data-2.warc.gz"]


def test_a_room_is_not_taken_by_what_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LEAST", 5_000)
    room = Room(10)
    with pytest.raises(TooLargeError):
        room.demand(5_001)
    room.take(5_000 - 4096)
    room.folders(1)
    with pytest.raises(TooLargeError):
        room.take(1)
