"""What a verb refuses leaves no trace: not a row, not an entry, not a number."""

import pytest
from django.db import transaction

from handbill.actions.act import Refused
from handbill.actions.admit import admit
from handbill.actions.amend import amend
from handbill.actions.answer import answer
from handbill.actions.appeal import appeal
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.complain import complain
from handbill.actions.dismiss import dismiss
from handbill.actions.feature import feature
from handbill.actions.grant import grant
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.invite import invite
from handbill.actions.open_ import open_
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from tests.actions.tables import dump
from tests.cast import BRIDGE, DOUBT, FLOOD, HELD, RENT, SLOW, VANE, Town

LISTED, SLOWED, HIDDEN, WAITS, GONE, AWAY, COMMENT, FEATURED, CLOSED = range(1, 10)
"""The numbers in a town where each state has its article; one comment, one feature, one closed to comments."""
NOBODY = 99
WORDS = "Because."


def with_each_state(site):
    town = Town(site)
    town.nora()
    dismiss(town.operator(), town.idris(), "Moved away.")
    with transaction.atomic():
        for values, verdict in (
            (FLOOD, None),
            (RENT, SLOW),
            (VANE, None),
            (VANE, HELD),
            (BRIDGE, None),
            (VANE, None),
        ):
            town.publish(values, verdict) if verdict else town.publish(values)
        town.comment(LISTED)
        town.publish(FLOOD)
        hide(town.desk(), HIDDEN, 3, WORDS)
        withdraw(town.author(), GONE)
        redact(town.desk(), AWAY, 3, WORDS)
        feature(town.desk(), FEATURED, WORDS)
        town.publish(FLOOD)
        close(town.desk(), CLOSED, WORDS)
    return town.now


pytestmark = pytest.mark.grown(how=with_each_state)


@pytest.fixture
def town(site, told):
    return Town(site, told)


DESK = {
    "hide": lambda act, number: hide(act, number, 3, WORDS),
    "unhide": lambda act, number: unhide(act, number, WORDS),
    "hold": lambda act, number: hold(act, number, 3, WORDS),
    "admit": lambda act, number: admit(act, number, WORDS),
    "redact": lambda act, number: redact(act, number, 3, WORDS),
    "redact a field": lambda act, number: redact(act, number, 3, WORDS, field="body"),
    "feature": lambda act, number: feature(act, number, WORDS),
    "unfeature": lambda act, number: unfeature(act, number, WORDS),
    "classify": lambda act, number: classify(act, number, WORDS, genre="question", topics=()),
    "close": lambda act, number: close(act, number, WORDS),
    "open": lambda act, number: open_(act, number, WORDS),
    "answer": lambda act, number: answer(act, number, WORDS),
    "grant": lambda act, number: grant(act, number, WORDS),
}
AUTHOR = {
    "revise": lambda act, number: revise(act, number, BRIDGE),
    "amend": lambda act, number: amend(act, number, {"body": WORDS, "format": "text"}),
    "withdraw": withdraw,
    "appeal": lambda act, number: appeal(act, number, WORDS),
    "complain": lambda act, number: complain(act, number, 3, WORDS),
}
REFUSED = {
    "hide": {HIDDEN: 409, GONE: 410, AWAY: 410},
    "unhide": {
        **dict.fromkeys((LISTED, SLOWED, WAITS, COMMENT, FEATURED, CLOSED), 409),
        GONE: 410,
        AWAY: 410,
    },
    "hold": {HIDDEN: 409, WAITS: 409, GONE: 410, AWAY: 410},
    "admit": {
        **dict.fromkeys((LISTED, HIDDEN, COMMENT, FEATURED, CLOSED), 409),
        GONE: 410,
        AWAY: 410,
    },
    "redact": {GONE: 410, AWAY: 410},
    "redact a field": {GONE: 410, AWAY: 410},
    "feature": {SLOWED: 409, HIDDEN: 409, WAITS: 409, GONE: 410, AWAY: 410, COMMENT: 404},
    "unfeature": {
        **dict.fromkeys((LISTED, SLOWED, HIDDEN, WAITS, CLOSED), 409),
        GONE: 410,
        AWAY: 410,
        COMMENT: 404,
    },
    "classify": {GONE: 410, AWAY: 410, COMMENT: 404},
    "close": {GONE: 410, AWAY: 410, COMMENT: 404, CLOSED: 409},
    "open": {
        **dict.fromkeys((LISTED, SLOWED, HIDDEN, WAITS, FEATURED), 409),
        GONE: 410,
        AWAY: 410,
        COMMENT: 404,
    },
    "answer": dict.fromkeys((LISTED, SLOWED, HIDDEN, WAITS, GONE, AWAY, COMMENT, FEATURED, CLOSED), 409),
    "grant": dict.fromkeys((LISTED, SLOWED, HIDDEN, WAITS, GONE, AWAY, COMMENT, FEATURED, CLOSED), 409),
    "revise": {GONE: 410, AWAY: 410},
    "amend": {GONE: 410, AWAY: 410},
    "withdraw": {GONE: 410, AWAY: 410},
    "appeal": dict.fromkeys((LISTED, SLOWED, GONE, COMMENT, FEATURED, CLOSED), 409),
    "complain": {},
}
"""By verb: the status where it is refused; everywhere else it is done."""


