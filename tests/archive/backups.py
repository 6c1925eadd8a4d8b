"""Backups made and brought back in this process, into a folder and a database of their own."""

import dataclasses
import itertools
from collections.abc import Iterable
from pathlib import Path

from django.db import connections, transaction

from handbill import settings
from handbill.archive.backup import make, tables
from handbill.archive.backup.parts import Part
from handbill.archive.backup.put_back import finish, put_back
from handbill.archive.backup.take import Taken, Tick
from handbill.archive.backup.unpack import Unpacked, opened, take_beside, unpack
from handbill.archive.catch_up import catch_up
from handbill.archive.kept import Kept
from handbill.archive.public import SNAPSHOT
from handbill.rebuild import rebuild
from handbill.scratch import growing
from handbill.settings import Settings
from tests.conftest import connect
from tests.postgres import create_database

NUMBERS = itertools.count()


def nothing(_done: int) -> None:
    """Nobody watches."""


def backed_up(site: Settings, out: Path, *to: str, tick: Tick = nothing) -> Taken:
    told = make.to_file(site, out, to, tick)
    make.note(site, told)
    return told


def unpacked(source: Path, into: Path, identity: Path | None = None) -> Unpacked:
    """Unpack a backup and look at all of it; what is left of it must be nothing."""
    with growing(into) as folder, opened(source, identity, folder) as parts:
        return unpack(parts, folder, nothing)


def brought_back(
    source: Path,
    into: Path,
    server: str = "",
    *,
    identity: Path | None = None,
    public: Path | None = None,
    place: Path | None = None,
    tick: Tick = nothing,
) -> Settings:
    """Make a site of a backup below `into`, on SQLite where there is no server, and enter it."""
    connections.close_all()
    place = place or into / f"back_{next(NUMBERS)}"
    with growing(place) as folder:
        with opened(source, identity, folder) as parts:
            found = unpack(parts, folder, tick)
        take_beside(found, source.parent / "media")
        site = settings.load(folder, {})
        if server:
            name = f"{into.name}_{place.name}"
            create_database(server, name, "template1")
            site = dataclasses.replace(site, database_url=server.format(name=name))
        settings.use(site)
        connect(site)
        put_back(found, tick)
        if public:
            catch_up(Kept.open(public), site, tick)
        rebuild(site, tick, processes=1)
        finish(folder, place)
    site = dataclasses.replace(site, folder=place)
    settings.use(site)
    connect(site)
    return site


def contents() -> dict[str, list[bytes]]:
    """All rows of the database, table by table, as a backup has them."""
    with transaction.atomic(using=SNAPSHOT):
        found = tables.tables(tables.steps())
        return {name: _joined(tables.parts(name, model, nothing)) for name, model in found.items()}


def _joined(parts: Iterable[Part]) -> list[bytes]:
    return [part.data() for part in parts]
