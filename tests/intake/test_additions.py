"""Files through the receipt: added, replaced, put into another order, left out; seen by who has it, whatever the item's state."""

import json
from typing import Any

import pytest

from handbill.actions.act import Act
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.unhide import unhide
from handbill.limits import FORM_LIFE
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Answer, Door, rows
from tests.intake.test_media import CANARY, TEXT, broken, everything, files, picture, told, town
from tests.intake.test_receipt import Author

__all__ = ["town"]


class Photographer(Author):
    """Who published two pictures and kept the receipt."""

    number = 0

    def ids(self) -> list[str]:
        return list(map(str, _ids(self.number)))

    def captions(self, site: Settings) -> list[str]:
        said = told(self.number, site)
        return [
            said[f"media_{k}"].get("caption", "")  # type: ignore[attr-defined]
            for k in range(1, 100)
            if f"media_{k}" in said
        ]


def _ids(number: int) -> list[int]:
    found = Attachment.objects.filter(number=number, over=False).order_by("place")
    return list(found.values_list("id", flat=True))


@pytest.fixture
def author(door: Door, town: Town) -> Photographer:
    two = {"media": [picture(), picture("maroon")], "media_caption": ["one", "two"], "media_alt": ["A", "B"]}
    answer = door.post("/publish/", {**TEXT, **two})
    assert answer.status == 201, answer.words
    town.go()
    made = Photographer(door, answer.receipt)
    made.number = answer.number
    return made


def shown(door: Door, answer: Answer) -> list[int]:
    """The statuses of all pictures that a page of one's own item loads."""
    found = [part.partition('"')[0] for part in answer.text.split('<img src="../')[1:]]
    return [door.client.get(f"/{address}").status_code for address in found]


def test_files_are_added_put_in_order_described_and_left_out(author: Photographer, town: Town) -> None:
    site = town.site
    first, second = author.ids()
    answer = author.does(
        "revise",
        kept_file=[first, second],
        kept_place=["2", "1"],
        kept_caption=["one", "two, from the bridge"],
        kept_alt=["A", "B"],
        media=[picture("olive")],
        media_caption=["three"],
    )
    assert (answer.status, "Picture 3" in answer.words, "camera model" in answer.words) == (200, True, True)
    town.go_and_verify()
    assert author.captions(site) == ["two, from the bridge", "one", "three"]
    assert len(files(site)) == len(files(site, master=True)) == 9
    assert author.does("revise", kept_drop=[second]).status == 200
    town.go_and_verify()
    assert author.captions(site) == ["one", "three"]
    assert len(files(site)) == len(files(site, master=True)) == 6
    assert author.does("revise", media=[picture("navy")], body="It rained on.").status == 200
    town.go_and_verify()
    assert author.captions(site) == ["one", "three", ""]
    assert author.does("revise", kept_file="", forget="1").status == 200
    town.go_and_verify()
    assert (author.captions(site), files(site), files(site, master=True)) == ([], [], [])
    assert MediaFile.objects.count() == 0
    assert "It rained on." in author.does("show").words
    assert CANARY.encode() not in everything(site)


def test_what_says_nothing_of_files_leaves_them_and_what_is_forgotten_takes_them_with_it(
    author: Photographer, town: Town
) -> None:
    first, second = author.ids()
    same = {"kept_file": [first, second], "kept_place": ["1", "2"], "kept_alt": ["A", "B"]}
    assert "Nothing was changed" in author.does("revise", **same, media_caption=["", ""]).words
    assert "Nothing was changed" in author.does("revise", kept_file=[first, second]).words
    assert author.does("revise", body="It rained until four.", forget="1").status == 200
    town.go()
    assert author.captions(town.site) == ["one", "two"]
    assert (author.ids(), len(files(town.site))) == ([first, second], 6)
    gone = {path.name: path.read_bytes() for path in files(town.site, master=True)}
    assert author.does("revise", kept_file="", media=[picture("olive")], forget="1").status == 200
    town.go_and_verify()
    left = everything(town.site)
    assert [name for name, data in gone.items() if data in left] == []
    page = next(town.site.public.glob(f"*/*/{author.number}.json")).read_bytes()
    assert [name for name in gone if name.encode() in page] == []
    assert len(files(town.site)) == 3


