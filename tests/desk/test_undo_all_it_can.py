"""Whatever cannot be undone keeps nothing else from being undone, and nobody at the desk: each thing by itself."""

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.comment import comment
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.invite import invite
from handbill.actions.open_ import open_
from handbill.actions.raise_ import raise_
from handbill.actions.redact import redact
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.actions.withdraw import withdraw
from handbill.desk.models import Account
from handbill.desk.undoing import undo_for
from handbill.limits import ADDITIONS
from handbill.newswire.editor import STEWARD, Editor
from handbill.newswire.standing import state_of
from handbill.record.models import Entry, Head
from tests.actions.tables import dump
from tests.desk.desk import invite_only, signed_in_again, words

SITE, BAD = Act.site(), Act.editor(2)
WHY = "The account was in the wrong hands."


@pytest.fixture
def ines(ines):
    """Ines (1), a steward; Bad (2), another, whose account is in the wrong hands: article 3 is hidden."""
    invite_only("Bad")
    Editor.objects.all().update(role=STEWARD)
    return ines


SPOILT = {
    "hide": (lambda: None, lambda: hide(BAD, 1, 3, "Gone.")),
    "unhide": (lambda: hide(SITE, 1, 3, "Rude."), lambda: unhide(BAD, 1, "Back.")),
    "feature": (lambda: None, lambda: feature(BAD, 1, "Buy.")),
    "unfeature": (lambda: feature(SITE, 1, "It matters."), lambda: unfeature(BAD, 1, "It does not.")),
    "classify": (lambda: None, lambda: classify(BAD, 1, "Elsewhere.", genre="question")),
    "close": (lambda: None, lambda: close(BAD, 1, "Enough.")),
    "open": (lambda: close(SITE, 1, "Enough."), lambda: open_(BAD, 1, "More.")),
    "raise": (lambda: None, lambda: raise_(BAD, 2, "Up.")),
    "unraise": (lambda: raise_(SITE, 2, "It adds."), lambda: unraise(BAD, 2, "Down.")),
}
ENDS = {
    "redacted": lambda number: redact(SITE, number, 3, "It names a child."),
    "withdrawn": lambda number: withdraw(Act.author(), number),
}


def stolen(browser) -> str:
    """The desk's form; what it says then."""
    page = browser.post("/desk/editors/", action="undo", number="2", reason=WHY)
    assert page.status_code == 200, words(page)
    return words(page)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("verb", SPOILT)
def test_an_item_that_is_gone_keeps_nothing_else(ines, verb, end):
    before, spoil = SPOILT[verb]
    before()
    spoil()
    hide(BAD, 3, 3, "Gone too.")
    ENDS[end](2 if "raise" in verb else 1)
    assert "unhide: 1" in stolen(ines)
    assert state_of(3) == "listed"
    assert Editor.objects.get(number=2).dismissed_at is not None


@pytest.mark.once
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("verb", SPOILT)
def test_so_at_the_shell(ines, verb, end):
    before, spoil = SPOILT[verb]
    before()
    spoil()
    hide(BAD, 3, 3, "Gone too.")
    ENDS[end](2 if "raise" in verb else 1)
    said = undo_for("editor/2", None, WHY, None, lambda _done: None, dismissing=True)
    assert said == ["dismiss: 1", "unhide: 1"]
    assert state_of(3) == "listed"


def test_what_is_refused_is_named_and_the_rest_is_done(ines):
    raise_(SITE, 2, "It adds.")
    unraise(BAD, 2, "Down.")
    for _more in range(ADDITIONS):
        raise_(
            SITE, comment(Act.author(), 1, {"body": "And.", "format": "text"}, "d" * 64).number, "It adds."
        )
    hide(BAD, 3, 3, "Gone.")
    said = stolen(ines)
    assert "comment/2 is left as it is" in said
    assert ["dismiss: 1" in said, "unhide: 1" in said] == [True, True]
    assert state_of(3) == "listed"


def test_what_cannot_stand_as_it_did_is_named(ines):
    """It cannot be raised again while it is hidden, and who hid it was somebody else."""
    raise_(SITE, 2, "It adds.")
    unraise(BAD, 2, "Down.")
    hide(SITE, 2, 3, "Rude.")
    hide(BAD, 3, 3, "Gone.")
    before = Entry.objects.count()
    said = undo_for("editor/2", None, WHY, None, lambda _done: None, dismissing=True)
    assert said[:2] == ["dismiss: 1", "unhide: 1"]
    assert said[2].startswith("comment/2 is left as it is: ")
    assert (Entry.objects.count(), state_of(2)) == (before + 2, "hidden")


def test_an_article_is_put_back_before_it_is_featured_again(ines):
    feature(SITE, 1, "It matters.")
    unfeature(BAD, 1, "It does not.")
    hide(BAD, 1, 3, "Gone.")
    said = undo_for("editor/2", None, WHY, None, lambda _done: None, dismissing=False)
    assert said == ["feature: 1", "unhide: 1"]


def test_whoever_undoes_is_not_dismissed_by_it(ines):
    """Bo undoes what the one did who brought them in."""
    invited = invite(BAD, "Bo", STEWARD)
    bo = signed_in_again(Account.objects.create(name="bo-signs-in", editor=invited, password="!"))
    hide(BAD, 1, 3, "Gone.")
    assert "editor/3 is left as it is: This editor invited you." in stolen(bo)
    assert state_of(1) == "listed"
    assert Editor.objects.get(number=3).dismissed_at is None


def test_where_nothing_can_be_done_nothing_is(ines):
    """A database that is older than what readers see takes no act; that is no reason to leave things out."""
    hide(BAD, 1, 3, "Gone.")
    Head.objects.update_or_create(id=1, defaults={"size": 0, "root": b"", "checkpoint": "", "behind": True})
    before = dump()
    with pytest.raises(Refused) as refused:
        undo_for("editor/2", None, WHY, None, lambda _done: None, dismissing=False)
    assert refused.value.status == 503
    assert dump() == before
