"""Parts of a picture that an editor hides: by the grid of the item's page, and from the shell."""

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from handbill.actions.act import Refused
from handbill.cli import main
from handbill.desk.acting import Usage, act
from handbill.newswire import media
from handbill.newswire.attachment import MediaFile
from handbill.newswire.decision import Decision
from handbill.newswire.standing import state_of
from handbill.record.models import Entry
from handbill.settings import Settings
from handbill.worker import Worker
from tests.desk.desk import Browser, token_in, words
from tests.guard.test_pictures import scene
from tests.intake.door import Door

CORNER = ("1:0,0,5000,2500", "1:0,2500,5000,2500")
REASON = {"verb": "blur", "guideline": "1", "reason": "A neighbour's window."}


@pytest.fixture
def pictured(ines: Browser) -> int:
    """An article with two pictures."""
    del ines
    first = {"title": "Two cranes", "body": "See.", "media": [scene(), scene(other=True)]}
    answer = Door().post("/publish/", {**first, "media_caption": ["Here", ""]})
    assert answer.status == 201
    return answer.number


def black(number: int) -> bool:
    """Whether the upper left corner of the first picture is, in each of its files."""
    told = json.loads(Decision.objects.filter(number=number, kind="blur").latest("entry_id").fields)
    shown: list[Any] = []
    for file in told["attachment"]["value"]["files"]:
        with Image.open(media.path_of(file["sha256"])) as opened:
            shown.append(opened.convert("RGB").getpixel((10, 10)))
    return bool(shown) and all(max(one) < 40 for one in shown)


def test_an_editor_hides_parts_by_the_grid(ines: Browser, pictured: int, site: Settings) -> None:
    path = f"/desk/item/{pictured}/"
    page = ines.get(path).content.decode()
    cells = re.findall(r'name="parts" value="(\d):([^"]*)" aria-label="\d+: row (\d), column (\d)"', page)
    assert [sum(k == which for k, *_rest in cells) for which in "12"] == [48, 48]
    chosen = [
        f"{k}:{where}" for k, where, row, column in cells if k == "1" and int(row) < 4 and int(column) < 5
    ]
    before, entries = set(MediaFile.objects.values_list("sha256", flat=True)), Entry.objects.count()
    wrong = []
    cases: tuple[tuple[str, dict[str, Any], int, str], ...] = (
        ("none", {}, 422, "Choose which parts"),
        ("of two", {"parts": [*CORNER, "2:0,0,10,10"]}, 422, "one picture at a time"),
        ("no part", {"parts": ["1:0,0,20000,10"]}, 422, "That is no part of a picture"),
        ("too many", {"parts": [f"1:{x},0,5,5" for x in range(201)]}, 422, "At most 200 parts"),
        ("too much", {"parts": ["1:0,0,5001,10000"]}, 403, "more than half"),
        ("of no picture", {"parts": ["3:0,0,10,10"]}, 404, "no picture of that number"),
        ("no guideline", {"parts": chosen, "guideline": ""}, 422, "which guideline"),
        ("no reason", {"parts": chosen, "reason": " "}, 422, "Say why"),
    )
    for case, sent, status, said in cases:
        answer = ines.post(path, **{**REASON, **sent})
        if (answer.status_code, said in words(answer)) != (status, True):
            wrong.append((case, answer.status_code))
        if (
            Entry.objects.count() != entries
            or set(MediaFile.objects.values_list("sha256", flat=True)) != before
        ):
            wrong.append((case, "something was changed"))
        if case == "no reason" and answer.content.decode().count("checked") != len(chosen):
            wrong.append((case, "what was chosen is lost"))
    assert wrong == []
    old = {**REASON, "token": token_in(ines.get(path)), "seen": "1-listed", "parts": chosen}
    assert ines.client.post(path, old).status_code == 409
    assert Entry.objects.count() == entries
    done = ines.post(path, **REASON, parts=chosen, how="black")
    assert done.status_code == 303, words(done)
    assert black(pictured)
    after = set(MediaFile.objects.values_list("sha256", flat=True))
    assert before & after, "the second picture stays"
    assert before - after
    assert not [one for one in before - after if media.path_of(one).exists()]
    assert "hid parts of a picture" in words(ines.get(path))
    Worker(site).run_once()
    decided = Decision.objects.get(kind="blur")
    assert (decided.by, decided.guideline) == ("editor:1", 1)
    told = [file.read_text() for file in site.public.glob("record/decision/*.html")]
    assert any(f"hid parts of picture 1 of article {pictured}" in one for one in told)


def test_the_picture_from_before_is_held_if_it_comes_back(pictured: int, site: Settings) -> None:
    parts = [one.partition(":")[2] for one in CORNER]
    for subject, field, error in (
        (pictured, "", Usage),
        (pictured, "title", Refused),
        (pictured, "media_9", Refused),
        (1, "media_1", Refused),
        (99, "media_1", Refused),
    ):
        with pytest.raises(error):
            act("blur", f"article/{subject}", field=field, guideline=1, reason="r", part=parts)
        assert not Decision.objects.filter(kind="blur").exists()
    assert act("blur", f"article/{pictured}", field="media_1", guideline=1, reason="r", part=parts) == "blur"
    assert black(pictured)
    again = Door().post("/publish/", {"title": "Once more", "body": "See.", "media": [scene()]})
    assert (again.status, state_of(again.number)) == (202, "held")
    assert "parts were hidden" in Decision.objects.latest("entry_id").fields
    order = ["act", str(site.folder), "blur", f"article/{pictured}", "--field", "media_2", "--reason", "r"]
    done = CliRunner().invoke(main, [*order, "--guideline", "1", "--part", "0,0,9000,9000,blur"])
    assert (done.exit_code, done.output) == (0, "done\n")
