"""The queue: one item at hand, one form that decides it and goes on, places that stay where they are."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from handbill.actions.act import Act, this_minute
from handbill.actions.appeal import appeal
from handbill.actions.complain import complain
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.propose import propose
from handbill.actions.publish import publish
from handbill.actions.receive import receive
from handbill.desk.place import Place
from handbill.newswire.complaint import Complaint
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from tests.desk.desk import TEXT, signed_in, token_in, words


def at_hand(page):
    found = re.search(
        r'<form class="decide" method="post" action="[./]*desk/item/(\d+)/"', page.content.decode()
    )
    return int(found[1]) if found else None


def form(page):
    fields = re.findall(
        r'<input type="hidden" name="(token|seen|place)" value="([^"]*)"', page.content.decode()
    )
    found = page.content.decode().index('<form class="decide"')
    after = page.content.decode()[found:]
    fields = re.findall(r'<input type="hidden" name="(token|seen|place)" value="([^"]*)"', after)[:3]
    return {name: value.replace("&amp;", "&") for name, value in fields}


def decide(ines, page, verb, **values):
    number = at_hand(page)
    sent = {**form(page), "verb": verb, **values}
    return number, ines.client.post(f"/desk/item/{number}/", sent)


def follow(ines, response):
    return ines.get("/desk/?" + urlsplit(response["Location"]).query)


def test_deciding_goes_on_to_the_next_one_until_nothing_waits(ines):
    hold(Act.site(), 3, 1, "Is this so?")
    complain(Act.author(), 2, None, "Rude.")
    hide(Act.site(), 1, 1, "Rude.")
    appeal(Act.author(), 1, "It is not.")
    page = ines.get("/desk/")
    number, done = decide(ines, page, "answer", guideline="2", reason="You are right.")
    assert (number, done.status_code) == (1, 303)
    page = follow(ines, done)
    assert "Public reason: “You are right.”" in words(page)
    number, done = decide(ines, page, "dismiss")
    assert (number, done.status_code, Complaint.objects.filter(done_at=None).count()) == (2, 303, 0)
    page = follow(ines, done)
    assert "2: The complaints are dealt with." in words(page)
    number, done = decide(ines, page, "admit", reason="")
    assert (number, done.status_code, state_of(3)) == (3, 303, "listed")
    page = follow(ines, done)
    assert "3: It is on the newswire." in words(page)
    assert "Nothing waits." in words(page)


def in_turn(page):
    html = page.content.decode()
    waiting = html[html.index('aria-labelledby="waiting"') :].partition("</section>")[0]
    return [int(number) for number in re.findall(r'name="number" value="(\d+)"', waiting)]


def test_what_has_to_be_decided_soonest_comes_first(ines):
    """Each kind the oldest first, whatever the numbers; what is held goes before most in the last week of its thirty days."""
    for count in range(4, 12):
        publish(Act.author(), {**TEXT, "title": f"Number {count}"}, f"{count:064}")
    for number in (5, 4):
        hide(Act.site(), number, 1, "Rude.")
        appeal(Act.author(), number, "It is not.")
    for number in (7, 6):
        complain(Act.author(), number, None, "Look.")
    hold(Act.site(), 8, 1, "r")
    hold(replace(Act.site(), at=this_minute() - timedelta(days=24)), 9, 1, "r")
    propose(Act.editor(1), 3, 1, "A name.")
    day = this_minute().date()
    receive(Act.site(), 10, "Soon.", "", day, None)
    receive(Act.site(), 11, "By tomorrow.", "", day, day + timedelta(days=1))
    assert in_turn(ines.get("/desk/")) == [11, 10, 9, 3, 5, 4, 7, 6, 8]
    assert in_turn(ines.get("/desk/?view=appeals")) == [5, 4]
    assert in_turn(ines.get("/desk/?view=held"))[0] == 9
    assert at_hand(ines.get("/desk/")) == 11


def test_more_than_a_page_of_what_waits_goes_on_where_it_ended(ines):
    for count in range(40):
        publish(Act.author(), {**TEXT, "title": f"Number {count}"}, f"{count:064}")
    for number in range(43, 3, -1):
        complain(Act.author(), number, None, "Look.")
    first = ines.get("/desk/?view=complaints")
    assert in_turn(first) == list(range(43, 13, -1))
    assert "view=complaints&amp;before=13" in first.content.decode()
    assert in_turn(ines.get("/desk/?view=complaints&before=13")) == list(range(13, 3, -1))
    assert in_turn(ines.get("/desk/?view=complaints&before=99")) == in_turn(first)


def test_each_editor_gets_another_item(ines):
    for number in (1, 2, 3):
        complain(Act.author(), number, None, "Look.")
    bo, cy = signed_in("Bo"), signed_in("Cy")
    pages = [browser.get("/desk/") for browser in (ines, bo, cy)]
    assert [at_hand(page) for page in pages] == [1, 2, 3]
    assert "Looking at this now: Ines" in words(pages[1])
    number, done = decide(ines, pages[0], "dismiss")
    assert (number, at_hand(follow(ines, done))) == (1, 2)  # nothing else is left to take
    taken = bo.get("/desk/?at=3")  # who asks for an item gets it
    assert at_hand(taken) == 3


def test_after_what_another_decided_it_goes_on(ines):
    """Both have it before them; the second one is told, keeps the words, and goes on from there."""
    for number in (1, 2, 3):
        complain(Act.author(), number, None, "Look.")
    hold(Act.site(), 1, 1, "Is this so?")
    bo = signed_in("Bo")
    pages = [browser.get("/desk/?view=complaints&at=1") for browser in (ines, bo)]
    assert decide(ines, pages[0], "admit", reason="")[1].status_code == 303
    before = Entry.objects.count()
    _number, refused = decide(bo, pages[1], "admit", reason="It is so.")
    assert (refused.status_code, Entry.objects.count()) == (409, before)
    assert "It is so." in words(refused)
    onward = re.search(
        r'href="[./]*desk/(\?view=complaints&amp;at=\d+)" rel="next"', refused.content.decode()
    )
    assert onward
    assert at_hand(bo.get("/desk/" + onward[1].replace("&amp;", "&"))) == 2


def test_an_appeal_that_is_for_others_is_not_at_hand_and_says_so(ines):
    complain(Act.author(), 2, None, "Rude.")
    for number in (1, 3):
        hide(Act.editor(1) if number == 1 else Act.site(), number, 1, "Rude.")
        appeal(Act.author(), number, "It is not.")
    page = ines.get("/desk/")
    assert (in_turn(page), at_hand(page)) == ([1, 3, 2], 3)
    said = "You decided about it, so somebody else answers the appeal."
    assert said not in words(page)
    page = ines.get("/desk/?at=1")
    assert said in words(page)
    assert at_hand(page) == 1
    assert at_hand(signed_in("Bo").get("/desk/?view=appeals")) == 3  # Ines has the first before her
    ines.get("/desk/?view=complaints")
    assert at_hand(signed_in("Cy").get("/desk/?view=appeals")) == 1


def test_it_goes_on_from_the_middle_and_keeps_the_view(ines):
    for number in (1, 2, 3):
        complain(Act.author(), number, None, "Look.")
    page = ines.get("/desk/?view=complaints&at=2")
    number, done = decide(ines, page, "hide", guideline="1", reason="Rude.")
    assert (number, state_of(2)) == (2, "hidden")
    assert parse_qs(urlsplit(done["Location"]).query) == {
        "view": ["complaints"],
        "at": ["3"],
        "done": ["hide"],
        "was": ["2"],
    }
    assert at_hand(follow(ines, done)) == 3


def test_what_somebody_else_decided_meanwhile_is_passed_over(ines):
    for number in (1, 2, 3):
        complain(Act.author(), number, None, "Look.")
    page = ines.get("/desk/?view=complaints")
    Complaint.objects.filter(number=2).delete()
    _number, done = decide(ines, page, "dismiss")
    assert "at=2" in done["Location"]
    assert at_hand(follow(ines, done)) == 3


@pytest.mark.once
def test_an_error_keeps_the_words_and_the_place(ines):
    complain(Act.author(), 3, None, "Look.")
    before = Entry.objects.count()
    number, wrong = decide(ines, ines.get("/desk/?view=complaints"), "hide", reason="Too rude for here.")
    assert (number, wrong.status_code, Entry.objects.count()) == (3, 422, before)
    assert "Say which guideline it breaks." in words(wrong)
    assert "Too rude for here." in words(wrong)
    sent = {"token": token_in(wrong), "verb": "hide", "guideline": "1", "reason": "Too rude for here."}
    kept = re.findall(r'name="place" value="([^"]*)"', wrong.content.decode())
    assert kept == ["view=complaints"]
    done = ines.client.post("/desk/item/3/", {**sent, "place": kept[0]})
    assert "desk/?view=complaints&done=hide&was=3" in done["Location"]


@pytest.mark.once
@pytest.mark.parametrize(
    "place",
    [
        "//evil.example/",
        "https://evil.example/",
        "view=../../x",
        "\r\nSet-Cookie: a=b",
        "at=99999999999999999999",
    ],
)
def test_a_place_leads_nowhere_else(ines, place):
    page = ines.get("/desk/")
    done = ines.client.post(
        "/desk/item/3/", {**form(page), "place": place, "verb": "hide", "guideline": "1", "reason": "r"}
    )
    assert done["Location"] == "../../../desk/?done=hide&was=3"


def test_a_guideline_that_was_chosen_in_vain_is_not_on_the_record(ines):
    hold(Act.site(), 3, 1, "Is this so?")
    _number, done = decide(ines, ines.get("/desk/"), "admit", guideline="2", reason="")
    assert done.status_code == 303
    assert Decision.objects.get(kind="admit").guideline is None


def test_a_page_stays_where_it_is_while_new_items_arrive(ines):
    for count in range(40):
        publish(Act.author(), {**TEXT, "title": f"Number {count}"}, f"{count:064}")
    page = ines.get("/desk/?view=newest")
    older = re.search(r'desk/\?(view=newest&amp;before=\d+)"', page.content.decode())
    assert older
    address = "/desk/?" + older[1].replace("&amp;", "&")
    first = re.findall(r'name="number" value="(\d+)"', ines.get(address).content.decode())
    publish(Act.author(), {**TEXT, "title": "Later"}, "f" * 64)
    assert re.findall(r'name="number" value="(\d+)"', ines.get(address).content.decode()) == first
    shown = re.findall(r'name="number" value="(\d+)"', page.content.decode())
    assert not set(shown) & set(first)
    assert len(shown) == 30


def test_the_last_of_a_page_leads_to_the_next_page(ines):
    for count in range(40):
        publish(Act.author(), {**TEXT, "title": f"Number {count}"}, f"{count:064}")
    last = re.findall(r'name="number" value="(\d+)"', ines.get("/desk/?view=newest").content.decode())[-1]
    _number, done = decide(ines, ines.get(f"/desk/?view=newest&at={last}"), "hide", guideline="1", reason="r")
    assert f"view=newest&before={last}&done=hide" in done["Location"]
    assert at_hand(follow(ines, done)) == int(last) - 1


def test_the_item_at_hand_comes_with_its_context(ines):
    hide(Act.editor(1), 2, 1, "Rude at noon.")
    page = words(ines.get("/desk/?at=2"))
    assert "It is not." in page
    assert "Rude at noon." in page
    around = page.partition("Around it")[2].partition("Decided before")[0]
    assert "It is not." not in around  # it stands above, once
    assert around.index("The well is dry") < around.index("Since Monday, nothing.")
    assert "Around it" in page
    assert "Decided before" in page


def test_a_place_is_read_as_it_was_written():
    place = Place("held", 12, 7, {"topic": "water", "words": "a & b"})
    assert Place.parse(place.query) == place
    assert Place.parse("view=nothing&before=-1&at=x&topic=") == Place()
