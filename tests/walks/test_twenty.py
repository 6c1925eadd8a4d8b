"""One editor clears twenty mixed items from the keyboard, scripts off, and every key and click is counted.

The model: a second for each key or click, a fifth of a second for each letter of a reason, five seconds to read each item.
docs/editing.md tells the count.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.walks.editor import enrol
from tests.walks.site import Site, free_port, handbill

OPEN = {"HANDBILL_GUARD_CHALLENGE": "off", "HANDBILL_FRONT_LIMITS": "off"}
READING, LETTER, LIMIT = 5, 0.2, 300  # seconds
RUDE, AD = "1", "4"
NEWS, THIEF = "It sells something, and no news comes with it.", "It calls her a thief."
PILLS = "Cheap pills without a recipe, by post, to any address in the valley, from number"
ANSWER = "You are right, it speaks of the shop and not of its owner. It is back."


@pytest.fixture(scope="module")
def full(place: Path) -> Iterator[Site]:
    """A site with five held items, five appeals, five complaints and five new advertisements."""
    port, folder = free_port(), place / "full"
    handbill("new", folder, "--name", "Millbrook Wire", "--address", f"http://127.0.0.1:{port}/")
    site = Site.run(folder, port, **OPEN)
    for count in range(20):
        title, body = f"Report {count}", f"What I saw at the ferry steps on day {count}, from both banks."
        if count >= 15:
            title, body = f"Pills {count}", f"{PILLS} {count}."
        number, receipt = publish(site, title, body)
        if count < 5:
            handbill(
                "act",
                folder,
                "hold",
                f"article/{number}",
                "--guideline",
                "2",
                "--reason",
                "Two should read it.",
            )
        elif count < 10:
            handbill(
                "act", folder, "hide", f"article/{number}", "--guideline", RUDE, "--reason", "It is rude."
            )
            send(site, "receipt/", receipt=receipt, action="appeal", body="It is about the shop.")
        elif count < 15:
            send(site, f"complain/{number}/", guideline=RUDE, text="Look at the second line.")
    yield site
    site.end()


def publish(site: Site, title: str, body: str) -> tuple[int, str]:
    sent = json.dumps({"title": title, "body": body}).encode()
    asked = Request(f"{site.url}api/v1/articles", sent, {"Content-Type": "application/json"})
    with urlopen(asked, timeout=20) as answer:
        told = json.loads(answer.read())
    return int(told["number"]), str(told["receipt"])


def send(site: Site, path: str, **fields: str) -> None:
    status, words = site.get(path, body=urlencode(fields).encode())
    assert status == 200, words


@dataclass
class Hands:
    """A keyboard and a mouse that count. Access keys are sent as a keyboard sends them: the letter comes with Alt."""

    page: Page
    keys: int = 0
    letters: int = 0

    def key(self, name: str) -> None:
        self.keys += 1
        self.page.keyboard.press(name)

    def access(self, letter: str, *, goes: bool = True) -> None:
        self.keys += 1
        if goes:
            with self.page.expect_navigation() as going:
                self._alt(letter)
            assert going.value.status == 200, self.page.inner_text("main")
        else:
            self._alt(letter)

    def _alt(self, letter: str) -> None:
        line = self.page.context.new_cdp_session(self.page)
        said = {
            "modifiers": 1,
            "key": letter,
            "unmodifiedText": letter,
            "windowsVirtualKeyCode": ord(letter.upper()),
        }
        for kind in ("keyDown", "keyUp"):
            line.send("Input.dispatchKeyEvent", {"type": kind, **said})
        line.detach()

    def write(self, words: str) -> None:
        self.letters += len(words)
        self.page.keyboard.type(words)

    def click(self, selector: str) -> None:
        self.keys += 1
        self.page.locator(selector).first.click()

    def choose(self, selector: str, label: str) -> None:
        """Open a list, choose from it: two clicks."""
        self.keys += 2
        self.page.select_option(selector, label=label)


def leave_the_field(page: Page) -> None:
    """A page focuses its field a moment after it is there; Escape leaves it."""
    page.wait_for_function("document.activeElement.id === 'reason'")
    page.keyboard.press("Escape")


def test_with_scripts_the_letters_work_alone(full: Site, chromium: Browser):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(handbill("editor", full.folder, "invite", "Bo", "--steward").strip())
    enrol(page, "heron")
    page.goto(f"{full.url}desk/")
    leave_the_field(page)
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.locator(".at-hand .number").first.inner_text() == "7"
    leave_the_field(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent").strip() == "Report 6"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent").strip() == "Report 5"
    page.focus("#reason")
    page.keyboard.type("hn")
    assert page.input_value("#reason") == "hn"
    assert page.locator(".at-hand .number").first.inner_text() == "7"
    page.goto(f"{full.url}desk/?view=demands")  # nothing is before Bo any more
    context.close()


def test_twenty_items_in_five_minutes(full: Site, chromium: Browser):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(handbill("editor", full.folder, "invite", "Ines", "--steward").strip())
    enrol(page, "otter")
    keep(page, full, NEWS)
    page.goto(f"{full.url}desk/")
    hands = Hands(page)
    most = 0
    for number in [*range(6, 16), *range(1, 6)]:  # whatever waits, in the order of the queue
        assert page.locator(".at-hand .number").first.inner_text() == str(number)
        before = hands.keys
        clear(hands, number)
        most = max(most, hands.keys - before)
    assert most == 3
    assert "Nothing waits." in page.inner_text("main")
    sell(hands)
    seconds = hands.keys + LETTER * hands.letters + 20 * READING
    assert (hands.keys, hands.letters) == (30, 5 * len(ANSWER) + 2 * len(THIEF))
    assert seconds < LIMIT, (hands, seconds)
    context.close()
    full.is_well()
    for number in range(16, 21):
        full.shows(f"hidden/{number}.html", PILLS)


def keep(page: Page, site: Site, text: str) -> None:
    """Keep a ready text."""
    page.goto(f"{site.url}desk/ready/")
    page.fill("#new-text", text)
    page.select_option("#new-guideline", AD)
    with page.expect_navigation():
        page.locator("main button").last.click()


def clear(hands: Hands, number: int) -> None:
    """Decide about what is at hand: appeals (6 to 10), complaints (11 to 15), held items (1 to 5)."""
    if number in {15, 14}:  # rude indeed
        hands.key(RUDE)
        hands.key("Tab")
        hands.write(THIEF)
        hands.access("h")
    elif number == 13:
        hands.access("m", goes=False)
        hands.key(AD)
        hands.access("h")
    elif number > 10:
        hands.access("l")
    elif number > 5:
        hands.write(ANSWER)
        hands.access("b")
    else:
        hands.access("a")


def sell(hands: Hands) -> None:
    """Hide five advertisements at once."""
    for number in range(20, 15, -1):
        hands.click(f'ol input[name="number"][value="{number}"]')
    hands.choose("#many-ready", f"{AD}. {NEWS} (en)")
    hands.access("s")
    assert "The record will say this 5 times" in " ".join(hands.page.inner_text("main").split())
    hands.access("h")
    assert "5 items were decided." in hands.page.inner_text("main")
