"""A finished site in a real browser: opened from a folder, it finds what the living one found; and nothing on it is an obstacle."""

import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from handbill.actions.freeze import freeze
from handbill.search.find import find
from handbill.search.index import index_of
from handbill.search.query import query
from tests import shell
from tests.cast import DOUBT, FLOOD, RENT, VANE, Town
from tests.walks.site import Site, free_port, handbill, plain
from tests.walks.test_axe import obstacles
from tests.walks.test_nu import checker

__all__ = ["checker"]

TEXTS = (
    ("Año nuevo en el río", "La Straße über dem Fluß, œuvre et Łódź, ﬁn."),
    ("水曜日の川", "川の水は高い。東京都に行く。"),
    ("Ἡ ὁδὸς", "Οὗτος ὁ ποταμός ἐστιν μέγας."),
    ("नदी का पानी", "पानी बहुत ऊँचा है। क़िला"),
    ("It's the weir-keeper's", "rock'n'roll 555-0199 co-op x2 <b>weir</b> \u202eabc"),
    ("Река вышла из берегов", "Ещё вода. Й"),
    ("Timetable", " ".join(f"zug{number:03}" for number in range(120))),
)
QUESTIONS = (
    *(
        "river",
        "RIVER quay",
        "title:river",
        "by:reyes",
        "by:reyes river",
        "title:reyes",
        "riv*",
        "river sluice",
    ),
    *(
        "ano",
        "AÑO rio",
        "strasse",
        "fluss",
        "oeuvre",
        "lodz",
        "fin",
        "水",
        "川の水",
        "東京",
        "京東",
        "ποταμος",
        "οδος",
    ),
    *(
        "पानी",
        "क़िला",
        "weir-keeper",
        "rock'n'roll",
        "555-0199",
        "co-op",
        "x2",
        "b",
        "еще",
        "ещё",
        "quill*",
    ),
    *(
        "topic:water",
        "topic:housing letters",
        "genre:reporting",
        "place:harbour river",
        "notthere",
        "river notthere",
    ),
)


@pytest.fixture
def finished(site):
    town = Town(site)
    flood = town.publish(FLOOD)
    town.comment(flood, DOUBT)
    town.publish(RENT)
    town.hide(town.publish(VANE))
    for title, body in TEXTS:
        town.publish({"title": title, "body": body, "format": "text"})
    for number in range(45):
        town.later(minutes=1).comment(flood, {**DOUBT, "title": f"Remark {number}"})
    town.go()
    live = {asked: _live(site, asked) for asked in QUESTIONS}
    freeze(town.operator(), "We have done what we came for.")
    town.go_and_verify()
    return site, live


def _live(site, asked):
    words = " ".join(it for it in asked.split() if it.partition(":")[0] not in {"topic", "place", "genre"})
    filters = dict(
        it.split(":") for it in asked.split() if it.partition(":")[0] in {"topic", "place", "genre"}
    )
    known = {"topic": {"water": "", "housing": ""}, "place": {"harbour": ""}, "genre": {"reporting": ""}}
    found = find(index_of(site), query(words, filters, known, site.zone, hidden=False))
    return [one.item.number for one in found.items]


def _shown(page: Page, address: str, asked: str) -> list[str]:
    page.goto(
        "about:blank"
    )  # else only the words are other ones, and what was found before is there for a moment
    page.goto(f"{address}#q={quote(asked)}")
    page.wait_for_function(
        "document.querySelector('#found li') || /found|look/.test(document.querySelector('#found').textContent) && !/…/.test(document.querySelector('#found').textContent)"
    )
    return [it.get_attribute("href") or "" for it in page.locator("#found a").all()]


def _number(href: str) -> int:
    return int(
        href.rpartition("#comment-")[2] if "#" in href else href.rpartition("/")[2].removesuffix(".html")
    )


@pytest.mark.once
@pytest.mark.timeout(120)
def test_what_was_found_is_found_without_a_server(finished, chromium: Browser):
    site, live = finished
    page = chromium.new_page()
    address = (site.public / "search/index.html").as_uri()
    answers = {asked: [_number(it) for it in _shown(page, address, asked)] for asked in QUESTIONS}
    assert answers == {asked: numbers[:20] for asked, numbers in live.items()}
    assert sum(map(bool, live.values())) > 30  # the table asks for something
    assert [_number(it) for it in _shown(page, address, "quay in:2024-03")] == live["river"]
    assert _shown(page, address, "quay in:2023") == []
    _shown(page, address, "by:okafor")
    page.get_by_role("button", name="Older results").click()
    page.wait_for_function("document.querySelectorAll('#found li').length === 40")
    page.get_by_role("button", name="Older results").click()
    page.wait_for_function("document.querySelectorAll('#found li').length === 46")
    page.wait_for_function("document.getElementById('further').hidden")
    for asked, cut in (("zug*", True), ("zug119", False), ("zug0*", False), ("zug1*", False)):
        assert len(_shown(page, address, asked)) == 1, asked
        assert ("Another letter before the *" in page.locator("#found").inner_text()) == cut, asked
    _shown(page, address, "river")
    page.locator("#found a").first.click()
    assert page.locator("h1").first.inner_text() == "The river is over the quay"
    (next((site.public / "search/parts").rglob("0.js"))).parent.rename(site.folder / "lost")
    page.goto(f"{address}#q=river")
    page.get_by_text("A part of the index could not be read").wait_for()
    page.close()


