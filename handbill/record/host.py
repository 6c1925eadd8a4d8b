"""Which machine this is, where several serve one site: each has a folder of its own, and its own pages, or none.

The folder that founded the site has no name; one that joined it later has one in `data/host`, and after it `doors` where it takes
what is sent and makes no pages. How far a machine's pages got is kept under its name, in the database that all share.
"""

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from handbill.settings import Settings, site

FILE: Final = "host"
DOORS: Final = "doors"
_IS_NAME: Final = re.compile(rf"([0-9a-f]{{8}})( {DOORS})?").fullmatch


class NoName(ValueError):
    """The file with the name of this machine holds something else."""


class NoPages(Exception):
    """A machine that makes no pages was to make some."""


def join(data: Path, *, doors: bool = False) -> str:
    """Give the folder that `data` belongs to a name of its own. `doors`: it makes no pages."""
    name = secrets.token_hex(4)
    (data / FILE).write_text(f"{name} {DOORS}\n" if doors else f"{name}\n", "ascii")
    return name


@lru_cache(maxsize=8)
def name_of(data: Path) -> str:
    """Give the name of the machine whose folder `data` is; empty where it founded the site.

    Raises:
        NoName: there is none in the file.
    """
    return _said(data)[0]


@lru_cache(maxsize=8)
def makes_pages(data: Path) -> bool:
    """Say whether the machine whose folder `data` is makes pages, and may lead; else it takes what is sent, and no more.

    Raises:
        NoName: as `name_of` says.
    """
    return not _said(data)[1]


def demand_pages(of: Settings) -> None:
    """Say in words that a machine makes no pages.

    Raises:
        NoPages: it makes none.
    """
    if not makes_pages(of.data):
        raise NoPages(f"{of.folder} makes no pages (it joined with --doors): do this on a machine that does")


def _said(data: Path) -> tuple[str, bool]:
    try:
        said = _IS_NAME((data / FILE).read_text("utf-8", "replace").strip())
    except FileNotFoundError:
        return "", False
    except OSError as error:
        raise NoName(f"{data / FILE} cannot be read: {error.strerror}") from None
    if said is None:
        raise NoName(f"{data / FILE} holds no name of a machine")
    return said[1], bool(said[2])


def cursor(follower: str) -> str:
    """Give the name of this machine's cursor of a follower that every machine has that makes pages."""
    return cursor_of(follower, name_of(site().data))


def cursor_of(follower: str, name: str) -> str:
    """Give the name of the cursor of the machine with a name."""
    return f"{follower}@{name}" if name else follower


def place(of: Settings) -> str:
    """Say where a folder is: two folders with one name are a mistake, and it is told between which."""
    return f"{os.uname().nodename}:{of.folder}"[:300]
