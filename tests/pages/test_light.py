"""The page of an article without what its attachments load: there while it can be read, proven like its own, and in a copy."""

from pathlib import Path

import pytest

from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.unhide import unhide
from handbill.reader.verify import verify
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture

pytestmark = pytest.mark.once


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


def light(town: Town) -> list[Path]:
    return sorted(town.site.public.glob("2*/*/*/light.html"))


def test_it_is_there_while_the_article_has_files_and_can_be_read(town: Town) -> None:
    told = {"media_caption": ["At noon"], "media_alt": ["A wall"]}
    number = Door().post("/publish/", {**TEXT, "media": [picture()], **told}).number
    Door().post("/publish/", {**TEXT, "title": "Nothing to see"})
    town.go_and_verify()
    [page] = light(town)
    shown = page.read_text()
    assert not [tag for tag in ("<img", "<picture", "<video", "<audio", "<source", "<track") if tag in shown]
    for words in ("At noon", "A wall", "JPEG, 1 kB, 64", "It rained.", f"2026/11/{number}.html"):
        assert words in shown
    whole = page.parent.with_suffix(".html").read_text()
    assert f'/{number}/light.html">Read it without pictures and players</a>' in whole
    gzipped = page.with_name("light.html.gz")
    gzipped.unlink()
    for instead in ('<img src="media/1/1.jpg" alt="A wall">', "A word more"):
        page.write_text(shown.replace("It rained.", f"It rained. {instead}"))
        assert {file for file, _words in verify(str(town.site.public)).wrong} == {
            f"2026/11/{number}/light.html"
        }
    page.unlink()
    assert verify(str(town.site.public)).wrong == [(f"2026/11/{number}/light.html", "is missing")]
    hide(town.operator(), number, 1, "Let us ask.")
    town.go_and_verify()
    assert light(town) == []
    page.write_text(shown)
    assert verify(str(town.site.public)).wrong == [
        (f"2026/11/{number}/light.html", "is not called for by any entry")
    ]
    page.unlink()
    unhide(town.operator(), number, "They agree.")
    town.go_and_verify()
    assert light(town) == [page]
    redact(town.operator(), number, 1, "A neighbour.", field="media_1")
    town.go_and_verify()
    assert light(town) == []
