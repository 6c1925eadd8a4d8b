"""What each state of an article and of a comment shows, everywhere it could be shown (docs/record.md sections 4, 9, 10)."""

import json

import pytest

from handbill.actions.admit import admit
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.redact import redact
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from tests.cast import DOUBT, FLOOD, HELD, RUDE, SECRETS, SLOW, VANE, Town, files

STATES = LISTED, SLOWED, HIDDEN, WAITS, WITHDRAWN, REDACTED = (
    *("listed", "slow", "hidden"),
    *("held", "withdrawn", "redacted"),
)
SHOWN = (LISTED, SLOWED)
OPEN = (LISTED, SLOWED, HIDDEN)
TITLE = "Vanessa Quillfeather lives at number nine"


def bring_into(town: Town, number: int, state: str) -> None:
    if state == HIDDEN:
        hide(town.desk(), number, 3, "It names a neighbour.")
    elif state == WAITS:
        hold(town.desk(), number, 3, "It must be asked about.")
    elif state == WITHDRAWN:
        withdraw(town.author(), number)
    elif state == REDACTED:
        redact(town.desk(), number, 3, "It names a neighbour.")


def with_one_article(site):
    town = Town(site)
    town.nora()
    town.publish(FLOOD)
    town.later(minutes=5).go()
    return town.now


pytestmark = pytest.mark.grown(how=with_one_article)


@pytest.fixture
def town(site, told):
    return Town(site, told)


def article_in(town: Town, state: str) -> int:
    """A published article that came into this state after it was public, with a comment of Tomas Okafor's."""
    number = town.publish(VANE, SLOW) if state == SLOWED else town.publish(VANE)
    town.comment(number)
    town.later(minutes=5).go_and_verify()
    bring_into(town, number, state)
    town.later(minutes=5).go_and_verify()
    return number


def comment_in(town: Town, state: str) -> int:
    number = town.comment(1, RUDE, SLOW) if state == SLOWED else town.comment(1, RUDE)
    town.later(minutes=5).go_and_verify()
    bring_into(town, number, state)
    town.later(minutes=5).go_and_verify()
    return number


def told(public, *but: str) -> list[str]:
    """Name the public files that hold one of the words that ought not to stand there."""
    found = files(public)
    return sorted(
        name
        for name, data in found.items()
        if not name.endswith(".gz") and name not in but and any(word in data for word in SECRETS)
    )


@pytest.mark.parametrize("state", STATES)
def test_an_article_everywhere(town, state):
    number = article_in(town, state)
    path = f"2024/03/{number}"
    data = json.loads(town.page(f"{path}.json"))
    assert data["state"] == state
    assert all(("value" in field) == (state in OPEN) for field in data["fields"].values())
    page = town.page(f"{path}.html")
    assert f'data-number="{number}" data-state="{state}"' in page
    assert (TITLE in page) == (state in SHOWN)
    assert "The sluice was open." in page
    assert (f"comment/{number}/" in page) == (state in SHOWN)
    listed = {
        *("newswire/index.html", "newswire/1.html", "newswire/2024/03/04.html"),
        *("topic/housing/index.html", "topic/housing/1.html"),
    }
    fed = {"feed.atom", "feed.rss", "feed.json", "topic/housing/feed.atom", "index.html"}
    own = {f"{path}.html", f"{path}.json"}
    expected = {
        LISTED: own | listed | fed,
        SLOWED: own | listed,
        HIDDEN: {f"{path}.json", f"hidden/{number}.html"},
    }.get(state, set())
    assert set(told(town.site.public)) == expected
    for name in listed - {"newswire/index.html", "topic/housing/index.html"}:
        assert f"{path}.html" in town.page(name)  # a stub keeps the place
    assert (f"{path}.html" in town.page("sitemap/2024-03.xml")) == (state in SHOWN)
    assert town.there(f"hidden/{number}.html") == (state == HIDDEN)
    assert (f"hidden/{number}.html" in town.page("hidden/index.html")) == (state == HIDDEN)


