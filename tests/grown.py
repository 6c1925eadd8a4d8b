"""Sites that are made once and copied: as they are founded, with their first pages, or with what tests say has happened there."""

import dataclasses
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections

from handbill import settings
from handbill.settings import Front, Guard, Settings
from tests.postgres import create_database

NUMBERS = itertools.count()

How = Callable[[Settings], Any]
"""What is done to a site that others are copies of. What it gives is given to each test that asks for `told`."""


@dataclasses.dataclass(frozen=True)
class Kept:
    """A site that nobody enters any more: its folder, the name of its database (PostgreSQL), what was told of it."""

    folder: Path
    database: str
    told: Any = None


class Nursery:
    """Every site of a session that others are copies of. A copy costs a fraction of what is done to make it."""

    def __init__(self, server: str, into: Path, connect: Callable[[Settings], None]) -> None:
        self.server, self.into, self.connect = server, into, connect
        self.kept: dict[tuple[How, Path], Kept] = {}

    def copy(self, of: Kept, folder: Path) -> Settings:
        """Copy one, and enter the copy. Challenges and limits are off."""
        shutil.copytree(of.folder, folder, copy_function=copy_file)
        new = settings.load(folder, {})
        new = dataclasses.replace(new, guard=Guard(challenge="off"), front=Front(limits="off"))
        if self.server:
            name = f"handbill_{next(NUMBERS)}"
            create_database(self.server, name, of.database)
            new = dataclasses.replace(new, database_url=self.server.format(name=name))
        settings.use(new)
        self.connect(new)
        return new

    def grown(self, how: How, of: Kept) -> Kept:
        """Give the site to which that was done: it is done once."""
        if (how, of.folder) not in self.kept:
            new = self.copy(of, self.into / f"{len(self.kept)}")
            told = how(new)
            connections.close_all()
            database = new.database_url.partition("@/")[2].partition("?")[0]
            self.kept[how, of.folder] = Kept(new.folder, database, told)
        return self.kept[how, of.folder]


def copy_file(source: str, to: str) -> None:
    """Copy a small file with its mode and times: two hundred a test, at half the cost of shutil's own."""
    with open(source, "rb", buffering=0) as there:  # noqa: PTH123 - it is what this is for
        told = os.fstat(there.fileno())
        data = there.read()
    handle = os.open(to, os.O_WRONLY | os.O_CREAT, told.st_mode)
    assert os.write(handle, data) == len(data)
    os.utime(handle, ns=(told.st_atime_ns, told.st_mtime_ns))
    os.close(handle)
