"""What the commands share: how a folder is named, how a site is chosen, how long work is shown."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from handbill.settings import SettingsError

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)


def after_boot(folder: Path, name: str) -> Any:
    """Choose the site, then import what needs the database: MODULE:NAME."""
    try:
        site = import_module("handbill.boot").boot(folder)
        late("handbill.record.host:name_of")(site.data)
    except (SettingsError, late("handbill.record.host:NoName")) as error:
        raise click.ClickException(str(error)) from None
    return late(name)


def with_pages(folder: Path, name: str) -> Any:
    """Choose the site, which must be on a machine that makes pages, then import what makes them: MODULE:NAME."""
    host = after_boot(folder, "handbill.record.host")
    try:
        host.demand_pages(late("handbill.settings:site")())
    except host.NoPages as error:
        raise click.ClickException(str(error)) from None
    return late(name)


def late(name: str) -> Any:
    """Import MODULE or MODULE:NAME when it is needed: `verify` never needs a database, and help none of it."""
    module, _colon, member = name.partition(":")
    found = import_module(module)
    return getattr(found, member) if member else found


@contextmanager
def bar(total: int, label: str) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error where that is a terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True, hidden=hidden) as shown:
        yield shown.update
