"""guidelines.html: each language in a part of its own, the same numbers, and a version for all of it."""

import re

import feedparser
import pytest

from handbill.actions.hide import hide
from handbill.actions.set_guidelines import set_guidelines
from handbill.newswire.guideline import Guideline
from tests.cast import VANE, Town

SPANISH = ("Amenazas <b>", "Las ocultamos: https://wire.example/a\n\nTambién las veladas.")
ARABIC = ("التهديدات", "نخفي التهديدات.")


@pytest.fixture
def town(site):
    return Town(site)


def part(page: str, anchor: str) -> str:
    found = re.search(rf'<section class="guideline" id="{anchor}".*?</section>', page, re.DOTALL)
    assert found, anchor
    return found[0]


def test_a_site_of_one_language_has_one_part(town):
    town.go()
    page = town.page("guidelines.html")
    assert "wordings" not in page
    assert "Also in" not in page


def test_each_language_has_its_part(town):
    set_guidelines(town.operator(), 1, "Threats", "We hide them.", {"es": SPANISH, "ar": ARABIC})
    set_guidelines(town.operator(), 3, "Private", "We hide it.", {"es": ("Privado", "Lo ocultamos.")})
    town.go_and_verify()
    page = town.page("guidelines.html")
    assert re.findall(r'href="#in-([a-z]+)"', page) == ["ar", "es"]
    own = part(page, "guideline-1")
    assert "Version 2" in own
    assert 'lang="es" href="guidelines.html#guideline-1-es"' in own
    spanish = part(page, "guideline-1-es")
    assert ' lang="es" dir="ltr">' in spanish
    assert "Amenazas &lt;b&gt;" in spanish
    assert "<p>También las veladas.</p>" in spanish
    assert 'href="https://wire.example/a" rel="nofollow ugc noopener"' in spanish
    assert ' lang="ar" dir="rtl">' in part(page, "guideline-1-ar")
    missing = re.findall(r"Not translated yet:(.*?)</p>", page)
    assert [re.findall(r"#guideline-(\d)", one) for one in missing] == [list("23456"), list("2456")]


def test_the_decision_shows_what_was_said_and_a_later_version_without_it_does_not(town):
    entry = set_guidelines(town.operator(), 1, "Threats", "We hide them.", {"ar": ARABIC}).entry_id
    town.go()
    index = next(
        at
        for at in range(99)
        if town.there(f"record/decision/{at}.html") and ARABIC[1] in town.page(f"record/decision/{at}.html")
    )
    assert f'<dd class="said" lang="ar" dir="auto">{ARABIC[1]}</dd>' in town.page(
        f"record/decision/{index}.html"
    )
    set_guidelines(town.later(minutes=1).operator(), 1, "Threats", "We hide them.")
    town.go_and_verify()
    assert Guideline.objects.get(number=1).entry_id > entry
    assert ARABIC[1] not in town.page("guidelines.html")
    assert ARABIC[1] in town.page(f"record/decision/{index}.html")


def test_whatever_cites_one_names_the_version_of_then(town):
    town.nora()
    number = town.publish(VANE)
    remark = town.comment(number)
    set_guidelines(town.operator(), 3, "No insults", "We hide them.")
    hide(town.desk(), remark, 3, "It is rude.")
    other = town.publish(VANE)
    hide(town.desk(), other, 3, "So is this.")
    set_guidelines(town.operator(), 3, "No insults at all", "We hide them.")
    town.go_and_verify()
    feed = feedparser.parse((town.site.public / "record/feed.atom").read_bytes()).entries[1]
    cited = 'guidelines.html#guideline-3">3. No insults</a> (version 2)'
    there = [
        town.page(f"2024/03/{number}.html"),
        town.page(f"2024/03/{other}.html"),
        town.page(f"hidden/{remark}.html"),
        town.page("hidden/index.html"),
    ]
    assert [cited in page for page in there] == [True] * len(there)
    decision = town.page(feed.link.removeprefix(town.site.address))
    assert 'guidelines.html#guideline-3">3. No insults</a> (<a href="../../record/decision/' in decision
    assert ">version 2</a>)" in decision
    assert (
        f'{town.site.address}guidelines.html#guideline-3">Guideline 3: No insults (version 2)'
        in feed.content[0].value
    )
    assert 'guideline-3">guideline 3: No insults</a> (version 2)' in town.page("record/index.html")
    hide(town.later(minutes=1).desk(), number, 3, "Anew.")
    town.go_and_verify()
    assert "3. No insults at all</a> (version 3)" in town.page(f"2024/03/{number}.html")
