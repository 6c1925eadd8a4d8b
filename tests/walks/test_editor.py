"""An editor's way: from the invitation to the first decisions, and what readers see of them."""

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.walks.editor import decide, enrol, send
from tests.walks.person import Person
from tests.walks.site import Site, handbill, plain, soon


@pytest.fixture
def desk(chromium: Browser, stranger: Person) -> Iterator[Page]:
    """Another browser, with scripts where the stranger's has them."""
    context: BrowserContext = chromium.new_context(
        java_script_enabled=stranger.scripts, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def test_from_the_invitation_to_decisions_that_everyone_can_read(stranger: Person, desk: Page):
    site = stranger.site
    name = f"Ines {stranger.mark}"
    desk.goto(handbill("editor", site.folder, "invite", name, "--steward").strip())
    enrol(desk, f"otter {stranger.mark}")
    assert desk.url == f"{site.url}desk/"
    cookies = desk.context.cookies()
    assert {it["name"] for it in cookies} == {"desk", "known"}
    assert {(it["httpOnly"], it["sameSite"], it["path"]) for it in cookies} == {(True, "Strict", "/desk/")}
    assert password_of(site, f"otter {stranger.mark}").startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    site.is_well()

    hide(stranger, desk, name)
    feature(stranger, desk)
    make_a_topic(stranger, desk)
    assert "all is well" in handbill("verify", site.url)

    desk.goto(f"{site.url}desk/")
    with desk.expect_navigation():
        desk.click("text=Sign out")
    desk.goto(f"{site.url}desk/")
    assert desk.url.startswith(f"{site.url}desk/sign-in/")


def password_of(site: Site, signs_in: str) -> str:
    """Give what is kept of a password, where nothing of the site was made cheaper for tests."""
    with contextlib.closing(sqlite3.connect(site.folder / "data/handbill.sqlite3")) as tables:
        row = tables.execute("SELECT password FROM desk_account WHERE name = ?", [signs_in]).fetchone()
    return str(row[0])


def hide(stranger: Person, desk: Page, name: str) -> None:
    """Hide something with a guideline and a reason, and take it back."""
    site, title, text = stranger.site, f"Miracle tyres, {stranger.mark}", f"Buy tyres, {stranger.mark}!"
    path, _receipt = stranger.publish(title=title, body=text)
    number = stranger.number
    desk.goto(f"{site.url}desk/")
    desk.click(f"text={title}")
    assert desk.url == f"{site.url}desk/item/{number}/"
    decide(desk, site.url, number, "hide", guideline="4", reason="An advertisement, and no news.")
    hidden = plain(site.shows(path, f"Article {number} was hidden"))
    assert "An advertisement, and no news." in hidden
    assert name in hidden
    assert text not in hidden
    assert soon(lambda: title not in site.get("index.html")[1])
    stranger.open(path)
    stranger.page.click("text=Read it anyway")
    assert stranger.page.url == f"{site.url}hidden/{number}.html"
    assert text in stranger.words
    site.shows("hidden/index.html", f"Article {number}")
    stranger.open(path)
    stranger.page.click("text=The decision on the record")
    assert "An advertisement, and no news." in stranger.words
    site.is_well()
    decide(desk, site.url, number, "unhide", reason="The tyres are for the ferry.")
    site.shows(path, text)
    assert soon(lambda: site.get(f"hidden/{number}.html")[0] == 404)
    site.is_well()


def feature(stranger: Person, desk: Page) -> None:
    """A feature stands on the front page in its author's words."""
    site, title, text = stranger.site, f"The rent meeting, {stranger.mark}", f"212 came, {stranger.mark}."
    stranger.publish(title=title, body=text)
    decide(desk, site.url, stranger.number, "feature", reason="Everybody should know.")
    site.shows("index.html", text)
    stranger.open("index.html")
    assert stranger.page.locator(".feature h2").first.inner_text() == title
    site.shows("features/index.html", title)
    site.is_well()


def make_a_topic(stranger: Person, desk: Page) -> None:
    """A topic is there for readers, and then for authors."""
    site, slug = stranger.site, "river-s" if stranger.scripts else "river"
    desk.goto(f"{site.url}desk/pages/")
    desk.fill("#topic-name", slug)
    send(desk, 'form[action$="/topic/"]')
    desk.fill("#title", f"River {slug}")
    desk.fill("#text", "What the river does.")
    send(desk)
    site.shows("topic/index.html", f"River {slug}")
    path, _receipt = stranger.publish(title=f"Low water, {slug}", body=f"A hand deep, {slug}.", topics=slug)
    site.shows(f"topic/{slug}/index.html", f"Low water, {slug}")
    assert f"River {slug}" in plain(site.get(path)[1])
    site.is_well()
