"""A site that is made again from its public files, as `handbill recover` does it."""

import dataclasses
import itertools
from pathlib import Path

from django.db import connections

from handbill import settings
from handbill.archive.kept import Kept, grow
from handbill.archive.recover import Recovered, recover
from handbill.settings import Settings
from handbill.worker import Worker
from tests.cast import Town
from tests.conftest import connect
from tests.postgres import create_database

NUMBERS = itertools.count()


def made_again(
    town: Town, server: str, into: Path, key: bytes | None = None, public: Path | None = None
) -> tuple[Settings, Recovered]:
    """Recover a site below `into`, and enter it."""
    connections.close_all()
    kept = Kept.open(public or town.site.public)
    folder = into / f"again_{next(NUMBERS)}"
    grow(folder, kept, key, {}, "UTC")
    site = settings.load(folder, {})
    if server:
        name = f"{into.name}_again_{next(NUMBERS)}"
        create_database(server, name, "template1")
        site = dataclasses.replace(site, database_url=server.format(name=name))
    settings.use(site)
    connect(site)
    done = recover(kept, same_key=key is not None, tick=lambda _done: None)
    Worker(site).run_once(town.now, ticks=True)
    return site, done
