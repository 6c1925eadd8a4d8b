"""Sorted anew by an editor: in the lists that it belongs to now, a stub where it was; and closed to comments."""

import re

import pytest

from handbill.actions.act import Refused
from handbill.actions.admit import admit
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.open_ import open_
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.newswire.article import Article
from tests.actions.tables import dump
from tests.cast import BRIDGE, DOUBT, FLOOD, HELD, Town, differences, files

TITLE = FLOOD["title"]


def with_two_articles(site):
    town = Town(site)
    town.nora()
    town.publish(FLOOD)  # water, harbour, reporting
    town.publish(BRIDGE)
    town.go()
    return town.now


pytestmark = pytest.mark.grown(how=with_two_articles)


@pytest.fixture
def town(site, told):
    return Town(site, told)


def shown(town: Town, number: int = 1) -> tuple[str, list[str], list[str]]:
    article = Article.objects.get(number=number)
    return article.genre, article.topics, article.places


def test_it_leaves_a_stub_where_it_was_and_stands_where_it_belongs(town):
    classify(town.desk(), 1, "It is about flats.", genre="commentary", topics=("housing",), places=())
    town.go_and_verify()
    for left in ("topic/water", "place/harbour", "genre/reporting"):
        assert "sorted elsewhere now" in town.page(f"{left}/1.html")
        for page in (f"{left}/1.html", f"{left}/index.html", f"{left}/feed.atom"):
            assert TITLE not in town.page(page)
    for now in ("topic/housing", "genre/commentary"):
        for page in (f"{now}/1.html", f"{now}/index.html", f"{now}/feed.atom"):
            assert TITLE in town.page(page)
    for page in ("index.html", "newswire/index.html", "newswire/1.html"):
        assert TITLE in town.page(page)
    article = town.page("2024/03/1.html")
    for there in ("topic/housing", "genre/commentary"):
        assert f"../../{there}/index.html" in article
    for gone in ("topic/water", "place/harbour", "genre/reporting"):
        assert f"../../{gone}/index.html" not in article
    assert '<category term="water"' not in town.page("feed.atom")
    decision = town.page(
        "record/decision/" + re.findall(r'"decisions":\[(\d+)\]', town.page("2024/03/1.json"))[0] + ".html"
    )
    for words in ("Nora sorted article 1 anew", "It is about flats.", "Housing", "Commentary", "none"):
        assert words in re.sub(r"<[^>]+>", "", decision)


def test_what_an_editor_leaves_out_follows_its_author(town):
    classify(town.desk(), 1, "It is about flats.", topics=("housing",))
    assert shown(town) == ("reporting", ["housing"], ["harbour"])
    anew = {name: value for name, value in FLOOD.items() if name != "places"}
    revise(town.author(), 1, {**anew, "genre": "question"})
    assert shown(town) == ("question", ["housing"], [])
    town.go_and_verify()
    classify(town.desk(), 1, "As its author has it.")
    assert shown(town) == ("question", ["water"], [])
    town.go_and_verify()
    assert TITLE in town.page("topic/water/index.html")


def test_it_stays_where_an_editor_put_it_when_a_field_is_redacted(town):
    classify(town.desk(), 1, "It is about flats.", topics=("housing",))
    redact(town.desk(), 1, 3, "Not so.", field="topics")
    assert shown(town) == ("reporting", ["housing"], ["harbour"])
    town.go_and_verify()


def test_what_is_held_takes_its_new_places_when_it_is_admitted(town):
    number = town.publish({**FLOOD, "title": "It waits"}, HELD)
    classify(town.desk(), number, "It is about flats.", topics=("housing",))
    town.go_and_verify()
    assert "It waits" not in town.page("topic/housing/index.html")
    admit(town.desk(), number)
    town.go_and_verify()
    assert "It waits" in town.page("topic/housing/index.html")
    assert "It waits" not in town.page("topic/water/index.html")


def test_a_closed_article_says_so_and_offers_no_comment(town):
    town.comment(1, DOUBT)
    town.go()
    before = files(town.site.public)
    assert 'href="../../comment/1/' in town.page("2024/03/1.html")
    close(town.desk(), 1, "They have turned on a neighbour.")
    town.go_and_verify()
    page = town.page("2024/03/1.html")
    for words in ("Nora closed the comments", "They have turned on a neighbour.", "The sluice was open."):
        assert words in page
    assert 'href="../../comment/1/' not in page
    rows = dump()
    with pytest.raises(Refused, match="closed the comments") as refused:
        town.comment(1, DOUBT)
    assert (refused.value.status, dump()) == (409, rows)
    open_(town.desk(), 1, "A week has passed.")
    town.go_and_verify()
    changed = differences(before, files(town.site.public))
    assert {name for name in changed if not name.startswith("record/")} <= {
        "2024/03/1.json",
        "2024/03/1.json.gz",
    }
    town.comment(1, DOUBT)
    town.go_and_verify()


def test_further_pages_of_comments_say_it_too(town):
    for _ in range(101):
        town.comment(2, DOUBT)
    close(town.operator(), 2, "It is enough.")
    town.go_and_verify()
    page = town.page("2024/03/2/comments/2.html")
    assert "The site closed the comments" in page
    assert "comment/2/" not in page
