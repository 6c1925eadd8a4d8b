"""A tar whose headers would fill memory is refused in words, by import and by restore; one with long names comes in."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbill.archive import importing
from handbill.cli import main
from handbill.newswire.article import Article
from handbill.settings import Settings

pytestmark = pytest.mark.once

LINES = "\n".join(
    json.dumps(one)
    for one in (
        {"kind": "header", "format": "handbill", "version": 1, "origin": "weir.example"},
        {"kind": "article", "number": 1, "values": {"title": "T", "body": "B", "format": "text"}},
        {"kind": "end"},
    )
).encode()


def crate(name: str, *more: bytes) -> bytes:
    """A tar with the lines first, then these, then a file of that name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        lines = tarfile.TarInfo("export.jsonl")
        lines.size = len(LINES)
        tar.addfile(lines, io.BytesIO(LINES))
        for one in more:
            out.write(one)
            tar.offset += len(one)
        tar.addfile(tarfile.TarInfo(name))
    return out.getvalue()


def header(kind: bytes, data: bytes) -> bytes:
    member = tarfile.TarInfo("header")
    member.type, member.size = kind, len(data)
    return member.tobuf() + data + bytes(-len(data) % 512)


def field(name: str) -> bytes:
    return next(f"{size} {name}=x\n" for size in range(9, 99) if len(f"{size} {name}=x\n") == size).encode()


def _extended() -> bytes:
    """A file of holes whose map goes on in the next block, and in the one after it."""
    data = bytearray(header(tarfile.GNUTYPE_SPARSE, b""))
    data[482] = 1
    data[148:156] = b"%06o\0 " % (256 + sum(data[:148]) + sum(data[156:512]))
    return bytes(data) + (bytes(504) + b"\1" + bytes(7)) * 9


HOSTILE = {
    "a long field": [header(tarfile.XHDTYPE, b"x" * 70_000)],
    "a long name": [header(tarfile.GNUTYPE_LONGNAME, b"x" * 70_000)],
    "a row of headers": [header(tarfile.XHDTYPE, field("comment"))] * 2_000,
    "fields for all": [header(tarfile.XGLTYPE, field(f"name{n}")) for n in range(60)],
    "holes": [_extended()],
    "a map of holes": [header(tarfile.XHDTYPE, b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n")],
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_headers_that_would_fill_memory(site: Settings, tmp_path: Path, name: str) -> None:
    file = tmp_path / "wire.tar"
    file.write_bytes(crate("media/other", *HOSTILE[name]))
    report = importing.run(site, [file])
    assert [one.what for one in report.not_understood] == ["wire.tar is no whole tar."]
    assert Article.objects.count() == 0
    file.write_bytes(b"".join(HOSTILE[name]) + crate("media/other"))
    done = CliRunner().invoke(main, ["restore", str(file), str(tmp_path / "never")])
    assert (done.exit_code, "it is no backup of Handbill" in done.output) == (1, True)
    assert not (tmp_path / "never").exists()


def test_names_as_they_may_be_come_in(site: Settings, tmp_path: Path) -> None:
    file = tmp_path / "wire.tar"
    more = [header(tarfile.XGLTYPE, field("comment"))]
    file.write_bytes(crate("notes/" + "long" * 100, *more))
    report = importing.run(site, [file])
    assert (report.articles, report.not_understood) == (1, [])
