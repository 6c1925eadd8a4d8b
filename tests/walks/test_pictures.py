"""An author's way with pictures: send them, hide a face, put them in order, publish, add one with the receipt."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route

from tests.walks.person import Person, unfold
from tests.walks.site import soon


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Photos of a camera that says its name, one with a face in its upper left quarter."""
    found = []
    for name in ("quay", "tower", "boat"):
        picture = Image.new("RGB", (320, 240) if name != "tower" else (240, 320), "white")
        picture.paste((20, 200, 40), (0, 0, picture.width // 2, picture.height // 2))
        exif = Image.Exif()
        exif[0x0110] = "NORA-S-CAMERA"
        found.append(tmp_path_factory.mktemp("pictures") / f"{name}.jpg")
        picture.save(found[-1], exif=exif)
    return found


def test_pictures_from_the_form_to_the_page_and_more_with_the_receipt(
    stranger: Person, pictures: list[Path]
) -> None:
    quay, tower, boat = pictures
    stranger.open("publish/")
    title = f"Two pictures, {stranger.mark}"
    stranger.write(title=title, body=f"{title}: the crane fell at noon.")
    choose(stranger, quay, "The quay")
    choose(stranger, tower, "The tower")
    if stranger.scripts:
        the_line_breaks(stranger, title)
    assert stranger.press("preview").status == 200
    assert stranger.page.locator(".preview figure img").count() == 2
    assert "Removed: camera model and settings" in stranger.words
    hide(stranger)
    places = stranger.page.locator('[name="kept_place"]')
    places.nth(0).fill("2")
    places.nth(1).fill("1")
    assert stranger.press("publish").status == 201, stranger.words
    assert "the parts that you chose" in stranger.words
    receipt, path, number = stranger.receipt, stranger.item, stranger.number
    stranger.page.click("#item")
    assert captions(stranger) == ["The tower", "The quay"]
    folder = stranger.site.public / path.replace(f"{number}.html", f"{number}/media/{number}")
    assert [dark(file) for file in sorted(folder.glob("1*.jpg"))] == [False]
    assert [dark(file) for file in sorted(folder.glob("2*.jpg"))] == [True]
    stranger.use(receipt)
    unfold(stranger.page.locator("input[type=file]").first)
    choose(stranger, boat, "The boat")
    assert stranger.press("revise").status == 200
    assert "Your new version is published" in stranger.words
    assert "camera model and settings" in stranger.words
    soon(lambda: "The boat" in stranger.site.get(path)[1])
    stranger.open(path)
    assert captions(stranger) == ["The tower", "The quay", "The boat"]
    stranger.open(f"comment/{number}/")
    stranger.write(body=f"{title}: I saw it too.")
    choose(stranger, boat, "From the other side")
    assert stranger.press("publish").status == 201, stranger.words
    soon(lambda: "From the other side" in stranger.site.get(path)[1])
    stranger.site.is_well()


def choose(stranger: Person, file: Path, caption: str) -> None:
    """Choose a file in the first row that is empty, and say what it is."""
    rows = stranger.page.locator(".new")
    unfold(rows.first.locator("input").first)
    empty = rows.evaluate_all("all => all.findIndex(row => !row.querySelector('input').files.length)")
    row = rows.nth(empty)
    row.locator("input[type=file]").set_input_files(file)
    row.locator('[name="media_caption"]').fill(caption)


def the_line_breaks(stranger: Person, title: str) -> None:
    """Nothing is lost, what is wrong is said, and what arrived is not sent again."""
    page, asked = stranger.page, []

    def sent(route: Route) -> None:
        asked.append(route.request.resource_type)
        if asked.count("xhr") == 2 and asked[-1] == "xhr":
            route.abort()
        else:
            route.continue_()

    page.route("**/publish/?*", sent)
    page.locator('button[value="preview"]').last.click()
    page.wait_for_selector(".new .error")
    assert "The line broke before all of it was here" in stranger.words
    assert page.input_value("#title") == title
    assert page.locator(".kept").count() == 1
    assert page.locator(".new input[type=file]").evaluate_all("all => all.map(it => it.files.length)")[1] == 1
    page.unroute("**/publish/?*")
    assert asked == ["xhr", "xhr"]


def hide(stranger: Person) -> None:
    """Hide the upper left quarter: with a script by drawing, without one by the cells of the grid."""
    page = stranger.page
    grid = page.locator(".grid").first
    unfold(grid)
    if stranger.scripts:
        grid.evaluate("it => it.scrollIntoView({behavior: 'instant', block: 'center'})")
        box = grid.bounding_box()
        assert box
        page.mouse.move(box["x"] + 1, box["y"] + 1)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
        page.mouse.up()
        assert grid.locator("button.drawn").count() == 1
        assert grid.locator(":checked").count() == 0
    else:
        for row in (1, 2, 3):
            for column in (1, 2, 3, 4):
                grid.locator(f'[aria-label$=": row {row}, column {column}"]').check()
    with page.expect_navigation() as going:
        page.locator('.hiding button[name="action"]').first.click()
    assert going.value.status == 200
    assert "Removed: the parts that you chose, camera model and settings" in stranger.words


def captions(stranger: Person) -> list[str]:
    return stranger.page.locator(".h-entry [data-caption]").all_inner_texts()


def dark(file: Path) -> bool:
    with Image.open(file) as picture:
        pixel = picture.convert("RGB").getpixel((picture.width // 4, picture.height // 4))
    assert isinstance(pixel, tuple)
    return max(pixel) < 40
