"""The ground of the tests: real sites in temporary folders, on SQLite or, with --engine postgresql, on PostgreSQL."""

import contextlib
import dataclasses
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import django
import pytest

from handbill import settings
from handbill.archive.folder import make_folder
from handbill.settings import Settings
from tests import postgres
from tests.drilled import drilled, pytest_terminal_summary
from tests.grown import Kept, Nursery

__all__ = ["drilled", "pytest_terminal_summary"]

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


TOGETHER = ("town", "wire")
"""Sites of the walks, of a whole session under the real `handbill run`: made by one worker each, which takes all tests of it."""

WITHOUT_A_DATABASE = ("reader",)
"""Rooms that see public files alone; those of either engine are verified wherever a test runs the worker."""


def together(item: pytest.Item) -> tuple[int, str]:
    """Give when a test begins and with which others, in one worker, which makes what they share once.

    First the walks, which take longest; then files whose tests share something of their own; then one test after the other.
    """
    names = getattr(item, "fixturenames", ())
    if item.path.parent.name == "walks":
        return next(((0, name) for name in TOGETHER if name in names), (1, "other walks"))
    known = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}  # noqa: SLF001 - it has no public name
    shares = any(
        it[-1].scope in {"module", "session"} and it[-1].baseid not in {"", "tests"} for it in known.values()
    )
    grown = item.get_closest_marker("grown") is not None
    return (1, item.nodeid.partition("::")[0]) if shares or grown else (2, "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let what takes long and belongs together begin first. With --engine postgresql only what touches the database is run again; what needs it is run there alone."""
    orders: dict[pytest.Item, int] = {}
    for item in items:
        orders[item], name = together(item)
        if name:
            item.add_marker(pytest.mark.xdist_group(name))
            # xdist 3.8 puts the group behind an id that pytest 9.2 keeps elsewhere, so that there were no groups
            item._id = type(item._id).parse(f"{item.nodeid}@{name}")  # noqa: SLF001
    items.sort(key=orders.__getitem__)  # stable
    of_it = _on_sqlite if config.getoption("--engine") == "sqlite" else _on_postgresql
    config.hook.pytest_deselected(items=[item for item in items if not of_it(item)])
    items[:] = filter(of_it, items)


def _on_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("only_postgresql") is None


def _on_postgresql(item: pytest.Item) -> bool:
    return (
        "site" in getattr(item, "fixturenames", ())
        and item.get_closest_marker("once") is None
        and item.path.parent.name not in WITHOUT_A_DATABASE
    )


def pytest_collection_finish() -> None:
    """What thousands of tests are made of stays to the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()


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
    with postgres.running() as address:
        yield address
        from django.db import connections

        connections.close_all()


@pytest.fixture(scope="session")
def template(server: str) -> Settings:
    """A founded site that others are copies of, with its first pages made."""
    from django.core.management import call_command

    from handbill.archive.new import first_texts

    site = settings.site()
    if server:
        postgres.create_database(server, TEMPLATE_NAME, "template1")
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
        postgres.create_database(server, FOUNDED, TEMPLATE_NAME)
    Worker(site).run_once(ticks=True)
    connections.close_all()
    return site


def founded(folder: Path) -> Path:
    """Name the copy of the template in which no page was made yet."""
    return folder.with_name("founded")


@pytest.fixture(scope="session")
def nursery(template: Settings, server: str) -> Nursery:
    """Where sites are copied; what is made there goes with the template."""
    return Nursery(server, template.folder.with_name("grown"), connect)


def topics_and_places() -> None:
    from handbill.actions.act import Act
    from handbill.actions.set_page import set_page

    for name, title in (("topic/water", "Water"), ("topic/housing", "Housing"), ("place/harbour", "Harbour")):
        set_page(Act.site(), name, title)


TEMPLATE_NAME, FOUNDED = "handbill_template", "handbill_founded"


@pytest.fixture
def kept(request: pytest.FixtureRequest, template: Settings, nursery: Nursery) -> Kept:
    """What the site of this test is a copy of."""
    whole, bare = Kept(template.folder, TEMPLATE_NAME), Kept(founded(template.folder), FOUNDED)
    start = bare if request.node.get_closest_marker("founded") is not None else whole
    mark = request.node.get_closest_marker("grown")
    return nursery.grown(mark.kwargs["how"], start) if mark else start


@pytest.fixture
def told(kept: Kept, site: Settings) -> Any:
    """What was told of the site by whoever grew it."""
    del site
    return kept.told


@pytest.fixture
def site(kept: Kept, nursery: Nursery, tmp_path: Path) -> Iterator[Settings]:
    """A site of this test's own: founded, with topics water and housing, and the place harbour, and its pages made.

    With the mark `founded` its worker never ran; with `grown(how=...)` that was done to it first, once for all tests that say so.

    Challenges and limits are off; a test that wants them takes `dataclasses.replace` and `settings.use`.
    """
    new = nursery.copy(kept, tmp_path / "site")
    yield new
    from django.db import connections

    connections.close_all()
    if new.database_url:  # eight megabytes each, which would fill the disc in the end
        postgres.drop_database(nursery.server, new.database_url.partition("@/")[2].partition("?")[0])