def test_a_form_sent_twice_is_one_version(author: Photographer, guarded: Door, town: Town) -> None:
    author.door = guarded
    token = author.does("show").field("token")
    first, second = author.ids()
    form = {"kept_file": [first], "kept_caption": ["one"], "kept_drop": [second], "token": token}
    for _ in range(2):
        answer = author.does("revise", **form, media=[picture("olive")])
        assert (answer.status, "Your new version is published." in answer.words) == (200, True), answer.words
    ids = author.ids()
    assert len(ids) == 2
    assert Attachment.objects.filter(number=0).count() == 0
    before = rows()
    other = author.does("revise", **form, media=[picture("navy")], media_caption="x")
    assert other.status == 409
    assert author.ids() == ids
    assert rows() == before  # a form that was sent is known before its files are cleaned


def test_what_may_not_be_arranged_changes_nothing(author: Photographer, town: Town) -> None:
    door, site = author.door, town.site
    another = door.post("/publish/", {**TEXT, "title": "Another", "media": [picture("navy")]})
    waiting = door.post("/publish/", {**TEXT, "media": [picture("olive")], "action": "preview"})
    dropped, second = author.ids()
    assert author.does("revise", kept_drop=[dropped]).status == 200
    town.go()
    there = files(site, master=True)
    before = rows()
    wrong = []
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "of another item": ({"kept_file": [second, *map(str, _ids(another.number))]}, "is gone"),
        "of another form": ({"kept_file": [second, waiting.field("kept_file")]}, "is gone"),
        "of a form that is not this": (
            {"kept_file": waiting.field("kept_file"), "kept": "0" * 32},
            "is gone",
        ),
        "dropped": ({"kept_file": [dropped, second]}, "is gone"),
        "no number": ({"kept_file": ["x"]}, "is gone"),
        "too many": ({"media": [picture("navy") for _ in range(10)]}, "10 files fit."),
        "too long": ({"kept_file": [second], "kept_caption": ["x" * 1001]}, "1000 fit"),
        "broken": ({"media": [broken()]}, "File 1: It cannot be read"),
    }
    for name, (form, words) in cases.items():
        answer = author.does("revise", **form, summary="Kept summary")
        if answer.status != 422 or words not in answer.words or "Kept summary" not in answer.text:
            wrong.append((name, answer.status, answer.words[:400]))
        if rows() != before or files(site, master=True) != there:
            wrong.append((name, answer.status, "something was stored"))
    assert wrong == []
    assert author.does("withdraw").status == 200
    before = rows()
    assert author.does("revise", media=[picture("navy")]).status == 410
    assert rows() == before
    town.go_and_verify()


def test_who_has_the_receipt_sees_them_in_any_state(author: Photographer, town: Town, clock: Any) -> None:
    door = author.door
    assert shown(door, author.does("show")) == [200] * 6
    for act in (hide, hold):
        act(Act.site(), author.number, 1, "It shows a window.")
        town.go()
        assert files(town.site) == []
        assert shown(door, author.does("show")) == [200] * 6, act
        if act is hide:
            unhide(Act.site(), author.number, "It does not.")
    page = author.does("show").text
    address = page.partition('<img src="../receipt/kept/')[2].partition('"')[0]
    key, _slash, name = address.partition("/")
    number, at, mac = key.split("-")
    assert author.code.replace(" ", "") not in page.replace(
        f'name="receipt" value="{author.code.replace(" ", "")}"', ""
    )
    wrong = [
        f"{number}-{at}-{mac[::-1]}/{name}",
        f"{int(number) + 1}-{at}-{mac}/{name}",
        f"{number}-{int(at) + 1}-{mac}/{name}",
        f"{key}/9-480.jpg",
        f"x/{name}",
    ]
    for one in wrong:
        assert door.get(f"/receipt/kept/{one}").status == 404, one
    clock.shift(FORM_LIFE)
    assert door.client.get(f"/receipt/kept/{address}").status_code == 200
    clock.shift(1)
    assert door.get(f"/receipt/kept/{address}").status == 404
    page = author.does("show").text
    address = page.partition('<img src="../receipt/kept/')[2].partition('"')[0]
    author.does("withdraw")
    assert door.get(f"/receipt/kept/{address}").status == 404


