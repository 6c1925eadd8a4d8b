"""Descriptions that readers offer, at the desk."""

import json

import pytest

from handbill.actions.act import Act
from handbill.actions.attach import Wanted, present
from handbill.actions.keep import keep
from handbill.actions.offer import offer
from handbill.actions.publish import publish
from handbill.cleaning.media.cleaned import Cleaned, Made
from handbill.limits import ALT
from handbill.newswire.decision import Decision
from handbill.newswire.offer import Offer
from handbill.settings import Settings
from tests.desk.desk import Browser, words


@pytest.fixture
def pictured(ines: Browser, site: Settings) -> int:
    """An article with a picture that nobody has described."""
    file = site.data / "made.jpg"
    file.write_bytes(b"a picture")
    made = Made(file, "image/jpeg", "a" * 64, 9, 480, 320)
    row = keep("0" * 32, Cleaned("image", (made,)), Act.site().at)
    text = {"title": "The crane", "body": "It fell.", "format": "text"}
    return publish(Act.author(), text, "d" * 64, media=[Wanted(row.id)]).number


def test_an_editor_adds_what_a_reader_saw_or_leaves_it_out(ines: Browser, pictured: int) -> None:
    assert "Descriptions (" not in words(ines.get("/desk/"))
    first = offer(Act.author(), pictured, 1, "A boat.")
    second = offer(Act.author(), pictured, 1, "The crane lys on the quay.")
    assert "Descriptions (2)" in words(ines.get("/desk/"))
    page = ines.get("/desk/descriptions/")
    assert "The crane lys on the quay." in words(page)
    picture = page.content.decode().partition('<img src="../../')[2].partition('"')[0]
    assert ines.get(f"/{picture}").status_code == 200
    left = ines.post("/desk/descriptions/", action="leave", it=str(first.id), text="A boat.")
    assert left.status_code == 303
    for wrong in ("", "x" * (ALT + 1)):
        assert (
            ines.post("/desk/descriptions/", action="accept", it=str(second.id), text=wrong).status_code
            == 422
        )
    assert not Decision.objects.filter(kind="describe").exists()
    mended = {"it": str(second.id), "text": "The crane lies on the quay."}
    assert ines.post("/desk/descriptions/", action="accept", **mended).status_code == 303
    assert present(pictured)[1]["alt"] == "The crane lies on the quay."
    decision = Decision.objects.get(kind="describe")
    assert (decision.by, "lies on the quay" in json.dumps(decision.fields)) == ("editor:1", True)
    for gone, status in ((first.id, 409), (second.id, 409), (99, 404)):
        answer = ines.post("/desk/descriptions/", action="accept", it=str(gone), text="Again.")
        assert answer.status_code == status
    assert Decision.objects.filter(kind="describe").count() == 1
    assert not Offer.objects.filter(done_at=None).exists()
