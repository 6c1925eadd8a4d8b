"""Set a process up to serve one site: before this, nothing that touches the database can be imported."""

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import django
from django.db import connections
from django.utils.dateparse import parse_datetime

from handbill import settings


def keep_to(folder: Path) -> None:
    """Let what is too large for memory lie in the site's private folder, on its own disc, whoever makes the file.

    SQLite looks for its own when it is loaded, which nothing does before this.
    """
    tempfile.tempdir = os.environ["SQLITE_TMPDIR"] = str(folder)


def _read_times() -> None:
    """Let SQLite's times, which are texts, be read once where thousands of rows hold the same: Django reads each anew."""

    @lru_cache(maxsize=4096)
    def read(told: bytes) -> datetime | None:
        return parse_datetime(told.decode())

    connections["default"].Database.register_converter("datetime", read)  # type: ignore[attr-defined]  # SQLite's has it


def boot(folder: Path) -> settings.Settings:
    """Choose the site of this process and start Django with it.

    Raises:
        SettingsError: the folder is no site, or its settings cannot be.
    """
    site = settings.load(folder)
    settings.use(site)
    with suppress(OSError):  # who may only read a site has nothing to put there
        keep_to(site.temporary)
    os.environ["DJANGO_SETTINGS_MODULE"] = "handbill.django_settings"
    django.setup()
    if connections["default"].vendor == "sqlite":
        _read_times()
    return site
