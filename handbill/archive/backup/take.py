"""What goes into a backup: settings, secrets, rows of one moment, and the masters of attachments."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from django.db import connections, transaction
from django.utils.translation import ngettext

from handbill.archive.backup import proofs, tables
from handbill.archive.backup.parts import FORMAT, HEADER, VERSION, Part
from handbill.archive.public import SNAPSHOT
from handbill.record.models import Entry
from handbill.settings import Settings

Tick = Callable[[int], None]

_IS_MASTER: Final = re.compile(r"[0-9a-f]{64}").fullmatch
_TRIES: Final = 100


class Moving(Exception):
    """The secrets changed again and again while they were read."""


@dataclass(slots=True)
class Taken:
    """What a backup holds: entries of the record, rows, and masters; and how many parts of those before it were damaged."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(second=0, microsecond=0))
    entries: int = 0
    rows: int = 0
    masters: int = 0
    mended: int = 0

    def lines(self) -> list[str]:
        """Give it in words."""
        counts = (
            (self.entries, ngettext("%(count)d entry", "%(count)d entries", self.entries)),
            (self.rows, ngettext("%(count)d row", "%(count)d rows", self.rows)),
            (self.masters, ngettext("%(count)d file of media", "%(count)d files of media", self.masters)),
        )
        lines = [", ".join(words % {"count": count} for count, words in counts)]
        if self.mended:
            words = ngettext(
                "%(count)d part of earlier backups was damaged, and was written anew",
                "%(count)d parts of earlier backups were damaged, and were written anew",
                self.mended,
            )
            lines.append(words % {"count": self.mended})
        return lines


def total(site: Settings, *, with_media: bool = True) -> int:
    """Give how many rows and masters there are, for a progress bar."""
    rows = sum(tables.count(model) for model in tables.tables(tables.steps()).values())
    return rows + (sum(1 for _one in _masters(site)) if with_media else 0)


def parts(site: Settings, told: Taken, tick: Tick, *, with_media: bool = True) -> Iterator[Part]:
    """Give the parts of a backup, in their order. The database is read in one moment, and nobody waits for that.

    The masters come afterwards: one that is destroyed meanwhile is not in the backup.

    Raises:
        Moving, OSError: it cannot be made.
    """
    with _moment(site) as secrets:
        done = tables.steps()
        found = tables.tables(done)
        told.entries = Entry.objects.using(SNAPSHOT).count()
        yield Part.of(HEADER, _header(site, told, done, found))
        yield Part.of("site.toml", (site.folder / "site.toml").read_bytes())
        for name, data in secrets.items():
            yield Part.of(f"secrets/{name}", data)

        def counted(rows: int) -> None:
            told.rows += rows
            tick(rows)

        for name, model in found.items():
            yield from tables.parts(name, model, counted)
    yield from proofs.parts(site.public)
    for file in _masters(site) if with_media else ():
        try:
            handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:  # it was destroyed just now
            continue
        with os.fdopen(handle, "rb") as stream:
            yield Part(f"media/{file.name}", os.fstat(handle).st_size, stream, file.name)
        told.masters += 1
        tick(1)


def _header(site: Settings, told: Taken, done: list[tables.Step], found: dict[str, tables.Model]) -> bytes:
    said = {
        "format": FORMAT,
        "version": VERSION,
        "program": version("handbill"),
        "at": told.at.strftime("%Y-%m-%dT%H:%MZ"),
        "origin": site.origin,
        "entries": told.entries,
        "migrations": [f"{app}.{name}" for app, name in done],
        "tables": {name: tables.columns(model) for name, model in found.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


@contextmanager
def _moment(site: Settings) -> Iterator[dict[str, bytes]]:
    """Open one moment of the database, and give the secrets as they are in it: a key that takes over changes both."""
    for _try in range(_TRIES):
        before = _secrets(site.secrets)
        with transaction.atomic(using=SNAPSHOT):
            with connections[SNAPSHOT].cursor() as cursor:
                cursor.execute("SELECT 1 FROM record_entry")  # the moment begins with the first read
            if _secrets(site.secrets) == before:
                yield before
                return
    raise Moving("the secrets change while they are read; try again")


def _secrets(folder: Path) -> dict[str, bytes]:
    files = sorted(one for one in folder.iterdir() if one.is_file() and not one.name.endswith(".new"))
    return {one.name: one.read_bytes() for one in files}


def _masters(site: Settings) -> Iterator[Path]:
    folder = site.data / "media"
    if folder.is_dir():
        with os.scandir(folder) as found:
            for one in found:
                if _IS_MASTER(one.name) and one.is_file(follow_symlinks=False):
                    yield folder / one.name
