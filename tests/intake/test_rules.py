"""Public rules of words through the real doors: what they hold, what is said of it, where they stand, and that a change is a decision."""

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.set_page import set_page
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from tests.cast import Town
from tests.intake.door import Door, rows

WHY = "It has “cheap pill*”, and by a public rule of this site an editor reads such a text first."
BODY = "My neighbour sells CHEAP pillows behind the weir."


def test_a_text_with_a_word_of_the_rules_waits_and_everyone_can_read_why(door, site):
    town = Town(site)
    assert door.post("/publish/", {"title": "Pillows", "body": BODY}).status == 201
    rules = {"title": "Words that wait for an editor", "text": "casino\ncheap pill*"}
    set_page(Act.site(), "rules", **rules)
    one = door.post("/publish/", {"title": "Pillows again", "body": BODY})
    two = door.post("/comment/1/", {"body": BODY})
    assert [(it.status, WHY in it.words) for it in (one, two)] == [(202, True)] * 2
    told = door.client.post("/api/v1/articles", {"title": "x", "body": BODY}, content_type="application/json")
    assert (told.status_code, WHY in told.json()["reason"]) == (202, True)
    hidden = {
        "markdown": ["A cas&#105;no", "cas&shy;ino", "cas**i**no", "c<!-- -->asino casi\u200eno"],
        "html": ["<p>cas&#105;no</p>", "<p>cas&shy;<b>i</b>no</p>"],
        "text": ["cas\u2064ino", "c\u3164asino", "casin\ufe0fo"],
    }
    passed = [
        (body, action)
        for form, bodies in hidden.items()
        for body in bodies
        for action in ("/publish/", "/comment/1/")
        if door.post(action, {"title": "Evening", "body": body, "format": form}).status != 202
    ]
    assert passed == []
    for name in ("byline", "address", "phone"):
        given = {"title": "Evening", "body": "At eight.", name: "cheap pills"}
        assert door.post("/publish/", given).status == 202, name
    assert door.post("/publish/", {"title": "Rain", "body": "It has rained since noon."}).status == 201
    town.go_and_verify()
    page = town.page("guidelines.html")
    assert '<code dir="auto">cheap pill*</code>' in page  # fmt: skip
    entry = Decision.objects.get(kind="set-page", fields__contains="pill")
    decisions = [file.read_text("utf-8") for file in (site.public / "record/decision").glob("*.html")]
    assert [text for text in decisions if "cheap pill*" in text and "guidelines.html#rules" in text], (
        entry.fields
    )
    held = [file for file in site.public.rglob(f"{one.number}.html") if "CHEAP" in file.read_text("utf-8")]
    assert held == []
    set_page(Act.site(), "rules", "Words")
    assert door.post("/publish/", {"title": "Pillows", "body": BODY + " Again."}).status == 201
    town.go_and_verify()
    assert 'id="rules"' not in town.page("guidelines.html")
    assert state_of(one.number) == "held"


def test_what_is_no_rule_changes_nothing(site):
    before = rows()
    with pytest.raises(Refused, match="nearly everything") as refused:
        set_page(Act.site(), "rules", "Words", "casino\n*")
    assert refused.value.status == 422
    assert rows() == before
    assert Door().post("/publish/", {"title": "Casino", "body": "casino"}).status == 201
