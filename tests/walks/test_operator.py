"""The operator's way: a worker that dies, a dead newswire that comes back, everything made anew."""

import os
import signal

from playwright.sync_api import Browser

from tests.corpora import reference
from tests.walks.person import Person
from tests.walks.site import Site, handbill, plain, soon


def test_the_worker_is_killed_and_everything_goes_on(stranger: Person):
    site = stranger.site
    first = soon(site.worker)
    stranger.open("publish/")
    stranger.write(
        title=f"Lights out, {stranger.mark}", body=f"At nine the street was dark, {stranger.mark}."
    )
    os.kill(first, signal.SIGKILL)
    assert stranger.press("publish").status == 201
    site.shows(stranger.item, f"At nine the street was dark, {stranger.mark}.")
    site.shows("index.html", f"Lights out, {stranger.mark}")
    assert soon(site.worker) != first
    site.is_well()


def test_a_page_of_a_dead_newswire_comes_back(wire: Site, chromium: Browser):
    source = reference("legacy-page.txt")
    written = [line.strip() for line in source.read_text().splitlines()]
    handbill("import", wire.folder, source, "--format", "text")
    (page_file,) = soon(lambda: list(wire.public.glob("2016/06/*.html")))
    path = page_file.relative_to(wire.public)
    wire.shows(str(path), written[0])
    again = sorted(wire.public.glob("2016/**/*.html"))
    handbill("import", wire.folder, source, "--format", "text")
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(wire.url + str(path))
    words = plain(page.content())
    assert page.inner_text("h1.p-name") == written[0]
    body = [line for line in written[1:] if line]
    start = next(n for n, line in enumerate(body) if line.startswith("homepage:"))
    paragraphs = [
        " ".join(it.inner_text().split()) for it in page.locator("article > div > .e-content > p").all()
    ]
    assert paragraphs == [" ".join(line.split()) for line in body[:start]]
    assert page.locator(".contact a").get_attribute("href") == "http://www.internationalist.org/"
    assert "212-460-0983" in words
    assert "Box 3321, Church Street Station" in words
    assert page.locator(".u-comment").count() == 1
    assert page.inner_text(".u-comment .p-name") == "Defend Raqqa?"
    assert "18 Jun 2016" in page.inner_text(".u-comment .meta")
    assert "date not known" in page.inner_text(".who").casefold()
    assert "Imported from" in page.inner_text(".who")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
    wire.is_well()
    assert sorted(wire.public.glob("2016/**/*.html")) == again


def test_everything_is_made_anew_while_it_is_served(wire: Site):
    soon(wire.is_settled)
    before = {
        it.relative_to(wire.public): it.read_bytes()
        for it in wire.public.rglob("*.html")
        if "record" not in it.parts
    }
    handbill("rebuild", wire.folder)
    after = {path: (wire.public / path).read_bytes() for path in before if (wire.public / path).exists()}
    assert after == before
    wire.is_well()
