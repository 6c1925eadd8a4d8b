"""Pictures through the doors: published clean or not at all, and gone when their item is."""

import contextlib
import gc
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from handbill.actions import keep
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.unhide import unhide
from handbill.desk.acting import act
from handbill.headers import LATE
from handbill.intake import uploads
from handbill.intake.seats import LONGEST, seats
from handbill.limits import ALT, CAPTION, CLEANING, DRAFTS, FORM_DRAFT, REQUEST
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.reader.verify import verify
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door, rows

CANARY = "NORA-S-CAMERA-4711"
TEXT = {"title": "Rain on the quay", "body": "It rained."}


def picture(
    colour: str = "teal", *, canary: bool = True, size: tuple[int, int] = (64, 48)
) -> SimpleUploadedFile:
    """A small photo that says whose camera took it, under a name that says it too."""
    made = io.BytesIO()
    exif = Image.Exif()
    if canary:
        exif[0x010F] = exif[0x9286] = CANARY
    Image.new("RGB", size, colour).save(made, "JPEG", exif=exif, comment=CANARY.encode())
    return SimpleUploadedFile(f"{CANARY}.jpg", made.getvalue(), "image/jpeg")


def broken() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0 nothing more", "image/jpeg")


def files(site: Settings, *, master: bool = False) -> list[Path]:
    below = site.data / "media" if master else site.public
    found = below.glob("[0-9a-f]*") if master else below.glob("2*/*/*/media/*/*")
    return sorted(found)


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


def everything(site: Settings) -> bytes:
    """All that the site has on its disc."""
    return b"".join(file.read_bytes() for file in site.folder.rglob("*") if file.is_file())


def told(number: int, site: Settings) -> dict[str, object]:
    page = next(site.public.glob(f"*/*/{number}.json"))
    return {name: field.get("value") for name, field in json.loads(page.read_text())["fields"].items()}


def test_two_pictures_are_published_clean(door: Door, town: Town) -> None:
    answer = door.post(
        "/publish/",
        {
            **TEXT,
            "media": [picture(), picture("maroon")],
            "media_caption": ["The quay at noon", ""],
            "media_alt": ["Water over stones", "The crane"],
        },
    )
    assert answer.status == 201, answer.words
    town.go_and_verify()
    said = told(answer.number, town.site)
    first, second = said["media_1"], said["media_2"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["kind"], first["caption"], first["alt"]) == (
        "image",
        "The quay at noon",
        "Water over stones",
    )
    assert (second.get("caption"), second["alt"]) == (None, "The crane")
    assert {one["type"] for one in first["files"]} == {"image/jpeg", "image/webp", "image/avif"}
    assert len(files(town.site)) == len(files(town.site, master=True)) == 6
    page = (town.site.public / answer.item.removeprefix("../")).read_text()
    assert page.index('data-media="1"') < page.index("e-content") < page.index('data-media="2"')
    assert CANARY.encode() not in everything(town.site)
    assert not list((town.site.data / "tmp").iterdir())


@pytest.mark.once
def test_what_cannot_be_read_costs_neither_the_text_nor_the_others(door: Door, town: Town) -> None:
    before = rows()
    answer = door.post(
        "/publish/",
        {
            **TEXT,
            "media": [broken(), picture()],
            "media_caption": ["one", "two"],
            "media_alt": ["", "Stones"],
        },
    )
    assert answer.status == 422
    assert "It rained." in answer.text
    assert "File 1: It cannot be read to its end" in answer.words
    assert answer.text.count('name="kept_file"') == 1
    assert 'value="two"' in answer.text
    assert {name for name, count in rows().items() if count != before[name]} == {
        "newswire_attachment",
        "newswire_mediafile",
    }
    kept = {name: answer.field(name) for name in ("kept", "kept_file")}
    again = door.post("/publish/", {**TEXT, **kept, "kept_caption": "Two", "kept_alt": "Stones"})
    assert again.status == 201
    town.go_and_verify()
    assert told(again.number, town.site)["media_1"]["caption"] == "Two"  # type: ignore[index]


