"""Parts of pictures that their author hides: gone from every file, and the picture with them from the disc."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from handbill.look.grid import grid
from handbill.newswire import media
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Answer, Door, rows
from tests.intake.test_media import TEXT, everything, files, picture, town
from tests.intake.test_receipt import Author

__all__ = ["town"]

FACE = (20, 200, 40)
"""The colour of what nobody shall see: the upper left quarter of the picture."""
FIELDS = re.compile(r'name="parts" value="([^"]*)" aria-label="1: row 1, column 1"')


def face(*, moves: bool = False) -> SimpleUploadedFile:
    frames = []
    for ground in ("white", "navy") if moves else ("white",):
        frames.append(Image.new("RGB", (96, 72), ground))
        frames[-1].paste(FACE, (0, 0, 48, 36))
    made = io.BytesIO()
    frames[0].save(
        made, "GIF" if moves else "PNG", **({"save_all": True, "append_images": frames[1:]} if moves else {})
    )
    return SimpleUploadedFile("face", made.getvalue())


def seen(path: Path, at: tuple[int, int] = (24, 18)) -> list[tuple[int, int, int]]:
    """The colour at one place, in each frame."""
    found = []
    with Image.open(path) as opened:
        for frame in range(getattr(opened, "n_frames", 1)):
            opened.seek(frame)
            shown = opened.convert("RGB")
            x, y = (round(one * shown.width / 96) for one in at)
            pixel = shown.getpixel((x, y))
            assert isinstance(pixel, tuple)
            found.append((pixel[0], pixel[1], pixel[2]))
    return found


def dark(colour: tuple[int, int, int]) -> bool:
    return max(colour) < 40


def like_it(colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 60 for one, other in zip(colour, FACE, strict=True))


def kept(answer: Answer) -> dict[str, Any]:
    return {name: answer.field(name) for name in ("kept", "kept_file")}


def quarter(name: str) -> str:
    return f"{name}:0,0,5000,5000"


def test_cells_of_the_preview_are_burned_in_and_the_picture_before_is_gone(door: Door, town: Town) -> None:
    site = town.site
    first = door.post("/publish/", {**TEXT, "media": [face()], "action": "preview"})
    cells = re.findall(r'name="parts" value="([^"]*)" aria-label="\d+: row (\d), column (\d)"', first.text)
    assert len(cells) == 48
    chosen = [value for value, row, column in cells if int(row) <= 3 and int(column) <= 4]
    before = {path.name: path.read_bytes() for path in files(site, master=True)}
    assert any(like_it(seen(path)[0]) for path in files(site, master=True))
    second = door.post("/publish/", {**TEXT, **kept(first), "parts": chosen[:6], "action": "preview"})
    third = door.post("/publish/", {**TEXT, **kept(second), "parts": chosen[6:], "action": "preview"})
    assert (second.status, third.status) == (200, 200), third.words
    assert second.field("kept_file") == third.field("kept_file") == first.field("kept_file")
    assert "Removed: the parts that you chose" in third.words
    assert "checked" not in third.text.partition('class="cells"')[2].partition("</fieldset>")[0]
    left = everything(site)
    assert [name for name, data in before.items() if data in left] == []
    address = third.text.partition('<img src="../publish/kept/')[2].partition('"')[0]
    assert address not in first.text
    shown = door.client.get(f"/publish/kept/{address}").content
    (site.data / "shown").write_bytes(shown)
    assert dark(seen(site.data / "shown")[0])
    assert door.post("/publish/", {**TEXT, **kept(third)}).status == 201
    town.go_and_verify()
    assert len(files(site)) == len(files(site, master=True)) == 3
    assert all(dark(seen(path)[0]) for path in files(site))
    assert all(min(seen(path, (80, 60))[0]) > 220 for path in files(site))
    assert set(MediaFile.objects.values_list("sha256", flat=True)).isdisjoint(before)
    assert not [
        one for one in Attachment.objects.values_list("value", flat=True) for name in before if name in one
    ]


@pytest.mark.once
def test_what_is_chosen_is_hidden_whatever_is_pressed(door: Door, town: Town) -> None:
    """Also where it is published at once, with the file itself or by a program, blurred, and in each frame of what moves."""
    site = town.site
    first = door.post("/publish/", {**TEXT, "media": [face()], "action": "preview"})
    form = {**TEXT, **kept(first), "kept_how": "blur", "parts": [quarter(first.field("kept_file"))]}
    assert door.post("/publish/", form).status == 201
    moving = {"title": "It moves", "body": "See.", "media": [face(moves=True)], "parts": quarter("+1")}
    assert door.post("/publish/", moving).status == 201
    told = {"title": "By a program", "body": "See.", "media": [face()], "parts": [f"{quarter('+1')},black"]}
    got = door.client.post("/api/v1/articles", told)
    assert (got.status_code, got.json()["removed"]) == (201, ["the parts that you chose"])
    town.go_and_verify()
    blurred, moved, black = (
        [path for path in files(site) if path.parent.name == str(number)] for number in (1, 2, 3)
    )
    assert all(like_it(seen(path)[0]) for path in blurred), "a blur keeps the colours"
    assert {path.suffix: len(seen(path)) for path in moved} == {".jpg": 1, ".webp": 2}
    assert all(dark(colour) for path in (*moved, *black) for colour in seen(path))
    assert len(files(site, master=True)) == len({path.read_bytes() for path in files(site)})


@pytest.mark.once
def test_what_cannot_be_hidden_is_not_published(door: Door, site: Settings) -> None:
    first = door.post("/publish/", {**TEXT, "media": [face()], "action": "preview"})
    other = door.post("/publish/", {**TEXT, "media": [picture()], "action": "preview"})
    text = SimpleUploadedFile("a.txt", b"It rained.\n")
    note = door.post("/publish/", {**TEXT, "media": [text], "action": "preview"})
    masters = files(site, master=True)
    before = rows()
    name = first.field("kept_file")
    cases = {
        "no part": (first, ["x"]),
        "no number": (first, [f"{name}:0,0,a,10"]),
        "outside": (first, [f"{name}:9000,0,2000,10"]),
        "nothing": (first, [f"{name}:0,0,0,10"]),
        "another how": (first, [f"{quarter(name)},red"]),
        "too many": (first, [f"{name}:{x * 10},0,10,10" for x in range(201)]),
        "of another form": (first, [quarter(other.field("kept_file"))]),
        "of what did not come": (first, [quarter("+1")]),
        "of no picture": (note, [quarter(note.field("kept_file"))]),
    }
    wrong = []
    for case, (form, parts) in cases.items():
        answer = door.post("/publish/", {**TEXT, **kept(form), "parts": parts})
        errors = answer.text.partition('id="media-error">')[2].partition("</p>")[0]
        if answer.status != 422 or "part" not in errors.lower() or "It rained." not in answer.text:
            wrong.append((case, answer.status, errors))
        if rows() != before or files(site, master=True) != masters:
            wrong.append((case, answer.status, "something was stored"))
    assert wrong == []
    media.path_of(masters[0].name).unlink()
    for path in masters:
        path.unlink(missing_ok=True)
    answer = door.post("/publish/", {**TEXT, **kept(first), "parts": [quarter(name)]})
    assert (answer.status, "is gone" in answer.words) == (422, True)
    assert {k: v for k, v in rows().items() if k.startswith("record_")} == {
        k: v for k, v in before.items() if k.startswith("record_")
    }


@pytest.mark.once
def test_parts_stay_chosen_in_a_form_that_was_not_read(door: Door, guarded: Door) -> None:
    del door
    token = guarded.get("/publish/").field("token")
    first = guarded.post("/publish/", {**TEXT, "media": [face()], "action": "preview", "token": token})
    found = FIELDS.search(first.text)
    assert found
    drawn = quarter(first.field("kept_file"))
    form = {**TEXT, **kept(first), "parts": [found[1], drawn], "token": "x"}
    answer = guarded.post("/publish/", {**form, "action": "publish"})
    assert answer.status == 422
    assert f'value="{found[1]}" aria-label="1: row 1, column 1" checked' in answer.text
    assert f'<input type="hidden" name="parts" value="{drawn}">' in answer.text
    assert answer.text.count('name="parts"') == 49


def published(door: Door) -> Author:
    answer = door.post(
        "/publish/", {**TEXT, "media": [face()], "media_caption": "Here", "media_alt": "A face"}
    )
    return Author(door, answer.receipt)


@pytest.mark.parametrize("program", [False, True])
def test_through_the_receipt(door: Door, town: Town, program: bool) -> None:
    site = town.site
    author = published(door)
    town.go()
    before = {path.name: path.read_bytes() for path in files(site, master=True)}
    name = author.does("show").field("kept_file")
    if program:
        told = {"receipt": author.code, "action": "revise", "parts": [quarter(name)], "forget": True}
        got = door.client.post("/api/v1/receipts", told, content_type="application/json")
        assert got.status_code == 200, got.content
    else:
        shown = author.does("preview", kept_file=name, kept_alt="A face", parts=[quarter(name)])
        assert (shown.status, "Nothing is published yet" in shown.words) == (200, True), shown.words
        assert shown.field("kept_caption") == "Here"
        town.go()
        assert {path.read_bytes() for path in files(site)} == set(before.values())
        again = {**kept(shown), "kept_caption": "Here", "kept_alt": "A face", "forget": "1"}
        assert author.does("revise", **again).status == 200
    town.go_and_verify()
    left = everything(site)
    assert [name for name, data in before.items() if data in left] == []
    page = next(site.public.glob("*/*/1.json")).read_text()
    assert [name for name in before if name in page] == []
    assert all(dark(seen(path)[0]) for path in files(site))
    assert '"caption":"Here"' in page
    assert len(files(site)) == len(files(site, master=True)) == 3
    assert Attachment.objects.filter(over=False).count() == 1


def test_the_grid_covers_all_of_a_picture() -> None:
    for width, height, shape in (
        (1600, 1200, (6, 8)),
        (1200, 1600, (8, 6)),
        (1080, 2400, (13, 6)),
        (3000, 300, (2, 8)),
    ):
        cells = grid("7", width, height)
        assert (len(cells), len(cells[0])) == shape
        assert [cell.number for row in cells for cell in row] == list(range(1, shape[0] * shape[1] + 1))
        areas = [tuple(map(int, cell.value.removeprefix("7:").split(","))) for row in cells for cell in row]
        assert sum(across * down for _x, _y, across, down in areas) == 10_000**2
        assert all(x + across <= 10_000 and y + down <= 10_000 for x, y, across, down in areas)
