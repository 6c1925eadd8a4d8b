"""Real sites, and a real browser before them: with scripts and without."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from tests.walks.person import Person
from tests.walks.site import Site, free_port, handbill

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder for sites, with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="hb-walk-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def wire(place: Path) -> Iterator[Site]:
    """A newswire of today, as `handbill new` makes it, with the guard and the limits on."""
    port, folder = free_port(), place / "wire"
    handbill("new", folder, "--name", "Millbrook Wire", "--address", f"http://127.0.0.1:{port}/")
    site = Site.run(folder, port)
    yield site
    site.end()


@pytest.fixture(scope="session")
def town(place: Path) -> Iterator[Site]:
    """The demonstration: some months of a town. Its door does not count, because a checker knocks often."""
    port, folder = free_port(), place / "town"
    handbill("demo", folder, HANDBILL_ADDRESS=f"http://127.0.0.1:{port}/")
    site = Site.run(folder, port, HANDBILL_FRONT_LIMITS="off")
    yield site
    site.end()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is missing, so no page was seen in a browser: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
def context(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(java_script_enabled=request.param, viewport=PHONE)
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def stranger(context: BrowserContext, wire: Site, request: pytest.FixtureRequest) -> Person:
    """Somebody with a browser, and nothing else; once without scripts, once with them."""
    return Person(context.new_page(), wire, scripts=bool(request.node.callspec.params["context"]))
