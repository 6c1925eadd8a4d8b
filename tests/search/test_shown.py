"""What a page and a feed of results show: the words in their place, marked; nothing that is not to be read."""

import re
from datetime import datetime

import feedparser
import pytest

from handbill.actions.redact import redact
from handbill.search.query import query
from handbill.search.snippet import snippet
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door
from tests.search.archive import ANSWER, FLOOD, HIDDEN, ask, filled, numbers

pytestmark = pytest.mark.grown(how=filled)


@pytest.fixture
def town(site: Settings, told: datetime) -> Town:
    return Town(site, told)


def of(text: str, asked: str, site: Settings) -> str:
    return str(snippet(text, query(asked, {}, {}, site.zone, hidden=False).phrases))


def test_the_words_are_marked_as_they_were_written(site: Settings):
    assert of("El AGUA subió.", "agua", site) == "El <mark>AGUA</mark> subió."
    assert of("a <b> & c", "b", site) == "a &lt;<mark>b</mark>&gt; &amp; c"
    assert of("河水上漲了", "水上", site) == "河<mark>水上</mark>漲了"


def test_a_long_text_is_cut_between_words(site: Settings):
    shown = of("before " * 90 + "needle " + "after " * 90, "needle", site)
    assert re.fullmatch(r"… (before )+<mark>needle</mark>( after)+ …", shown)
    assert len(shown) < 300
    assert of("x" * 9000, "y", site) == "x" * 240 + " …"
    assert of("", "y", site) == ""


def test_a_page_names_what_it_found(town: Town):
    del town
    answer = ask(Door(), q="gauge")
    assert 'href="../2024/03/1.html#comment-6"' in answer.text
    assert "comment" in answer.words
    assert "The <mark>gauge</mark> was wrong" in answer.text
    assert "Comment on The river is over the quay" in answer.words
    assert '<a class="head" href="../2024/03/1.html"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert answer.field("q") == "gauge"


def test_what_is_hidden_is_marked_and_leads_to_the_reason(town: Town):
    del town
    assert "Tyres" not in ask(Door(), q="river").text
    answer = ask(Door(), q="tyres", hidden="1")
    assert numbers(answer) == [HIDDEN]
    assert f'href="../hidden/{HIDDEN}.html"' in answer.text
    assert "hidden by guideline 3" in answer.words


def test_a_comment_does_not_tell_the_title_of_what_is_hidden(town: Town):
    town.hide(FLOOD)
    town.go()
    answer = ask(Door(), q="gauge")
    assert numbers(answer) == [ANSWER]
    assert "Comment on Article 1" in answer.words
    assert "over the quay" not in answer.text


def test_a_feed_says_the_same(site: Settings, town: Town):
    answer = Door().get("/search/feed.atom?q=water&hidden=1")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    told = feedparser.parse(answer.text)
    assert not told.bozo
    assert told.feed.id == f"{site.identity}search?q=water&hidden=1"
    assert [entry.id.rpartition("/")[2] for entry in told.entries] == [
        str(number) for number in numbers(ask(Door(), q="water", hidden="1"))
    ]
    assert told.entries[0].title == "Hidden: Tyres for the river"
    assert told.entries[0].link == f"{site.address}hidden/{HIDDEN}.html"
    assert told.entries[1].title == "Comment on The river is over the quay"
    assert "wrong; &lt;mark&gt;water&lt;/mark&gt; stood" in answer.text
    redact(town.operator(), HIDDEN, 3, "It names a neighbour.")
    assert "Tyres" not in Door().get("/search/feed.atom?q=water&hidden=1").text, "before the worker looks"


def test_a_feed_of_nothing_is_a_feed_and_one_without_a_question_is_none(town: Town):
    del town
    assert feedparser.parse(Door().get("/search/feed.atom?q=bicycle").text).entries == []
    assert Door().get("/search/feed.atom").status == 422