def test_a_preview_keeps_them_and_shows_them_to_who_has_the_form(door: Door, town: Town) -> None:
    answer = door.post("/publish/", {**TEXT, "media": [picture()], "action": "preview"})
    assert answer.status == 200
    shown = answer.text.partition('<img src="../publish/kept/')[2].partition('"')[0]
    key, _slash, name = shown.partition("/")
    secret = answer.field("kept")
    assert secret not in answer.text.replace(f'value="{secret}"', ""), "with it the form can be changed"
    assert door.get(f"/publish/kept/{secret}/{name}").status == 404
    row = Attachment.objects.get()
    for typed in (key, key[:32], key[32:]):
        door.post("/publish/", {**TEXT, "kept": typed, "kept_drop": str(row.id), "action": "preview"})
    assert Attachment.objects.get() == row
    got = door.client.get(f"/publish/kept/{shown}")
    assert got.status_code == 200
    assert got["Content-Type"] == "image/jpeg"
    assert got["Cache-Control"] == "no-store"
    assert door.get(f"/publish/kept/{key[::-1]}/{name}").status == 404
    assert door.get(f"/publish/kept/{key}/2-480.jpg").status == 404
    town.go()
    assert not files(town.site)


@pytest.mark.once
@pytest.mark.parametrize("many", [11, 12])
def test_more_than_fit_are_not_taken(door: Door, site: Settings, many: int) -> None:
    before = rows()
    answer = door.post("/publish/", {**TEXT, "media": [picture(canary=False) for _ in range(many)]})
    assert answer.status == 422
    assert "10 files fit" in answer.words
    assert rows() == before
    assert not files(site, master=True)
    assert not list((site.data / "tmp").iterdir())


def test_the_same_file_is_stored_once(door: Door, town: Town) -> None:
    for _ in range(2):
        assert door.post("/publish/", {**TEXT, "media": [picture()]}).status == 201
    town.go_and_verify()
    assert len(files(town.site)) == 6
    assert len(files(town.site, master=True)) == 3


def test_hidden_with_its_item_at_every_address_and_back_with_it(door: Door, town: Town) -> None:
    number = door.post("/publish/", {**TEXT, "media": [picture()]}).number
    town.go_and_verify()
    there = files(town.site)
    assert there
    hide(town.operator(), number, 1, "It shows a neighbour's window.")
    town.go_and_verify()
    assert not files(town.site)
    unhide(town.operator(), number, "The neighbour agrees.")
    town.go_and_verify()
    assert files(town.site) == there


@pytest.mark.parametrize("field", [None, "media_1"])
def test_redacted_they_are_destroyed(door: Door, town: Town, field: str | None) -> None:
    number = door.post("/publish/", {**TEXT, "media": [picture()]}).number
    kept = door.post("/publish/", {**TEXT, "title": "Another", "media": [picture("maroon")]}).number
    town.go_and_verify()
    redact(town.operator(), number, 1, "It shows a neighbour's window.", field=field)
    town.go_and_verify()
    left = files(town.site)
    assert {file.parent.name for file in left} == {str(kept)}
    assert len(files(town.site, master=True)) == len(left) == 3
    assert MediaFile.objects.count() == 3
    assert not Attachment.objects.filter(number=number, over=False).exists()


@pytest.mark.parametrize("hides", [False, True])
def test_what_is_destroyed_is_so_wherever_it_stood_before(door: Door, town: Town, hides: bool) -> None:
    """Its author has put it at another place meanwhile: nothing of it is left in the earlier version, and the other one stays."""
    first = {"media": [picture(), picture("maroon")], "media_caption": ["The door", "The crane"]}
    answer = door.post("/publish/", {**TEXT, **first})
    door_, crane = [row.id for row in Attachment.objects.order_by("place")]
    files_ = {"kept_file": [crane, door_], "kept_caption": ["The crane", "The door"]}
    sent = {"receipt": answer.receipt, "action": "revise", **files_}
    assert door.post("/receipt/", sent).status == 200
    town.go_and_verify()
    if hides:
        why = "The number of a house."
        act(
            *("blur", f"article/{answer.number}"),
            field="media_2",
            guideline=1,
            reason=why,
            part=["0,0,5000,10000"],
        )
    else:
        redact(town.operator(), answer.number, 1, "It shows who lives there.", field="media_2")
    town.go_and_verify()
    page = json.loads(next(town.site.public.glob(f"*/*/{answer.number}.json")).read_text())
    assert page["fields"]["media_1"]["value"]["caption"] == "The crane"
    assert set(page["fields"]["media_2"]) == {"hash"}
    assert [set(page["versions"][0]["fields"][f"media_{k}"]) for k in (1, 2)] == [{"hash"}, {"hash"}]
    assert len(files(town.site)) == (6 if hides else 3)


