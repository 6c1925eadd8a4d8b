"""Who looks for something finds it, within two seconds of its publication; and finds what became of it."""

import time
from urllib.parse import quote

from tests.walks.person import Person
from tests.walks.site import Site, handbill

STALE = 2.0
"""Seconds after which the search knows what was done."""


def numbers(site: Site, asked: str) -> list[str]:
    status, text = site.get(f"search/?q={quote(asked)}&hidden=1")
    assert status == 200, text
    return [part.partition('"')[0] for part in text.split('<li class="line" data-number="')[1:]]


def within(site: Site, asked: str, expected: list[str]) -> None:
    """Ask until the answer is there, as long as it may take."""
    until = time.monotonic() + STALE
    while numbers(site, asked) != expected and time.monotonic() < until:
        time.sleep(0.05)
    assert numbers(site, asked) == expected, asked


def test_something_is_published_found_hidden_and_destroyed(stranger: Person):
    site, page = stranger.site, stranger.page
    word = f"Quittenbaum{'ex' if stranger.scripts else 'ohne'}"
    path, _receipt = stranger.publish(
        title=f"The {word} is in bloom", body="Behind the *old* dye works, since Monday."
    )
    number = str(stranger.number)
    within(site, word, [number])

    site.shows("newswire/index.html", word)
    stranger.open("newswire/index.html")
    page.fill("main input[type=search]", f'title:{word.upper()} "since monday"')
    page.click("main .seek button")
    assert "/search/?q=" in page.url
    found = page.locator("ol.lines > li")
    assert found.count() == 1
    assert found.locator("mark").all_inner_texts() == [word, "since Monday"]
    found.locator("a.head").click()
    assert page.url == site.url + path

    act = (
        "act",
        site.folder,
        "hide",
        f"article/{number}",
        "--guideline",
        "1",
        "--reason",
        "To find it hidden.",
    )
    handbill(*act)
    stranger.open("index.html")
    page.click("nav >> text=Search")
    page.fill("#q", word)
    page.click(".seek button")
    assert "Nothing was found" in stranger.words
    page.click("summary")
    page.check("[name=hidden]")
    page.click(".seek button")
    within(site, word, [number])
    assert "hidden by guideline 1" in stranger.words
    found.locator("a.head").click()
    assert page.url == f"{site.url}hidden/{number}.html"

    handbill(act[0], act[1], "redact", *act[3:])
    assert numbers(site, word) == []
    site.shows(path, "was redacted")
    until = time.monotonic() + STALE
    folded = word.lower().encode()
    while held := [it for it in site.folder.rglob("*") if it.is_file() and folded in it.read_bytes().lower()]:
        assert time.monotonic() < until, held
        time.sleep(0.05)
    assert word not in site.log(), "no question is written down"
    site.is_well()