def refused(town, status, act, *given):
    before = dump()
    with pytest.raises(Refused) as refusal:
        act(*given)
    assert refusal.value.status == status
    assert str(refusal.value)
    assert dump() == before


@pytest.mark.once
@pytest.mark.parametrize("verb", REFUSED)
def test_by_state(town, verb):
    act = town.desk() if verb in DESK else town.author()
    do = {**DESK, **AUTHOR}[verb]
    for number in (LISTED, SLOWED, HIDDEN, WAITS, GONE, AWAY, COMMENT, FEATURED, CLOSED):
        status = REFUSED[verb].get(number)
        if status:
            refused(town, status, do, act, number)
        else:
            with transaction.atomic():
                before = dump()
                do(act, number)
                assert dump() != before
                transaction.set_rollback(True)
    refused(town, 404, do, act, NOBODY)


@pytest.mark.parametrize("verb", [one for one in DESK if one not in {"answer", "grant"}])
def test_by_who_is_not_at_the_desk(town, verb):
    """A dismissed editor, and one who never was, decide nothing: whatever the state would allow."""
    allowed = {"unhide": HIDDEN, "admit": WAITS, "unfeature": FEATURED, "open": CLOSED}.get(verb, LISTED)
    for editor in (2, 17):
        refused(town, 403, DESK[verb], town.desk(editor), allowed)


@pytest.mark.parametrize("verb", [hide, hold, redact])
def test_by_a_guideline_that_is_not_there(town, verb):
    refused(town, 404, verb, town.desk(), LISTED, NOBODY, WORDS)


@pytest.mark.parametrize("field", ["phone", "html", "format", "forget", "number", ""])
def test_a_field_that_cannot_be_redacted_alone(town, field):
    refused(town, 404, lambda: redact(town.desk(), LISTED, 3, WORDS, field=field))


@pytest.mark.parametrize(
    ("article", "status"),
    [(HIDDEN, 409), (WAITS, 409), (GONE, 410), (AWAY, 410), (CLOSED, 409), (COMMENT, 404), (NOBODY, 404)],
)
def test_a_comment_where_none_can_be(town, article, status):
    refused(town, status, town.comment, article)


def test_a_comment_that_answers_one_of_another_article(town):
    for target in (FEATURED, NOBODY):
        refused(town, 404, town.comment, LISTED, {**DOUBT, "reply_to": target})
    refused(town, 404, town.comment, FEATURED, {**DOUBT, "reply_to": COMMENT})


@pytest.mark.parametrize(("article", "status"), [(GONE, 410), (AWAY, 410), (COMMENT, 404), (NOBODY, 404)])
def test_an_imported_comment_where_none_can_be(town, article, status):
    refused(town, status, town.bring, DOUBT, article)


def test_a_feature_with_what_is_no_article(town):
    for related in ((COMMENT,), (NOBODY,), (SLOWED, NOBODY)):
        refused(town, 404, feature, town.desk(), LISTED, WORDS, related)


def test_one_appeal_at_a_time_and_one_answer(town):
    appeal(town.author(), HIDDEN, WORDS)
    refused(town, 409, appeal, town.author(), HIDDEN, WORDS)
    answer(town.desk(), HIDDEN, WORDS)
    refused(town, 409, answer, town.desk(), HIDDEN, WORDS)
    appeal(town.author(), HIDDEN, WORDS)
    town.go_and_verify()


def test_editors(town):
    refused(town, 409, invite, town.operator(), "nora")
    refused(town, 409, invite, town.operator(), "Idris")
    refused(town, 404, dismiss, town.operator(), 17, WORDS)
    refused(town, 409, dismiss, town.operator(), 2, WORDS)
    refused(town, 403, invite, town.desk(2), "Mara")


@pytest.mark.parametrize(
    "name", ["topic/Water", "topic/", "topic/a/b", "genre/gossip", "index", "about/us", "../x", ""]
)
def test_a_page_that_cannot_be(town, name):
    refused(town, 404, set_page, town.operator(), name, "Title")


def test_a_guideline_that_is_not_there(town):
    refused(town, 404, set_guidelines, town.operator(), NOBODY, "Title", "Text")


def test_what_breaks_the_format_is_no_act(town):
    """An editor hides by a guideline; the record would not take it otherwise, so nothing is changed either."""
    before = dump()
    for act in (
        lambda: hide(town.desk(), LISTED, None, WORDS),
        lambda: redact(town.desk(), LISTED, None, WORDS),
        lambda: hide(town.author(), LISTED, 3, WORDS),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            act()
        assert dump() == before
