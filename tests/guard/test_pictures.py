"""A picture that was redacted does not come back unseen, in whatever size; and what editors see of files that nobody else may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from handbill.actions.hold import hold
from handbill.actions.redact import redact
from handbill.actions.withdraw import withdraw
from handbill.newswire.standing import state_of
from handbill.settings import Settings
from tests.cast import Town
from tests.desk.desk import signed_in
from tests.intake.door import Door
from tests.intake.test_media import TEXT, files


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


def scene(size: int = 320, *, kind: str = "PNG", other: bool = False) -> SimpleUploadedFile:
    """A picture with something to tell it by, in any size and encoding."""
    made, out = Image.new("RGB", (320, 240), "white"), io.BytesIO()
    pen = ImageDraw.Draw(made)
    for number in range(12):
        at = (number * 67 + (130 if other else 0)) % 300, number * number * (11 if other else 7) % 200
        pen.ellipse((*at, at[0] + 90, at[1] + 60), fill=(number * 20, 255 - number * 19, 90))
    made.resize((size, size * 3 // 4)).save(out, kind, **({"quality": 40} if kind == "JPEG" else {}))
    return SimpleUploadedFile("scene", out.getvalue(), "image/png")


def sent(picture: SimpleUploadedFile) -> int:
    return Door().post("/publish/", {**TEXT, "media": [picture]}).number


def test_it_is_held_in_another_size_and_encoding(town: Town) -> None:
    number = sent(scene())
    nora = town.nora()
    redact(town.desk(nora), number, 1, "It shows a neighbour's window.")
    again = Door().post("/publish/", {**TEXT, "media": [scene(200, kind="JPEG")]})
    assert again.status == 202
    assert "A picture in it looks like one that was redacted here" in again.words
    assert state_of(sent(scene(other=True))) == "listed"
    town.go_and_verify()
    assert {file.parent.name for file in files(town.site)} == {str(again.number + 1)}


def test_what_its_author_takes_back_may_come_again(town: Town) -> None:
    withdraw(town.author(), sent(scene()))
    assert state_of(sent(scene())) == "listed"


def test_editors_see_what_is_held_and_nobody_else(town: Town) -> None:
    number = sent(scene())
    hold(town.operator(), number, 1, "Is it so?")
    town.go_and_verify()
    editor = signed_in("Ada")
    page = editor.client.get(f"/desk/item/{number}/").content.decode()
    name = page.partition(f"desk/media/{number}/")[2].partition('"')[0].partition(" ")[0]
    assert '<div class="veiled">' in page
    got = editor.client.get(f"/desk/media/{number}/{name}")
    assert (got.status_code, got["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(got.content)).size == (320, 240)
    assert editor.client.get(f"/desk/media/{number}/9-1.jpg").status_code == 404
    assert Door().client.get(f"/desk/media/{number}/{name}").status_code == 303
