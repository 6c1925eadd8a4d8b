"""Readers describe pictures of others, in private, until an editor accepts it."""

import pytest

from handbill.actions.accept import accept, leave_out
from handbill.actions.act import Act, Refused
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.unhide import unhide
from handbill.limits import ALT
from handbill.newswire.offer import Offer
from handbill.record.models import Entry
from tests.cast import Town
from tests.intake.door import Door, rows
from tests.intake.test_media import TEXT, picture, told, town

__all__ = ["town"]
DOOR = "/comment/1/describe/1/"


@pytest.fixture
def shown(door: Door, town: Town) -> Town:
    """An article with a picture that nobody has described, and one that its author has."""
    two = {"media": [picture(), picture("maroon")], "media_alt": ["", "The crane"]}
    assert door.post("/publish/", {**TEXT, **two}).status == 201
    town.go()
    return town


def test_what_a_reader_sees_stands_with_the_picture_once_an_editor_accepts_it(
    door: Door, shown: Town
) -> None:
    page = next(shown.site.public.glob("*/*/1.html"))
    assert page.read_text().count("/describe/") == 1
    assert 'href="../../comment/1/describe/1/"' in page.read_text()
    form = door.get(DOOR)
    source = form.text.partition('<figure class="image"><img src="../../../../')[2].partition('"')[0]
    assert (form.status, (shown.site.public / source).is_file()) == (200, True)
    entries = Entry.objects.count()
    for _ in range(2):
        assert door.post(DOOR, {"text": " Water over stones.\n"}).status == 200
    kept = Offer.objects.get()
    assert (kept.number, kept.k, kept.text, kept.at.second, kept.done_at) == (
        1,
        1,
        "Water over stones.",
        0,
        None,
    )
    assert Entry.objects.count() == entries
    assert door.post("/receipt/", {"receipt": "0" * 32}).status == 404
    accept(Act.site(), kept.id)
    shown.go_and_verify()
    assert told(1, shown.site)["media_1"] is not None
    text = page.read_text()
    assert 'alt="Water over stones."' in text
    assert "Described by a reader." in text
    assert "/describe/" not in text
    with pytest.raises(Refused, match="dealt with"):
        accept(Act.site(), kept.id)
    assert door.post(DOOR, {"text": "Again."}).status == 409


def test_it_goes_with_its_picture_wherever_its_author_puts_it(door: Door, town: Town) -> None:
    answer = door.post("/publish/", {**TEXT, "media": [picture(), picture("maroon")]})
    own = {"receipt": answer.receipt, "action": "revise"}
    first, second = (
        one.partition('"')[0] for one in _shown(door, answer.receipt).split('name="kept_file" value="')[1:]
    )
    door.post(DOOR, {"text": "Teal."})
    door.post("/comment/1/describe/2/", {"text": "Maroon."})
    assert door.post("/receipt/", {**own, "kept_file": [second, first]}).status == 200
    teal, maroon = Offer.objects.order_by("id")
    accept(Act.site(), teal.id, "Teal, and nothing else.")
    town.go_and_verify()
    assert Offer.objects.filter(done_at=None).get() == maroon
    page = next(town.site.public.glob("*/*/1.html")).read_text()
    assert page.index('data-media="2"') < page.index('alt="Teal, and nothing else."')
    assert door.post("/receipt/", {**own, "kept_file": [first]}).status == 200
    with pytest.raises(Refused, match="gone"):
        accept(Act.site(), maroon.id)
    leave_out(Act.site(), maroon.id)
    assert not Offer.objects.filter(done_at=None).exists()


def _shown(door: Door, receipt: str) -> str:
    return door.post("/receipt/", {"receipt": receipt}).text


def test_what_cannot_be_described_is_refused_and_nothing_is_kept(door: Door, shown: Town) -> None:
    door.post("/comment/1/", {"body": "No picture."})
    wrong = []

    def refused(name: str, path: str, form: dict[str, str], status: int) -> None:
        before = rows()
        answer = door.post(path, form)
        if answer.status != status or rows() != before:
            wrong.append((name, answer.status, answer.words[:200]))

    said = {"text": "Stones."}
    refused("described", "/comment/1/describe/2/", said, 409)
    refused("no such picture", "/comment/1/describe/3/", said, 404)
    refused("no such place", "/comment/1/describe/0/", said, 404)
    refused("no picture", "/comment/2/describe/1/", said, 404)
    refused("no item", "/comment/99/describe/1/", said, 404)
    refused("empty", DOOR, {"text": " \n"}, 422)
    refused("too long", DOOR, {"text": "x" * (ALT + 1)}, 422)
    refused("a robot", DOOR, {**said, "website_url": "https://spam.example/"}, 422)
    hide(Act.site(), 1, 1, "It shows a window.")
    refused("hidden", DOOR, said, 409)
    assert door.get(DOOR).status == 409
    unhide(Act.site(), 1, "It does not.")
    assert door.post(DOOR, said).status == 200
    redact(Act.site(), 1, 1, "It shows a window.")
    assert not Offer.objects.exists()
    refused("redacted", DOOR, said, 410)
    assert wrong == []


def test_it_needs_a_form_that_was_opened_here(shown: Town, guarded: Door) -> None:
    before = rows()
    answer = guarded.post(DOOR, {"text": "Stones."})
    assert (answer.status, rows()) == (422, before)
    assert answer.field("text") == "Stones."
    assert guarded.post(DOOR, {"text": "Stones.", "token": answer.field("token")}).status == 200
