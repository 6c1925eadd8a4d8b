"""Who may do what: one table of role, verb and state, as docs/editing.md shows it and as both doors keep it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from handbill.actions.act import Act, Refused
from handbill.actions.appeal import appeal
from handbill.actions.attach import Wanted
from handbill.actions.hide import hide
from handbill.actions.invite import invite
from handbill.actions.keep import keep
from handbill.actions.publish import publish
from handbill.actions.revise import revise
from handbill.cleaning.media.cleaned import Cleaned, Made
from handbill.desk import acting
from handbill.desk.acting import act
from handbill.desk.order import Order
from handbill.desk.rights import APPEALED, CLOSED, FEATURED, PICTURED, PROPOSED, RAISED, RIGHTS, TRANSLATED
from handbill.desk.subjects import Subject
from handbill.desk.verbs import VERBS, possible
from handbill.newswire.editor import EDITOR, STEWARD, Editor
from handbill.record.models import Entry
from handbill.settings import Settings
from tests.desk.desk import TEXT, signed_in, words

EDITING = Path(__file__).parents[2] / "docs" / "editing.md"
MARKS = {
    "": ("", ""),
    "is featured": (FEATURED, ""),
    "is appealed": (APPEALED, ""),
    "is not closed": ("", CLOSED),
    "is closed": (CLOSED, ""),
    "is not raised": ("", RAISED),
    "is raised": (RAISED, ""),
    "is not proposed to be redacted": ("", PROPOSED),
    "is proposed to be redacted": (PROPOSED, ""),
    "is appealed and not proposed to be redacted": (APPEALED, PROPOSED),
    "is translated": (TRANSLATED, ""),
    "has a picture": (PICTURED, ""),
}


def told() -> dict[str, tuple[set[str], set[str], tuple[str, str]]]:
    """Read the table of docs/editing.md: by verb the roles, the states, the marks."""
    section = EDITING.read_text("utf-8").partition("## Who may do what")[2].partition("\n## ")[0]
    found = {}
    for row in re.findall(r"^\| `.*\|$", section, re.MULTILINE):
        verb, editor, steward, states, marks = (cell.strip() for cell in row.strip("|").split("|"))
        roles = {role for role, yes in ((EDITOR, editor), (STEWARD, steward)) if yes == "yes"}
        found[verb.strip("`")] = (roles, set(states.split(", ")) - {""}, MARKS[marks])
    return found


def test_the_table_is_the_one_that_editors_read():
    assert told() == {
        verb: (set(right.roles), set(right.states), (right.marked, right.unmarked))
        for verb, right in RIGHTS.items()
    }


def test_every_verb_has_its_rights():
    assert RIGHTS.keys() == VERBS.keys() | {"invite"}
    items = {verb.name for verb in VERBS.values() if verb.nouns <= {"article", "comment"}}
    assert {verb for verb, right in RIGHTS.items() if right.states} == items


# The roles.


def test_whoever_comes_first_is_a_steward(wire):
    roles = [invite(Act.site(), name).role for name in ("Ines", "Bo")]
    roles.append(invite(Act.site(), "Ada", STEWARD).role)
    assert roles == [STEWARD, EDITOR, STEWARD]
    said = [bytes(row.body) for row in Entry.objects.order_by("-pk")[:3]]
    assert all(b"steward" not in body for body in said)  # the entry commits to it; it stands in the decision


def test_where_no_steward_is_left_the_next_one_is(wire):
    invite(Act.site(), "Ines")
    act("dismiss", "editor/1", reason="Moved away.")
    assert invite(Act.site(), "Bo").role == STEWARD


@pytest.fixture
def bo(ines):
    """Bo, an editor, signed in beside the steward Ines."""
    return signed_in("Bo")


STEWARDS_ALONE: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "the rules": ("pages/rules/", "set-page", "rules", {"title": "Words", "text": "casino"}),
    "a page": ("pages/about/", "set-page", "about", {"title": "We", "text": "Us."}),
    "a topic": ("pages/topic/river/", "set-page", "topic/river", {"title": "River"}),
    "a guideline": ("pages/guideline/1/", "set-guidelines", "guideline/1", {"title": "No", "text": "Never."}),
    "a new one": ("pages/guideline/new/", "set-guidelines", "site", {"title": "No", "text": "Never."}),
    "a dismissal": ("editors/", "dismiss", "editor/1", {"reason": "I want it."}),
}


@pytest.mark.once
@pytest.mark.parametrize("what", STEWARDS_ALONE)
def test_what_only_a_steward_may_do_is_refused_at_both_doors(bo, what):
    path, verb, subject, given = STEWARDS_ALONE[what]
    before = Entry.objects.count()
    form = {"action": "dismiss", "number": "1", **given} if verb == "dismiss" else given
    answered = bo.post(f"/desk/{path}", seen="/desk/", **form)
    assert answered.status_code == 403
    assert "Only a steward may do that. Ask one: Ines." in words(answered)
    with pytest.raises(Refused) as refused:
        act(verb, subject, editor="Bo", **given)
    assert refused.value.status == 403
    assert Entry.objects.count() == before
    act(verb, subject, editor="Ines", **given)
    assert Entry.objects.count() == before + 1


@pytest.mark.once
def test_what_was_typed_is_given_back(bo):
    answered = bo.post("/desk/pages/about/", seen="/desk/", title="We", text="All that I wrote.")
    assert "All that I wrote." in words(answered)


def test_an_editor_invites_nobody(bo):
    before = Entry.objects.count()
    answered = bo.post("/desk/editors/", seen="/desk/", action="invite", name="Cy", role="steward")
    assert answered.status_code == 403
    assert "Only a steward" in words(answered)
    assert (Entry.objects.count(), Editor.objects.count()) == (before, 2)


def test_pages_offer_an_editor_only_what_they_may_do(bo, ines):
    for path, offered in (
        ("editors/", "Invite someone"),
        ("pages/", "Write a new guideline"),
        ("pages/about/", "Save for everyone to see"),
    ):
        assert offered in words(ines.get(f"/desk/{path}"))
        page = words(bo.get(f"/desk/{path}"))
        assert offered not in page
        assert "Only a steward may do that. Ask one: Ines." in page
    assert "steward" in words(ines.get("/desk/editors/"))


def test_a_steward_invites_a_steward(ines):
    answered = ines.post("/desk/editors/", action="invite", name="Cy", role="steward")
    assert answered.status_code == 200
    assert Editor.objects.get(name="Cy").role == STEWARD
    ines.post("/desk/editors/", action="invite", name="Dee")
    assert Editor.objects.get(name="Dee").role == EDITOR
    before = Entry.objects.count()
    again = ines.post("/desk/editors/", action="invite", name="Dee", role="steward")
    assert again.status_code == 409
    assert "invited as an editor" in words(again)
    assert (Entry.objects.count(), Editor.objects.get(name="Dee").role) == (before, EDITOR)


def test_an_editor_decides_about_items(bo):
    assert bo.post("/desk/item/1/", verb="hide", guideline="1", reason="Rude.").status_code == 303
    assert json.loads(bytes(Entry.objects.latest("pk").body))["by"] == "editor:2"


# The states: what the table says is what the verbs do.

GIVEN: dict[str, dict[str, Any]] = {
    "hide": {"guideline": 1},
    "hold": {"guideline": 1},
    "redact": {"guideline": 1},
    "classify": {"genre": "commentary"},
    "translate": {"translation": 4},
    "untranslate": {"translation": 5},
    "blur": {"guideline": 1, "field": "media_1", "parts": ("0,0,10,10",), "source": "a" * 64},
}
WAYS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "listed": [],
    "listed featured": [("feature", {})],
    "held": [("hold", {"guideline": 1})],
    "held featured": [("feature", {}), ("hold", {"guideline": 1})],
    "hidden": [("hide", {"guideline": 1})],
    "listed closed": [("close", {})],
    "hidden closed": [("close", {}), ("hide", {"guideline": 1})],
    "hidden featured": [("feature", {}), ("hide", {"guideline": 1})],
    "listed raised": [("raise", {})],
    "held raised": [("raise", {}), ("hold", {"guideline": 1})],
    "hidden raised": [("raise", {}), ("hide", {"guideline": 1})],
    "held proposed": [("redact", {"guideline": 1, "editor": "Ines"})],
    "hidden proposed": [
        ("hide", {"guideline": 1}),
        ("redact", {"guideline": 1, "editor": "Ines"}),
    ],
    "listed translated": [("translate", {"translation": 5})],
    "hidden translated": [("translate", {"translation": 5}), ("hide", {"guideline": 1})],
    "redacted": [("redact", {"guideline": 1})],
    "listed pictured": [("picture", {})],
    "held pictured": [("picture", {}), ("hold", {"guideline": 1})],
    "redacted pictured": [("picture", {}), ("redact", {"guideline": 1})],
}


def made(site: Settings, letter: str) -> Cleaned:
    """A picture that was cleaned, as far as a verb looks at it."""
    file = site.data / "made.jpg"
    file.write_bytes(b"a picture")
    return Cleaned("image", (Made(file, "image/jpeg", letter * 64, 9, 480, 320),))


def picture(site: Settings, number: int) -> None:
    """The author of an item adds one to it."""
    row = keep("0" * 32, made(site, "a"), Act.site().at)
    text = {"body": "See.", "format": "text"} | ({"title": "A picture"} if number == 1 else {})
    revise(Act.author(), number, text, media=[Wanted(row.id)])


@pytest.mark.once
@pytest.mark.parametrize("appealed", [False, True])
@pytest.mark.parametrize("noun", ["article", "comment"])
@pytest.mark.parametrize("way", WAYS)
def test_the_table_says_what_the_verbs_do(town, way, noun, appealed):
    invite(Act.site(), "Bo")
    number = 1 if noun == "article" else 2
    for language, receipt in (("es", "d"), ("fr", "e")):  # 4 and 5
        publish(Act.author(), {**TEXT, "language": language}, receipt * 64)
    state, _, mark = way.partition(" ")
    if (mark in {FEATURED, CLOSED, TRANSLATED} and noun == "comment") or (
        mark == RAISED and noun == "article"
    ):
        return
    for before, given in WAYS[way]:
        if before == "picture":
            picture(town, number)
            continue
        act(before, f"{noun}/{number}", reason="" if before == "translate" else "r", **given)
    if appealed and state == "listed":
        hide(Act.site(), number, 1, "r")
        appeal(Act.author(), number, "Please.")
        act("unhide", f"{noun}/{number}", reason="r")
    elif appealed:
        appeal(Act.author(), number, "Please.")
    here = frozenset({state, *([mark] if mark else []), *([APPEALED] if appealed else [])})
    offered = {verb.name for verb in possible(EDITOR, noun, here)}
    for verb in (verb for verb in VERBS.values() if noun in verb.nouns):
        order = Order(
            verb.name,
            Subject(noun, number),
            reason="" if verb.name == "translate" else "r",
            **GIVEN.get(verb.name, {}),
            made=made(town, "b") if verb.name == "blur" else None,
        )
        status = 0
        with transaction.atomic():
            try:
                with transaction.atomic():
                    acting.do(Act.editor(2), order)
            except Refused as refused:
                status = refused.status
            transaction.set_rollback(True)
        assert status in (
            {0} if verb.name in offered else {404, 409, 410} if verb.name == "blur" else {409, 410}
        ), verb.name
