"""Find items: each filter alone, words, a number, an address; bounded; similar texts."""

import json
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handbill.actions.act import Act
from handbill.actions.comment import comment
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.publish import publish
from handbill.actions.screen import text_of
from handbill.actions.set_page import set_page
from handbill.desk import finding
from handbill.desk.alike import alike
from handbill.desk.place import Place
from handbill.guard.judge import digest_of
from handbill.guard.models import Seen
from handbill.newswire.version import Version
from handbill.record.format.commitment import values
from tests.desk.desk import TEXT, words

SPAM = "Buy our tyres now, all sizes, fair price, and we come to your house on the same day with a van."


@pytest.fixture
def archive(ines):
    """Articles 1, 3, 4, 5 and comments 2, 6, on two days."""
    set_page(Act.site(), "topic/water", "Water", "")
    with time_machine.travel(datetime(2030, 5, 2, 12, tzinfo=UTC), tick=False):
        said = {
            **TEXT,
            "title": "Crecida del río",
            "language": "es",
            "genre": "reporting",
            "topics": ["water"],
        }
        publish(Act.author(), said, "d" * 64)
        publish(Act.author(), {**TEXT, "title": "Tyres", "body": SPAM}, "e" * 64)
        comment(Act.author(), 4, {"body": "El AGUA sube.", "format": "text"}, "f" * 64)
    hide(Act.editor(1), 3, 2, "Rude.")
    hold(Act.site(), 5, 4, "Is this an advertisement?")
    return ines


FILTERS = {
    "words": ({"words": "tyres"}, {5}),
    "words in any case, with accents": ({"words": "RÍO crecida"}, {4}),
    "words of a comment": ({"words": "agua"}, {6}),
    "all words": ({"words": "tyres agua"}, set()),
    "no salt is a word": ({"words": '"salt"'}, set()),
    "state": ({"state": "hidden"}, {3}),
    "held": ({"state": "held"}, {5}),
    "listed": ({"state": "listed", "kind": "article"}, {1, 4}),
    "kind": ({"kind": "comment"}, {2, 6}),
    "topic": ({"topic": "water"}, {4, 6}),
    "genre": ({"genre": "reporting", "kind": "article"}, {4}),
    "language": ({"language": "es"}, {4, 6}),
    "guideline": ({"guideline": "2"}, {3}),
    "by an editor": ({"by": "editor:1"}, {3}),
    "by the site": ({"by": "site"}, {5}),
    "from a day on": ({"since": "2030-05-02"}, {4, 5, 6}),
    "until a day": ({"until": "2030-05-01"}, {1, 2, 3}),
    "on a day": ({"since": "2030-05-02", "until": "2030-05-02"}, {4, 5, 6}),
    "two at once": ({"topic": "water", "kind": "comment"}, {6}),
    "no day": ({"since": "soon", "kind": "comment"}, {2, 6}),
    "unknown place": ({"place": "nowhere"}, set()),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_what_fits(archive, name):
    wanted, numbers = FILTERS[name]
    assert set(finding.find(Place(wanted=wanted), 30)[0]) == numbers
    page = archive.client.get("/desk/", wanted)
    assert {
        int(it) for it in re.findall(r'form="selection" name="number" value="(\d+)"', page.content.decode())
    } >= numbers
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4", 4),
        (" 6 ", 6),
        ("https://wire.example/2030/05/4.html", 4),
        ("https://wire.example/2030/05/4.html#comment-6", 6),
        ("http://127.0.0.1/desk/item/2/", 2),
        ("hidden/3.html", 3),
    ],
)
def test_a_number_or_an_address_opens_the_item(archive, typed, number):
    answer = archive.client.get("/desk/", {"words": typed})
    assert (answer.status_code, answer["Location"]) == (303, f"../desk/item/{number}/")


def test_a_number_that_is_none_is_a_word(archive):
    page = archive.client.get("/desk/", {"words": "999"})
    assert page.status_code == 200
    assert "Nothing fits." in words(page)


def test_a_search_looks_at_so_many_and_the_next_page_goes_on(archive, monkeypatch):
    monkeypatch.setattr(finding, "SEARCHED", 2)
    place = Place(wanted={"kind": "comment"})
    assert finding.find(place, 30) == ([6], 5)
    assert finding.find(place.after(5), 30) == ([], 3)
    assert finding.find(place.after(3), 30) == ([2], 0)
    page = archive.get("/desk/?kind=comment")
    assert "Looked at everything down to number 5." in words(page)
    assert "before=5&amp;kind=comment" in page.content.decode()


def test_a_search_asks_a_bounded_number_of_questions(archive):
    wanted = {"words": "tyres", "until": "2030-05-02", "state": "held", "by": "site"}
    with CaptureQueriesContext(connection) as asked:
        assert finding.find(Place(wanted=wanted), 30)[0] == [5]
    assert len(asked) < 30


def test_the_same_and_nearly_the_same_text_are_named(archive):
    publish(Act.author(), {**TEXT, "title": "Tyres!", "body": SPAM + " Call."}, "0" * 64)
    assert [(it.number, it.state) for it in alike(7)] == [(5, "held")]
    assert 50 <= alike(7)[0].share < 100
    assert alike(4) == ()
    page = words(archive.get("/desk/?at=7"))
    assert "Similar texts" in page


def test_what_the_guard_knows_as_the_same_is_the_same(archive):
    at = datetime.now(UTC)
    Seen.objects.bulk_create(Seen(kind="comment", number=it, digest="a" * 64, at=at) for it in (2, 6))
    Seen.objects.create(kind="comment", number=1, digest="", at=at)
    assert [(it.number, it.share) for it in alike(2)] == [(6, 100)]
    assert alike(1) == ()
    told = values(json.loads(Version.objects.get(number=1).fields))
    Seen.objects.filter(number=6).update(digest=digest_of(text_of(told, titled=True)))
    assert [(it.number, it.share) for it in alike(1)] == [(6, 100)], "of what was held nothing is kept"
