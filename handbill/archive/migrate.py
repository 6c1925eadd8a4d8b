"""Bring the tables of a site to this version."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate() -> None:
    """Make or change the tables."""
    call_command("migrate", verbosity=0, interactive=False)


def waiting() -> list[str]:
    """Name the migrations that have not been run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
