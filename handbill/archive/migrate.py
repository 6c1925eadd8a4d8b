"""Bring the tables of a site to this version; `upgrade` keeps a copy of the database first."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from handbill.settings import Settings


def migrate() -> None:
    """Make or change the tables."""
    call_command("migrate", verbosity=0, interactive=False)


def waiting() -> list[str]:
    """Name the migrations that have not been run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def upgrade(site: Settings) -> str:
    """Copy the database, then migrate; give what was done in words. A PostgreSQL database is its operator's to copy."""
    steps = waiting()
    if not steps:
        return "nothing to do: the tables are of this version"
    said = f"{len(steps)} migrations: {', '.join(steps)}"
    if not site.database_url:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%MZ")
        copy = site.data / f"before-upgrade-{stamp}.sqlite3"
        copy.touch(mode=0o600)
        with (
            closing(sqlite3.connect(site.data / "handbill.sqlite3")) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        said += f"; the database from before is kept as {copy}"
    migrate()
    return said