def test_a_revision_keeps_them(door: Door, town: Town) -> None:
    answer = door.post("/publish/", {**TEXT, "media": [picture()]})
    town.go_and_verify()
    there = files(town.site)
    new = {"receipt": answer.receipt, "action": "revise", "body": "It rained until four."}
    assert door.post("/receipt/", new).status == 200
    town.go_and_verify()
    assert files(town.site) == there
    assert "media_1" in told(answer.number, town.site)


def test_a_comment_carries_one(door: Door, town: Town) -> None:
    article = door.post("/publish/", TEXT).number
    answer = door.post(f"/comment/{article}/", {"body": "So did I.", "media": [picture()]})
    assert answer.status == 201
    town.go_and_verify()
    assert {file.parent.name for file in files(town.site)} == {str(answer.number)}


def test_a_program_sends_them_too(door: Door, town: Town) -> None:
    got = door.client.post("/api/v1/articles", {**TEXT, "media": [picture()], "media_alt": ["Stones"]})
    assert got.status_code == 201, got.content
    assert len(got.json()["removed"]) == 1
    town.go_and_verify()
    assert len(files(town.site)) == 3
    refused = door.client.post("/api/v1/articles", {**TEXT, "media": [broken()]})
    assert refused.status_code == 422
    assert "media" in refused.json()["errors"]


@pytest.mark.once
def test_masters_that_are_changed_are_found(door: Door, town: Town) -> None:
    door.post("/publish/", {**TEXT, "media": [picture()]})
    town.go_and_verify()
    first, second, *_rest = files(town.site)
    first.write_bytes(second.read_bytes())
    second.unlink()
    (first.parent / "9.jpg").write_bytes(b"another")
    report = verify(str(town.site.public))
    assert {Path(file).name for file, _words in report.wrong} == {first.name, second.name, "9.jpg"}


@pytest.mark.parametrize(("name", "limit"), [("media_caption", CAPTION), ("media_alt", ALT)])
def test_texts_of_files_have_limits(door: Door, site: Settings, name: str, limit: int) -> None:
    del site
    for more, status in ((0, 201), (1, 422), (999 * limit, 413 if 1000 * limit >= REQUEST else 422)):
        answer = door.post("/publish/", {**TEXT, "media": [picture()], name: "x" * (limit + more)})
        assert answer.status == status, answer.words[:500]
        if more == 1:
            assert "x" * (limit + 1) in answer.text


def test_forms_that_are_not_sent_hold_so_much(door: Door, site: Settings) -> None:
    form = {**TEXT, "media": [picture()], "action": "preview"}
    assert door.post("/publish/", form).status == 200
    Attachment.objects.update(size=DRAFTS + 1)
    before = rows()
    answer = door.post("/publish/", {**form, "media": [picture("maroon")]})
    assert (answer.status, rows()) == (422, before)
    assert "Too many others send files just now" in answer.words
    assert len(files(site, master=True)) == 3
    Attachment.objects.update(at=datetime.now(UTC) - timedelta(hours=2))
    assert door.post("/publish/", {**form, "media": [picture("maroon")]}).status == 200
    assert Attachment.objects.filter(over=False).count() == 1, "a form that was left gave way"
    mine = Attachment.objects.get()
    mine.size, mine.draft = FORM_DRAFT + 1, keep.hashed("0" * 32)
    mine.save()
    kept = {"kept": "0" * 32}
    more = door.post("/publish/", {**form, **kept, "media": [picture("navy")]})
    assert (more.status, Attachment.objects.count()) == (422, 1), "one form does not hold it all"
    assert door.post("/publish/", {**form, "media": [picture("navy")]}).status == 200
    keep.drop(datetime.now(UTC) + timedelta(minutes=1))
    assert files(site, master=True) == []
    assert not Attachment.objects.exists()


