"""Translations: both articles link to each other while both can be read; a reader's is marked."""

import json

import feedparser
import pytest

from handbill.actions.act import Refused
from handbill.actions.classify import classify
from handbill.actions.hide import hide
from handbill.actions.revise import revise
from handbill.actions.set_page import set_page
from handbill.actions.translate import translate
from handbill.actions.unhide import unhide
from handbill.actions.untranslate import untranslate
from handbill.actions.withdraw import withdraw
from handbill.rebuild import rebuild
from tests.cast import FLOOD, Town, differences, files

SPANISH = {**FLOOD, "title": "El río pasa del muelle", "language": "es"}


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    town.publish()
    town.publish(SPANISH)
    return town


def test_both_link_to_each_other_and_the_feeds_say_so(town):
    town.go()
    before = files(town.site.public)
    translate(town.desk(), 1, 2, "es")
    town.go_and_verify()
    first, second = town.page("2024/03/1.html"), town.page("2024/03/2.html")
    assert (
        '<span lang="es">español</span>: <a lang="es" dir="auto" href="../../2024/03/2.html">El río' in first
    )
    assert "Translated from" in second
    assert '<a lang="en" dir="auto" href="../../2024/03/1.html">The river' in second
    assert "a reader's translation" not in first + second
    assert '"workTranslation":[{"@type":"NewsArticle"' in first
    assert '"translationOfWork"' in second
    for name in ("feed.atom", "topic/water/feed.atom"):
        told = feedparser.parse(town.page(name))
        assert not told.bozo
        links = {entry.id[-1]: [link.get("hreflang") for link in entry.links] for entry in told.entries}
        assert links == {"1": [None, "es"], "2": [None, "en"]}
    items = {item["id"][-1]: item for item in json.loads(town.page("feed.json"))["items"]}
    assert items["1"]["_handbill"]["translations"] == {"es": f"{town.site.address}2024/03/2.html"}
    untranslate(town.desk(), 1, 2, "It says something else.")
    town.go_and_verify()
    changed = {name.removesuffix(".gz") for name in differences(before, files(town.site.public))}
    assert {name for name in changed if not name.startswith("record/")} == {"2024/03/1.json"}


def test_the_decision_leads_to_the_translation_and_names_its_language(town):
    translate(town.desk(), 1, 2, "es")
    town.go_and_verify()
    index = max(int(file.stem) for file in (town.site.public / "record/decision").glob("*.html"))
    page = town.page(f"record/decision/{index}.html")
    assert '<dd><a href="../../2024/03/2.html">Article 2</a> (<span lang="es">español</span>)</dd>' in page
    untranslate(town.desk(), 1, 2, "It says something else.")
    town.go_and_verify()
    assert '<a href="../../2024/03/2.html">Article 2</a></dd>' in town.page(
        f"record/decision/{index + 1}.html"
    )


def test_a_decision_that_sorts_names_what_readers_see_and_follows_a_new_title(town):
    classify(town.desk(), 1, "It is about flats.", genre="", topics=("housing",), places=("harbour",))
    town.go_and_verify()
    index = max(int(file.stem) for file in (town.site.public / "record/decision").glob("*.html"))
    name = f"record/decision/{index}.html"
    assert all(f'dir="auto">{words}</dd>' in town.page(name) for words in ("none", "Housing", "Harbour"))
    set_page(town.desk(), "topic/housing", "Homes")
    town.go_and_verify()
    assert 'dir="auto">Homes</dd>' in town.page(name)
    before = files(town.site.public)
    rebuild(town.site, lambda _done: None)
    assert differences(before, files(town.site.public)) == []


def test_a_readers_is_marked_on_both(town):
    translate(town.author(), 1, 2, "es")
    town.go_and_verify()
    assert all("a reader's translation" in town.page(f"2024/03/{number}.html") for number in (1, 2))


@pytest.mark.parametrize(("gone", "left"), [(1, 2), (2, 1)])
def test_what_cannot_be_read_is_not_linked(town, gone, left):
    translate(town.desk(), 1, 2, "es")
    town.go()
    before = town.page(f"2024/03/{left}.html"), town.page("feed.atom")
    hide(town.desk(), gone, 3, "Rude.")
    town.go_and_verify()
    assert "tongues" not in town.page(f"2024/03/{left}.html")
    assert "hreflang" not in town.page("feed.atom")
    unhide(town.desk(), gone, "Not rude.")
    town.go_and_verify()
    assert (town.page(f"2024/03/{left}.html"), town.page("feed.atom")) == before
    revise(town.author(), gone, {**(FLOOD if gone == 1 else SPANISH), "title": "Another title"})
    town.go_and_verify()
    assert "Another title" in town.page(f"2024/03/{left}.html")
    withdraw(town.author(), gone)
    town.go_and_verify()
    assert "Another title" not in town.page(f"2024/03/{left}.html")


def test_what_is_refused(town):
    comment = town.comment(1)
    for one, other, words in (
        (1, 1, "itself"),
        (1, 99, "no article"),
        (99, 1, "no article"),
        (1, comment, "comment"),
    ):
        with pytest.raises(Refused, match=words):
            translate(town.desk(), one, other, "es")
    with pytest.raises(Refused, match="not linked"):
        untranslate(town.desk(), 1, 2, "r")
    translate(town.desk(), 1, 2, "es")
    with pytest.raises(Refused, match="already"):
        translate(town.desk(), 1, 2, "es")
    withdraw(town.author(), 2)
    with pytest.raises(Refused):
        translate(town.desk(), 2, 1, "en")
    with pytest.raises(Refused, match="gone"):
        translate(town.desk(), 1, 2, "es")
    town.go_and_verify()