@pytest.mark.parametrize("state", STATES)
def test_a_comment_everywhere(town, state):
    number = comment_in(town, state)
    data = json.loads(town.page("2024/03/1.json"))["comments"][0]
    assert (data["number"], data["state"]) == (number, state)
    assert all(("value" in field) == (state in OPEN) for field in data["fields"].values())
    own = {"2024/03/1.html", "2024/03/1.json"}
    expected = {
        LISTED: own | {"index.html"},
        SLOWED: own,
        HIDDEN: {"2024/03/1.json", f"hidden/{number}.html"},
    }.get(state, set())
    assert set(told(town.site.public)) == expected
    assert f'data-number="{number}" data-state="{state}"' in town.page("2024/03/1.html")
    assert town.there(f"hidden/{number}.html") == (state == HIDDEN)


def test_a_notice_says_by_which_guideline_why_when_and_by_whom(town):
    number = article_in(town, HIDDEN)
    page = town.page(f"2024/03/{number}.html")
    for words in (
        "It names a neighbour.",
        "Nora",
        "guidelines.html#guideline-3",
        f"hidden/{number}.html",
        "09:40",
    ):
        assert words in page
    assert 'content="noindex"' in town.page(f"hidden/{number}.html")
    decision = json.loads(town.page(f"2024/03/{number}.json"))["decisions"][-1]
    assert f"record/decision/{decision}.html" in page
    assert "It names a neighbour." in town.page(f"record/decision/{decision}.html")
    assert f"record/decision/{decision}.html" in town.page("record/index.html")


def test_hidden_and_back(town):
    number = town.publish(VANE)
    town.go()
    before = files(town.site.public)
    hide(town.desk(), number, 3, "It names a neighbour.")
    town.go_and_verify()
    unhide(town.desk(), number, "It is her own shop sign.")
    town.go_and_verify()
    after = files(town.site.public)
    changed = {name for name in after if after[name] != before.get(name) and not name.startswith("record/")}
    assert changed == {f"2024/03/{number}.json", f"2024/03/{number}.json.gz"}  # the decisions alone


@pytest.mark.once
@pytest.mark.parametrize("state", [HIDDEN, WAITS, WITHDRAWN, REDACTED])
def test_what_never_was_on_the_newswire(town, state):
    """Held from its first minute: nothing of it was ever public, and it has no place until it is admitted."""
    number = town.publish(VANE, HELD)
    comment = town.comment(1, RUDE, HELD)
    town.go_and_verify()
    assert told(town.site.public) == []
    for one in (number, comment):
        if state != WAITS:
            bring_into(town, one, state)
    town.go_and_verify()
    shown = {f"hidden/{number}.html", f"hidden/{comment}.html", f"2024/03/{number}.json", "2024/03/1.json"}
    assert set(told(town.site.public)) == (shown if state == HIDDEN else set())
    assert f"2024/03/{number}.html" not in town.page("newswire/1.html")


@pytest.mark.parametrize("way", ["admitted", "hidden and back"])
def test_held_then_on_the_newswire(town, way):
    number = town.publish(VANE, HELD)
    town.go()
    if way == "admitted":
        admit(town.desk(), number, "She said yes.")
    else:
        bring_into(town, number, HIDDEN)
        unhide(town.desk(), number, "She said yes.")
    town.go_and_verify()
    for name in ("newswire/1.html", "newswire/index.html", "topic/housing/1.html", "feed.atom", "index.html"):
        assert TITLE in town.page(name)


def test_a_page_of_comments_does_not_tell_the_title_of_a_hidden_article(town):
    number = town.publish(VANE)
    for _ in range(100):
        town.comment(number, DOUBT)
    town.go()
    assert TITLE in town.page(f"2024/03/{number}/comments/2.html")
    bring_into(town, number, HIDDEN)
    town.go_and_verify()
    assert set(told(town.site.public)) == {f"2024/03/{number}.json", f"hidden/{number}.html"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (HIDDEN, "Nobody can comment while it is hidden."),
        (WAITS, "Nobody can comment while it waits for an editor."),
        (WITHDRAWN, "Nobody can comment any more."),
        (REDACTED, "Nobody can comment any more."),
        (LISTED, 'href="../../comment/2/"'),
    ],
)
def test_why_nobody_can_comment_is_said_by_state(town, state, words):
    number = article_in(town, state)
    page = town.page(f"2024/03/{number}.html")
    assert words in page
    assert "Comments are closed" not in page
    assert (f'complain/{number}/"' in page) is (state == LISTED)