@pytest.mark.once
@pytest.mark.timeout(120)
def test_no_finished_page_has_an_obstacle_or_an_error(finished, chromium: Browser, checker: list[str]):
    site, _live = finished
    done = subprocess.run(
        [*checker, str(site.public)], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    page = chromium.new_page()
    for path in ("index.html", "search/index.html#q=river", "2024/03/1.html", "search/months/2024/03.html"):
        page.goto(f"{site.public.as_uri()}/{path}")
        page.locator("#found li").first.wait_for() if "#" in path else None
        assert obstacles(page) == [], path
    page.close()
    bare = chromium.new_context(java_script_enabled=False).new_page()
    bare.goto(f"{site.public.as_uri()}/index.html")
    bare.get_by_role("link", name="Search the newswire").click()
    assert "needs JavaScript" in bare.locator("main").inner_text()
    assert not bare.locator("#finder").is_visible()
    bare.get_by_role("link", name="March 2024").click()
    bare.get_by_role("link", name="The river is over the quay").click()
    assert "The water came at six." in bare.locator("main").inner_text()
    bare.context.close()


def _no_words_are_sent(page: Page) -> None:
    """What somebody looks for is in no request, and goes back and forth as addresses do."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
    page.locator("#q").fill("mill quernstone")
    page.locator("#q").press("Enter")
    page.wait_for_function("location.hash === '#q=mill+quernstone' && document.querySelector('#found li')")
    page.locator("#q").fill("rain nothinglikethis")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Nothing was found.").wait_for()
    page.go_back()
    page.wait_for_function("document.querySelector('#q').value === 'mill quernstone'")
    page.locator("#found li").wait_for()
    page.reload()
    page.locator("#found li").wait_for()
    assert asked
    assert not [it for it in asked if "quernstone" in it or "nothinglike" in it]


@pytest.mark.once
@pytest.mark.timeout(120)
def test_an_operator_ends_a_site_and_begins_it_again(place: Path, tmp_path: Path, chromium: Browser):
    folder, port = place / "ended", free_port()
    handbill("new", folder, "--name", "The Old Wire", "--address", f"http://127.0.0.1:{port}/")
    text = tmp_path / "rain.txt"
    text.write_text("Rain over the mill\n\nIt rained upon the quernstone.\n")
    handbill("import", folder, text)
    said = handbill(
        "freeze", folder, "--reason", "We have done what we came for.", "--to", tmp_path / "stick"
    )
    assert "/record+" in said
    assert handbill("freeze", folder).splitlines()[-1] == said.splitlines()[-1]  # nothing happens twice
    assert "all is well" in handbill("verify", tmp_path / "stick", "--key", said.splitlines()[-1])
    (folder / "secrets/record").rename(tmp_path / "key")  # it may be destroyed
    site = Site.run(folder, port)
    try:
        assert site.worker() == 0
        for path in ("publish/", "desk/", "api/v1/articles", "search/nothing"):
            status, told = site.get(path, body=b"title=x" if path == "publish/" else None)
            assert status == (404 if path.startswith("search") else 410)
            assert "finished" in plain(told) or status == 404
        page = chromium.new_page()
        answer = page.goto(f"{site.url}search/")
        assert answer
        assert "script-src 'self'; style-src 'self'" in answer.headers["content-security-policy"]
        assert len(_shown(page, f"{site.url}search/index.html", "quernstone")) == 1
        _no_words_are_sent(page)
        page.goto(f"{site.url}search/?q=quernstone")  # kept from when it lived
        page.locator("#found li").wait_for()
        assert page.url.endswith("#q=quernstone")
        page.close()
        site.is_well()
    finally:
        site.end()
    assert handbill("freeze", folder).splitlines()[-1] == said.splitlines()[-1]
    kept = (folder / "public/record/checkpoint").read_bytes()
    refused = shell.handbill("freeze", folder, "--thaw", "--reason", "Others go on with it.")
    assert (refused.returncode, (folder / "public/record/checkpoint").read_bytes()) == (1, kept)
    assert "does not live again" in refused.stderr
    (tmp_path / "key").rename(folder / "secrets/record")
    handbill("freeze", folder, "--thaw", "--reason", "Others go on with it.")
    site = Site.run(folder, port)
    try:
        assert site.worker()
        assert "form" in site.shows("publish/", "Publish")
        assert site.get("search/?q=quernstone")[0] == 200
        site.is_well()
    finally:
        site.end()
