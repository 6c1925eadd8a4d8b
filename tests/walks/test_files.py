"""What stands in public/ is a whole site of files: each link leads to one, nothing runs, nothing comes from elsewhere."""

import gzip
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from html5lib.constants import namespaces
from playwright.sync_api import Browser

from tests.walks.kinds import KINDS, most, path_of
from tests.walks.site import Site

HTML = f"{{{namespaces['html']}}}"
DOORS = ("publish/", "comment/", "complain/", "receipt/", "search/")
LOADED = {
    "img": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "track": "src",
    "script": "src",
    "iframe": "src",
}
WEIGHT = 30_000  # bytes of a page and its style sheet, compressed


@pytest.fixture(scope="module")
def pages(town: Site):
    """Every static page, parsed."""
    return {
        it: html5lib.parse(it.read_bytes(), transport_encoding="utf-8")
        for it in sorted(town.public.rglob("*.html"))
    }


def leads(page: Path, href: str, public: Path) -> Path | None:
    """Give the file that a link of a page leads to, as a browser with file:// finds it; None for a door."""
    path = unquote(urlsplit(href).path)
    target = (
        (public / path.removeprefix("/") if path.startswith("/") else page.parent / path) if path else page
    )
    inside = target.resolve().relative_to(public.resolve())
    return None if f"{inside}/".startswith(DOORS) else target.resolve()


def test_every_link_leads_to_a_file(town: Site, pages):
    ids = {page.resolve(): {it.get("id") for it in tree.iter()} for page, tree in pages.items()}
    wrong = []
    for page, tree in pages.items():
        for it in [*tree.iter(f"{HTML}a"), *tree.iter(f"{HTML}link"), *tree.iter(f"{HTML}form")]:
            href = it.get("href") or it.get("action") or ""
            if (
                it.get("rel") in {"canonical", "nofollow ugc noopener"}
                or "://" in href
                or href.startswith("mailto:")
            ):
                continue
            name = page.relative_to(town.public)
            if href.startswith("/") and str(name) != "404.html":
                wrong.append(f"{name}: {href} is not relative")
                continue
            to = leads(page, href, town.public)
            if to is None:
                continue
            if not to.is_file():
                wrong.append(f"{name}: {href} leads nowhere")
            elif (at := urlsplit(href).fragment) and at not in ids[to]:
                wrong.append(f"{name}: {href} has no such place")
    assert wrong == []


def test_nothing_runs_and_nothing_comes_from_elsewhere(town: Site, pages):
    for page, tree in pages.items():
        for it in tree.iter():
            if not isinstance(it.tag, str):
                continue
            name = it.tag.removeprefix(HTML)
            assert name not in {"style", "iframe", "object", "embed", "base"}, page
            assert not [at for at in it.attrib if at.startswith("on") or at == "style"], page
            if name == "script":
                assert it.get("type") == "application/ld+json", page
            if name == "link" and it.get("rel") in {"stylesheet", "icon", "preload"}:
                assert "//" not in it.get("href"), page
            if name in LOADED and it.get(LOADED[name]):
                assert "//" not in it.get(LOADED[name]), page
    assert "//" not in (town.public / "look/style.css").read_text()


def test_a_page_asks_for_little(town: Site):
    style = len((town.public / "look/style.css.gz").read_bytes())
    for kind in KINDS:
        path = town.public / path_of(town.public, kind)
        whole = path.read_text()
        comments = whole.find('<section class="comments"')
        alone = whole if comments < 0 else whole[:comments]
        assert style + len(gzip.compress(alone.encode())) < WEIGHT, kind


def test_the_site_works_from_a_folder(town: Site, chromium: Browser):
    """As from a USB stick: no server, no script; every request names a file."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 768, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url))
    page.goto((town.public / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "the style sheet is there"
    page.click(".feature h2 a >> nth=0")
    assert page.locator("h1.p-name").count() == 1
    page.click("text=Newswire >> nth=0")
    page.click("text=Day by day")
    page.click("text=Record >> nth=0")
    page.click(".lines .head >> nth=0")
    page.click('a[rel="home"]')
    assert page.url == (town.public / "index.html").as_uri()
    assert all(url.startswith(town.public.as_uri()) for url in asked), asked
    context.close()


def test_the_front_page_reads_well_in_w3m(town: Site):
    w3m = shutil.which("w3m")
    if w3m is None:
        pytest.skip("w3m is missing, so nobody read the front page in a terminal: apt-get install w3m")
    said = subprocess.run(
        [w3m, "-dump", "-cols", "80", f"{town.url}index.html"], capture_output=True, text=True, check=True
    ).stdout
    order = [
        "Millbrook Wire",
        "Publish",
        "Newswire",
        "The mill weir is leaking again",
        "From the newswire, by",
    ]
    order += [
        "Read more",
        "Newswire",
        "All of the newswire",
        "hidden this week",
        "Latest comments",
        "JSON Feed",
    ]
    at = 0
    for words in order:
        at = said.find(words, at)
        assert at >= 0, f"{words!r} is not there in its order"
    assert max(map(len, said.splitlines())) <= 80


def test_from_right_to_left_inside_from_left_to_right(town: Site, chromium: Browser):
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(town.url + path_of(town.public, "article from right to left"))
    assert page.get_attribute("html", "dir") == "ltr"
    for part in ("h1.p-name", ".e-content"):
        at = page.locator(part).first
        assert (at.get_attribute("dir"), at.get_attribute("lang")) == ("rtl", "ar")
        assert at.evaluate("it => getComputedStyle(it).direction") == "rtl"
    assert page.locator(".masthead").evaluate("it => getComputedStyle(it).direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_screen(width: int, town: Site, chromium: Browser):
    """320 px are also 1280 px at 400 %."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    for kind in KINDS:
        page.goto(town.url + path_of(town.public, kind))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
    page.close()


def test_a_long_thread_is_all_there(town: Site):
    text = most(town.public).read_text()
    assert text.count("u-comment") >= 40
