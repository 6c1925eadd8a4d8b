"""The feed of decisions says what, about what, by which guideline, why and by whom, and never a title."""

import feedparser
import pytest

from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.unhide import unhide
from tests.cast import VANE, Town

TITLE = "Vanessa Quillfeather"


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    town.later(minutes=5).go()
    return town


def entries(town: Town):
    read = feedparser.parse((town.site.public / "record/feed.atom").read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    return read.entries


def test_every_decision_comes_first_with_what_it_cites(town):
    number = town.publish(VANE)
    hide(town.desk(), number, 3, "It names a neighbour & <her> door.")
    town.go_and_verify()
    first, before = entries(town)[0], len(entries(town))
    assert first.title == f"Nora hid article {number}"
    assert first.author == "Nora"
    assert "It names a neighbour &amp; &lt;her&gt; door." in first.content[0].value
    assert "Guideline 3: " in first.content[0].value
    assert "guideline 3: Private details of private persons" in town.page("record/index.html")
    assert f"{number}.html" in first.content[0].value
    assert town.there(first.link.removeprefix(town.site.address))
    unhide(town.desk(), number, "It is her own shop sign.")
    town.go_and_verify()
    assert len(entries(town)) == before + 1
    assert entries(town)[1].id == first.id
    assert "her own shop sign" in entries(town)[0].content[0].value


@pytest.mark.parametrize("decide", [hide, redact])
def test_no_title_stands_in_it(town, decide):
    number = town.publish(VANE)
    decide(town.desk(), number, 3, "It names a neighbour.")
    town.go()
    assert f"article {number}" in entries(town)[0].title
    assert TITLE not in town.page("record/feed.atom")