def test_a_comment_of_ones_own_carries_as_many_as_it_may(door: Door, town: Town) -> None:
    article = door.post("/publish/", TEXT)
    answer = door.post(f"/comment/{article.number}/", {"body": "So did I."})
    author = Author(door, answer.receipt)
    assert author.does("revise", media=[picture() for _ in range(6)]).status == 422
    assert author.does("revise", media=[picture()], media_alt=["A"]).status == 200
    town.go_and_verify()
    assert {file.parent.name for file in files(town.site)} == {str(answer.number)}


def test_a_program_does_the_same(author: Photographer, town: Town) -> None:
    def ask(form: dict[str, Any], **how: Any) -> Any:
        return author.door.client.post("/api/v1/receipts", {"receipt": author.code, **form}, **how)

    said = ask({}, content_type="application/json").json()
    first, second = (one["id"] for one in said["files"])
    assert [(one["media"], one["kind"]) for one in said["files"]] == [(1, "image"), (2, "image")]
    turned = {"action": "revise", "kept_file": [str(second), str(first)]}
    assert ask(turned, content_type="application/json").status_code == 200
    added = ask({"action": "revise", "media": [picture("olive")], "media_caption": ["three"]})
    assert (added.status_code, len(added.json()["removed"]), len(added.json()["files"])) == (200, 1, 3)
    town.go_and_verify()
    assert author.captions(town.site) == ["two", "one", "three"]
    before = rows()
    gone = ask({"action": "revise", "kept_file": ["999999"]}, content_type="application/json")
    assert (gone.status_code, list(gone.json()["errors"])) == (422, ["media"])
    assert rows() == before


def test_kept_files_survive_what_is_wrong_with_the_form(door: Door, guarded: Door) -> None:
    """Also where nothing that came with it is read, as its token is none."""
    del door
    token = guarded.get("/publish/").field("token")
    first = guarded.post("/publish/", {**TEXT, "media": [picture()], "action": "preview", "token": token})
    kept = {name: first.field(name) for name in ("kept", "kept_file")}
    form = {**TEXT, **kept, "kept_caption": "one"}
    before = rows()
    for changed in ({"title": "", "token": token}, {"token": "x", "media": [picture("navy")]}):
        answer = guarded.post("/publish/", {**form, **changed})
        assert answer.status == 422
        assert answer.field("kept_file") == first.field("kept_file")
        assert answer.field("kept_caption") == "one"
        assert ("choose the new files again" in answer.words) == ("media" in changed)
    assert rows() == before
    left = guarded.post(
        "/publish/", {**form, "kept_drop": kept["kept_file"], "token": token, "action": "preview"}
    )
    assert (left.status, 'name="kept_file"' in left.text) == (200, False)
    assert Attachment.objects.count() == MediaFile.objects.count() == 0


def test_texts_of_files_may_have_any_signs(door: Door, town: Town) -> None:
    signs = "A\x00B\x07\u202e\r\nC"
    answer = door.post(
        "/publish/", {**TEXT, "media": [picture()], "media_caption": [signs, signs], "media_alt": signs}
    )
    assert answer.status == 201
    own = {
        "receipt": answer.receipt.replace(" ", ""),
        "action": "revise",
        "kept_caption": ["\ud800"],
        "kept_alt": [signs],
    }
    told = door.client.post("/api/v1/receipts", json.dumps({**own, "kept_file": ["1"]}), "application/json")
    assert told.status_code in {200, 422}, told.content
    town.go_and_verify()