@pytest.mark.once
def test_who_lost_the_answer_waits_for_no_cleaning(door: Door, guarded: Door, town: Town) -> None:
    """The same form with the same files again: the same receipt, and nobody reads them. With other files it is another form."""
    del door
    token = guarded.get("/publish/").field("token")
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=4), tick=True):
        sent = {**TEXT, "token": token, "media_caption": ["Noon"]}
        first = guarded.post("/publish/", {**sent, "media": [picture()]})
        assert first.status == 201, first.words
        with contextlib.ExitStack() as held:
            for _ in range(CLEANING):
                held.enter_context(seats(16))
            again = guarded.post("/publish/", {**sent, "media": [picture()]})
            assert (again.status, again.receipt) == (201, first.receipt)
            other = guarded.post("/publish/", {**sent, "media": [picture("maroon")]})
            assert (other.status, "choose the new files again" in other.words) == (409, True)
    assert Attachment.objects.count() == 1
    assert not list((town.site.data / "tmp").iterdir())


@pytest.mark.once
def test_so_many_are_read_at_one_time(door: Door, site: Settings) -> None:
    assert site.threads == 16
    before = rows()
    with contextlib.ExitStack() as held:
        for _ in range(CLEANING):
            held.enter_context(seats(16))
        answer = door.post("/publish/", {**TEXT, "media": [picture()]})
    assert (answer.status, rows()) == (422, before)
    assert "Too many others send files just now" in answer.words
    assert door.post("/publish/", {**TEXT, "media": [picture()]}).status == 201


@pytest.mark.once
def test_a_request_has_so_long_for_its_files(
    door: Door, site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The front waits no longer: what was not begun by then is asked for again, and what was read waits in the form."""
    now = iter([0.0, 1.0, LONGEST + 1])
    monkeypatch.setattr(uploads, "time", SimpleNamespace(monotonic=lambda: next(now)))
    answer = door.post("/publish/", {**TEXT, "media": [picture(), picture("maroon")]})
    assert (answer.status, "It rained." in answer.text) == (422, True)
    assert "File 2: Too many others send files just now" in answer.words
    assert Attachment.objects.filter(over=False).count() == answer.text.count('name="kept_file"') == 1
    assert not list((site.data / "tmp").iterdir())


WHOLE = (
    b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nKept\r\n'
    b'--b\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n%s\r\n%s\r\n--b--\r\n'
)
PART = "multipart/form-data; boundary=b"


def test_nothing_stays_of_what_came_at_a_bad_moment(door: Door, site: Settings) -> None:
    """The site is busy, or a part breaks off in the middle: no file is left, and none is open."""
    before, opened = rows(), len(list(Path("/proc/self/fd").iterdir()))
    late = door.send("POST", "/publish/", WHOLE % (b"", b"x" * 200_000), PART, **{LATE: True})
    assert (late.status, "Kept" in late.text) == (503, True)
    broken_off = b"Content-Transfer-Encoding: base64\r\n"
    for _ in range(5):
        assert (
            door.send("POST", "/publish/", WHOLE % (broken_off, b"AAAA" * 40_000 + b"!!!"), PART).status
            == 400
        )
    gc.collect()
    assert not list(site.temporary.iterdir())
    assert len(list(Path("/proc/self/fd").iterdir())) <= opened
    assert rows() == before


@pytest.mark.once
def test_a_master_that_is_gone_stops_nothing(door: Door, town: Town) -> None:
    first = door.post("/publish/", {**TEXT, "media": [picture()]})
    files(town.site, master=True)[0].unlink()
    door.post("/publish/", {**TEXT, "title": "Another"})
    town.go()
    assert len(files(town.site)) == 2
    assert (town.site.public / first.item.removeprefix("../")).exists()
    assert verify(str(town.site.public)).wrong
