"""Pictures in lists and on the front page."""

import re

import pytest

from handbill.actions.feature import feature
from handbill.limits import FRONT_PICTURE
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


@pytest.fixture
def door(site: Settings) -> Door:
    del site  # whose doors they are
    return Door()


def test_a_feature_shows_its_first_picture_in_small_files(door: Door, town: Town) -> None:
    answer = door.post(
        "/publish/", {**TEXT, "media": [picture(size=(1400, 900)), picture()], "media_alt": ["Stones", "B"]}
    )
    feature(town.operator(), answer.number, "Many saw it.")
    town.go_and_verify()
    page = (town.site.public / "index.html").read_text()
    shown = re.search(r'<a class="sight".*?</a>', page, re.DOTALL)
    assert shown
    assert 'alt="Stones"' in shown[0]
    assert "loading" not in shown[0]
    files = re.findall(rf"2026/\d\d/{answer.number}/media/[^ \"]+", shown[0])
    sizes = [(town.site.public / name).stat().st_size for name in files]
    assert len(files) >= 4
    assert max(sizes) <= FRONT_PICTURE
    assert "2 pictures" in page


def test_a_list_counts_them(door: Door, town: Town) -> None:
    answer = door.post("/publish/", {**TEXT, "media": [picture()]})
    town.go_and_verify()
    for page in ("newswire/index.html", "newswire/1.html", "index.html"):
        assert "1 picture<" in (town.site.public / page).read_text()
    new = {"receipt": answer.receipt, "action": "withdraw"}
    assert door.post("/receipt/", new).status == 200
    town.go_and_verify()
    assert "1 picture<" not in (town.site.public / "newswire/index.html").read_text()
