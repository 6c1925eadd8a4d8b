"""Which machine this is, where several serve one site: each has a folder of its own, and its own pages.

The folder that founded the site has no name; one that joined it later has one in `data/host`. How far a machine's pages got
is kept under its name, in the database that all share.
"""

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from handbill.settings import Settings, site

FILE: Final = "host"
_IS_NAME: Final = re.compile(r"[0-9a-f]{8}").fullmatch


class NoName(ValueError):
    """The file with the name of this machine holds something else."""


def join(data: Path) -> str:
    """Give the folder that `data` belongs to a name of its own."""
    name = secrets.token_hex(4)
    (data / FILE).write_text(f"{name}\n", "ascii")
    return name


@lru_cache(maxsize=8)
def name_of(data: Path) -> str:
    """Give the name of the machine whose folder `data` is; empty where it founded the site.

    Raises:
        NoName: there is none in the file.
    """
    try:
        name = (data / FILE).read_text("utf-8", "replace").strip()
    except FileNotFoundError:
        return ""
    if not _IS_NAME(name):
        raise NoName(f"{data / FILE} holds no name of a machine")
    return name


def cursor(follower: str) -> str:
    """Give the name of this machine's cursor of a follower that every machine has."""
    name = name_of(site().data)
    return f"{follower}@{name}" if name else follower


def place(of: Settings) -> str:
    """Say where a folder is: two folders with one name are a mistake, and it is told between which."""
    return f"{os.uname().nodename}:{of.folder}"[:300]
