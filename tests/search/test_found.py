"""One table of questions with their answers, the same on SQLite and on PostgreSQL, through the door."""

import pytest

from handbill.search import sqlite
from handbill.settings import Settings
from tests.intake.door import Door
from tests.search.archive import (
    ANSWER,
    CHINESE,
    DOUBT,
    FLOOD,
    HARBOUR,
    HIDDEN,
    OLD,
    SPANISH,
    ask,
    filled,
    numbers,
)

pytestmark = pytest.mark.grown(how=filled)


@pytest.fixture
def door(site: Settings, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr("handbill.search.find.SEARCH_TIME", 60)  # what is found does not hang on the machine
    del site
    return Door()


TABLE = {
    "a word, the newest first": ({"q": "water"}, [ANSWER, HARBOUR, FLOOD]),
    "in any case, without accents": ({"q": "RIO crecida"}, [SPANISH]),
    "with accents that are not there": ({"q": "águá"}, [SPANISH]),
    "all words": ({"q": "gauge metres"}, [ANSWER, FLOOD]),
    "all words, one nowhere": ({"q": "gauge bicycle"}, []),
    "words in a row": ({"q": '"two metres"'}, [FLOOD]),
    "words in a row, in another order": ({"q": '"metres two"'}, []),
    "words in a row, over tags": ({"q": '"bring the water bills"'}, [HARBOUR]),
    "words in a row, over an entity": ({"q": '"ana reyes will speak listen"'}, [HARBOUR]),
    "words in a row, not from title to text": ({"q": '"quay the water"'}, []),
    "a row and a word": ({"q": '"on the quay" gauge'}, [FLOOD]),
    "a quotation mark too few": ({"q": '"two metres'}, [FLOOD]),
    "a word with a mark within is a row": ({"q": "two-metres"}, [FLOOD]),
    "the beginning of a word": ({"q": "gau*"}, [DOUBT, ANSWER, FLOOD]),
    "only the whole word": ({"q": "gau"}, []),
    "in the title": ({"q": "title:river"}, [FLOOD]),
    "in the title, a row": ({"q": 'title:"over the quay"'}, [FLOOD]),
    "in the title, and elsewhere": ({"q": "title:river by:ana"}, [FLOOD]),
    "by a name": ({"q": "by:reyes"}, [DOUBT, FLOOD]),
    "a name without a field": ({"q": "reyes"}, [DOUBT, HARBOUR, FLOOD]),
    "a number": ({"q": "1999"}, [OLD]),
    "Markdown without its marks": ({"q": '"held again in"'}, [OLD]),
    "no name of a tag": ({"q": "em"}, []),
    "Chinese, a pair": ({"q": "水位"}, [CHINESE]),
    "Chinese, a character": ({"q": "水"}, [CHINESE]),
    "Chinese, four in a row": ({"q": "河水上漲"}, [CHINESE]),
    "Chinese, not in that order": ({"q": "水河"}, []),
    "Chinese, not side by side": ({"q": "港位"}, []),
    "articles": ({"q": "water", "kind": "article"}, [HARBOUR, FLOOD]),
    "comments": ({"q": "water", "kind": "comment"}, [ANSWER]),
    "a topic": ({"topic": "water"}, [SPANISH, FLOOD]),
    "a topic whose name begins like another": ({"q": "the", "topic": "river-levels"}, [HARBOUR]),
    "a place": ({"place": "harbour"}, [FLOOD]),
    "a genre": ({"genre": "announcement"}, [HARBOUR]),
    "a language": ({"language": "es"}, [SPANISH]),
    "a language, by another tag of it": ({"language": "es-ES"}, [SPANISH]),
    "the language of the site, where none is said": ({"language": "en", "q": "water"}, [HARBOUR, FLOOD]),
    "from a day": ({"q": "gauge", "from": "2024-03-08"}, [ANSWER]),
    "to a day, that day too": ({"q": "water", "to": "2024-03-05"}, [HARBOUR, FLOOD]),
    "a day": ({"from": "2024-03-05", "to": "2024-03-05"}, [HARBOUR]),
    "a month": ({"from": "1999-12", "to": "1999-12"}, [OLD]),
    "a year": ({"from": "1999", "to": "1999"}, [OLD]),
    "hidden is not found": ({"q": "tyres"}, []),
    "hidden when asked, held never": ({"q": "tyres", "hidden": "1"}, [HIDDEN]),
    "hidden among others": ({"q": "river", "hidden": "1"}, [HIDDEN, FLOOD]),
    "everything of a topic, hidden too": ({"topic": "water", "hidden": "1"}, [HIDDEN, SPANISH, FLOOD]),
    "best first": ({"q": "gauge", "order": "best"}, [ANSWER, FLOOD]),
    "best first, a title outdoes a text": ({"q": "river", "order": "best", "hidden": "1"}, [HIDDEN, FLOOD]),
    "marks that an engine has are words here": ({"q": "water AND NOT (quay) -gauge | & !"}, []),
    "an apostrophe": ({"q": "o'water"}, []),
}


def differing(door: Door) -> dict[str, tuple[list[int], list[int]]]:
    """Ask all of the table; give what was found and what should be, where that is not the same."""
    found = {name: numbers(ask(door, **asked)) for name, (asked, _expected) in TABLE.items()}
    return {
        name: (found[name], expected) for name, (_asked, expected) in TABLE.items() if found[name] != expected
    }


def test_the_table(door: Door):
    assert differing(door) == {}


@pytest.mark.once
def test_the_table_where_no_word_is_rare(door: Door, monkeypatch: pytest.MonkeyPatch):
    """SQLite asks for a word first that few items hold; here it asks for all at once."""
    monkeypatch.setattr(sqlite, "RARE", -1)
    assert differing(door) == {}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"q": "!?"}, "q"),
        ({"q": "x" * 201}, "q"),
        ({"q": "river", "from": "yesterday"}, "from"),
        ({"q": "river", "to": "2024-13"}, "to"),
        ({"q": "river", "from": "2024-03-05", "to": "2024-03-04"}, "to"),
        ({"q": "river", "topic": "no'where"}, "topic"),
        ({"place": "nowhere"}, "place"),
        ({"genre": "\ue003"}, "genre"),
        ({"q": "river", "kind": "editor"}, "kind"),
        ({"q": "river", "language": "klingon!"}, "language"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(door: Door, asked: dict[str, str], field: str):
    answer = ask(door, **asked)
    assert answer.status == 422
    assert f'id="{field}-error"' in answer.text
    assert "data-number" not in answer.text
    if field == "q":
        assert answer.field("q") == asked["q"]
    assert door.get(f"/search/feed.atom?{'&'.join(f'{k}={v}' for k, v in asked.items())}").status == 422


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "hidden=1", "nothing=1", "order=best", "after=7"])
def test_no_question_has_no_answer(door: Door, query: str):
    answer = door.get(f"/search/?{query}")
    assert answer.status == 200
    assert 'id="found"' not in answer.text


@pytest.mark.parametrize(
    "query",
    ["q=%ff%00river", "q=river&q=river", "q=river&after=x", "q=river&after=-1", "q=river&after=" + "9" * 40],
)
def test_odd_bytes_do_no_harm(door: Door, query: str):
    assert numbers(door.get(f"/search/?{query}")) == [FLOOD]


def test_only_reading(door: Door):
    assert door.post("/search/", {"q": "river"}).status == 405
