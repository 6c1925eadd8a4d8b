"""The public site as a web archive that replays in any player (WACZ 1.1.1): every file that readers can fetch, and nothing else."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import quote

from handbill.archive.wacz import warc
from handbill.archive.wacz.index import Index
from handbill.archive.whole import whole
from handbill.headers import TYPES
from handbill.newswire.article import Article
from handbill.newswire.standing import states_of
from handbill.settings import Settings

LARGEST: Final = 2**30
"""Bytes of the files in one WARC."""
_BATCH: Final = 500
_ENDINGS: Final = {f".{ending}": kind for kind, endings in TYPES.items() for ending in endings.split()}
_LOG: Final = "text/plain"
"""Files of the record without an ending are for programs, and text."""
_SHOWN: Final = ("listed", "slow")


def total(site: Settings) -> int:
    """Give the number of files, for a progress bar."""
    return sum(1 for _file in _files(site.public))


def export(site: Settings, out: Path, tick: Callable[[int], None]) -> dict[str, int]:
    """Write the file, whole or not at all, mode 0600. `tick` is told files. Gives how many files and pages it has.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with whole(out) as file, zipfile.ZipFile(file, "w", allowZip64=True) as made:
        package = _Package(made, now)
        index = Index()
        files = 0
        for number, (paths, size) in enumerate(_batches(site.public), 1):
            name = f"data-{number}.warc.gz"
            with package.add(f"archive/{name}", size=size) as put:
                files += _records(site, now, _Warc(name, put, index), paths, tick)
        with package.add("indexes/index.cdx.gz") as put:
            blocks = list(index.write(put))
        with package.add("indexes/index.idx", packed=True) as put:
            put("".join(f"{line}\n" for line in blocks).encode())
        pages = 0
        with package.add("pages/pages.jsonl", packed=True) as put:
            for line in _pages(site):
                put(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                pages += "url" in line
        package.end(site)
    return {"files": files, "pages": pages}


@dataclass(slots=True)
class _Warc:
    """One of the files with records, and how many bytes it has."""

    name: str
    put: Callable[[bytes], object]
    index: Index
    size: int = 0

    def add(self, answer: warc.Answer) -> None:
        """Write a record, and note where it is."""
        written = warc.response(answer, self.put)
        self.index.add(answer, written, self.size, self.name)
        self.size += written.size


def _records(
    site: Settings, now: datetime, into: _Warc, paths: list[str], tick: Callable[[int], None]
) -> int:
    program = f"Handbill {version('handbill')}"
    told = {
        "software": program,
        "format": "WARC File Format 1.1",
        "isPartOf": site.name,
        "filename": into.name,
    }
    into.size = warc.info(now, told, into.put)
    count = 0
    for path in paths:
        try:
            stream = (site.public / path).open("rb")
        except FileNotFoundError:  # it went just now, and the pages that named it follow
            continue
        with stream:
            at = datetime.fromtimestamp(int(os.fstat(stream.fileno()).st_mtime), UTC)
            for address in _addresses(site.address, path):
                into.add(warc.Answer(address, at, _type(path), stream))
        count += 1
        tick(1)
    return count


def _batches(public: Path) -> Iterator[tuple[list[str], int]]:
    """Give the files in batches, each with its bytes, whose records stay below what a zip can hold without its extension, which some players misread."""
    batch: list[str] = []
    size = 0
    for path in _files(public):
        with suppress(FileNotFoundError):
            more = (public / path).stat().st_size
            if batch and size + more > LARGEST:
                yield batch, size
                batch, size = [], 0
            batch.append(path)
            size += more
    if batch:
        yield batch, size


def _files(public: Path) -> Iterator[str]:
    """Name what readers can fetch, in the order of the names within a folder; packed copies are the same files."""
    for folder, folders, names in os.walk(public):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        within = os.path.relpath(folder, public)
        there = set(names)
        for name in sorted(names):
            is_copy = name.endswith(".gz") and name.removesuffix(".gz") in there
            if not name.startswith(".") and not is_copy:
                yield name if within == "." else f"{within}/{name}"


def _addresses(site: str, path: str) -> tuple[str, ...]:
    """Give the addresses of a file: the front page has that of the site too."""
    own = site + quote(path)
    return (site, own) if path == "index.html" else (own,)


def _type(path: str) -> str:
    name = path.rpartition("/")[2]
    kind = _ENDINGS.get(f".{name.rpartition('.')[2]}") if "." in name else None
    if kind is None:
        kind = "application/octet-stream" if "/tile/" in path else _LOG
    text = kind.startswith("text/") or kind.endswith(("+xml", "json"))
    return f"{kind}; charset=utf-8" if text else kind


def _pages(site: Settings) -> Iterator[dict[str, str]]:
    """Name the pages at which a reader begins: the front page, then the articles by number."""
    yield {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    yield _page(site, "index.html", site.name, "front")
    last = 0
    while some := list(Article.objects.filter(number__gt=last).order_by("number")[:_BATCH]):
        states = states_of([one.number for one in some])
        for one in some:
            if states.get(one.number, "listed") in _SHOWN and (site.public / f"{one.path}.html").exists():
                yield _page(site, f"{one.path}.html", one.title, str(one.number))
        last = some[-1].number


def _page(site: Settings, path: str, title: str, name: str) -> dict[str, str]:
    file = site.public / path
    at = datetime.fromtimestamp(int(file.stat().st_mtime), UTC) if file.exists() else datetime.now(UTC)
    address = site.address if path == "index.html" else site.address + path
    return {"id": name, "url": address, "ts": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "title": title}


@dataclass(slots=True)
class _Package:
    """The zip, and what stands in it."""

    zip: zipfile.ZipFile
    now: datetime
    resources: list[dict[str, str | int]] = field(default_factory=list)

    @contextmanager
    def add(self, path: str, *, packed: bool = False, size: int = 0) -> Iterator[Callable[[bytes], object]]:
        """Give what writes into a new file, which is to have about so many bytes."""
        large = size > LARGEST
        hashed, size = hashlib.sha256(), 0
        member = zipfile.ZipInfo(path, self.now.timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self.zip.open(member, "w", force_zip64=large) as out:

            def put(data: bytes) -> None:
                nonlocal size
                hashed.update(data)
                size += len(data)
                out.write(data)

            yield put
        told: dict[str, str | int] = {
            "name": path.rpartition("/")[2],
            "path": path,
            "hash": f"sha256:{hashed.hexdigest()}",
            "bytes": size,
        }
        self.resources.append(told)

    def end(self, site: Settings) -> None:
        """Write what it is, and the hash of that."""
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        said = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": site.name,
            "description": site.tagline,
            "software": f"Handbill {version('handbill')}",
            "created": at,
            "modified": at,
            "mainPageUrl": site.address,
            "mainPageDate": at,
            "resources": self.resources,
        }
        data = json.dumps(
            {name: value for name, value in said.items() if value}, ensure_ascii=False, indent=2
        ).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        for path, content in (
            ("datapackage.json", data),
            ("datapackage-digest.json", json.dumps(digest).encode()),
        ):
            self.zip.writestr(zipfile.ZipInfo(path, self.now.timetuple()[:6]), content)
