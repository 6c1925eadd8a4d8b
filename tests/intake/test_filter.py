"""The filter behind the real doors: what it holds is not public and says why; what teaches it, and what takes that back."""

import threading

import pytest
from django.db import connections

from handbill.actions.act import Act
from handbill.actions.admit import admit
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.guard import lessons
from handbill.guard.models import Lesson, Token
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing, state_of
from tests.cast import RENT, Town
from tests.guard.lore import HONEST, Lore, teach
from tests.intake.door import Door

WHY = "It looks like texts that editors hid as spam, so an editor reads it first. The filter may be wrong."
SPAM = 4  # the guideline


@pytest.fixture
def taught(door: Door) -> Door:
    teach(20)
    return door


def test_spam_is_held_with_a_reason_that_its_writer_is_shown_and_honest_texts_pass(taught, site):
    lore, town = Lore(5), Town(site)
    first = taught.post("/publish/", lore.honest())
    assert first.status == 201
    for language in HONEST:
        spam = lore.spam(language)
        for path in ("/publish/", f"/comment/{first.number}/"):
            answer = taught.post(path, spam)
            assert (answer.status, WHY in answer.words) == (202, True), (language, path, answer.words)
            told = Standing.objects.get(number=answer.number, over=False)
            assert (told.state, told.guard) == ("held", True)
            entry = Decision.objects.get(number=answer.number, kind="hold")
            assert (entry.by, WHY in entry.fields) == ("site", True)
        assert taught.post("/publish/", lore.honest(language)).status == 201
        assert taught.post(f"/comment/{first.number}/", lore.honest(language)).status == 201
    code = first.receipt
    for action in ("amend", "revise"):
        if action == "revise":
            admit(Act.site(), first.number)
        answer = taught.post("/receipt/", {"receipt": code, "action": action, **lore.spam()})
        assert answer.status == 200
        assert state_of(first.number) == "held", action
    hold_ = taught.client.post("/api/v1/articles", lore.spam(), content_type="application/json")
    assert (hold_.status_code, hold_.json()["reason"]) == (202, WHY)
    town.go()
    public = "".join(file.read_text("utf-8") for file in site.public.rglob("*.html"))
    assert [word for word in ("casino", "pastillas", "赌场", "https://pills.example") if word in public] == []
    assert WHY in public


def side(number: int) -> bool | None:
    """What the filter learnt from an item: spam, none, nothing."""
    found = Lesson.objects.filter(number=number).first()
    return found.spam if found else None


def test_who_teaches_what_and_what_takes_it_back(site):
    town = Town(site)
    town.nora()
    desk, program, shell = town.desk(), town.operator(), Act("site", town.now, "shell")
    one, two, three = (town.publish({**RENT, "title": f"Cheap pills {at}"}) for at in range(3))
    hide(program, one, None, "It came so.")
    unhide(program, one, "It is fine.")
    assert side(one) is None  # the program teaches nothing
    hide(desk, one, SPAM, "It sells.")
    hide(shell, two, SPAM, "It sells.")
    assert (side(one), side(two)) == (True, True)
    unhide(desk, one, "It does not.")
    assert side(one) is False
    hide(desk, one, 1, "It demeans.")  # another guideline: nothing is learnt, and what was is taken back
    assert side(one) is None
    hold(desk, three, 2, "Is it a threat?")
    assert side(three) is None
    admit(desk, three)
    assert side(three) is False
    revise(town.author(), three, RENT)
    assert side(three) is False
    revise(town.author(), three, RENT, forget=True)
    assert side(three) is None
    admit_again = town.publish(RENT)
    hold(desk, admit_again, 2, "Read it first.")
    admit(desk, admit_again)
    redact(desk, admit_again, 3, "A telephone number.", field="title")
    assert side(admit_again) is None
    assert side(two) is True
    withdraw(town.author(), two)
    assert side(two) is None
    assert not Lesson.objects.exists()
    assert lessons.known([lessons.TOTALS]) == {lessons.TOTALS: (0, 0)}


def test_beside_each_spam_stands_one_item_that_was_left_for_three_days(site):
    town = Town(site)
    town.nora()
    old = [town.publish({**RENT, "title": f"Rents {at}"}) for at in range(3)]
    hide(town.desk(), old[2], 6, "No news.")
    town.later(days=2)
    younger = town.publish({**RENT, "title": "Two days"})
    town.later(days=1)
    spam = [town.publish({**RENT, "title": f"Cheap pills {at}"}) for at in range(3)]
    for number in spam:
        hide(town.desk(), number, SPAM, "It sells.")
    assert [side(number) for number in spam] == [True] * 3
    assert [side(number) for number in (*old, younger)] == [False, False, None, None]
    hide(town.desk(), old[0], SPAM, "It sells too.")
    assert side(old[0]) is True
    assert Decision.objects.filter(kind="hide").count() == 5


def test_what_was_read_teaches_before_what_may_be_there_for_it(site):
    town = Town(site)
    town.nora()
    answered, read, left = (town.publish({**RENT, "title": f"Rents {at}"}) for at in range(3))
    sleepers = [town.comment(answered, {"body": f"Cheap pills {at}", "format": "text"}) for at in range(3)]
    featured = town.publish({**RENT, "title": "The flood"})
    feature(town.desk(), featured, "Read it.")
    assert side(featured) is False
    town.later(days=4)
    taught = []
    for at in range(4):
        hide(town.desk(), town.publish({**RENT, "title": f"Loans {at}"}), SPAM, "It sells.")
        taught += [it for it in (answered, read, left, *sleepers) if side(it) is False and it not in taught]
    assert taught == [answered, left, read, sleepers[-1]]


def test_little_but_links_is_held_with_words_and_is_not_public(door, site):
    answer = door.post(
        "/publish/", {"title": "Look", "body": "https://a.example https://b.example https://c.example"}
    )
    assert (answer.status, "It is little but links" in answer.words) == (202, True)
    Town(site).go()
    assert not [file for file in site.public.rglob("*.html") if "b.example" in file.read_text("utf-8")]


def test_two_who_hide_spam_at_once_learn_each_from_another_honest_item(site):
    """Else one of the two decisions would fail, or one lesson stand in the counts twice."""
    town = Town(site)
    town.nora()
    old = [town.publish({**RENT, "title": f"Rents {at}"}) for at in range(6)]
    town.later(days=4)
    spam = [town.publish({**RENT, "title": f"Cheap pills {at}"}) for at in range(6)]
    start = threading.Barrier(6)
    failed: list[Exception] = []

    def run(number: int) -> None:
        start.wait()
        try:
            hide(town.desk(), number, SPAM, "It sells.")
        except Exception as error:  # noqa: BLE001 - whatever it is
            failed.append(error)
        connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in spam]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [side(number) for number in (*old, *spam)] == [False] * 6 + [True] * 6
    kept = [(one.spam, lessons.unpacked(one.tokens)) for one in Lesson.objects.all()]
    there = {row[0]: row[1:] for row in Token.objects.values_list("token", "spam", "fine")}
    assert there == lessons.counted(kept)
