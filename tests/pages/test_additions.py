"""Additions: what was raised stands with the article, above the talk; its slot leads there; a stranger can verify it."""

import re

import pytest

from handbill.actions.act import Refused
from handbill.actions.hide import hide
from handbill.actions.raise_ import raise_
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.actions.withdraw import withdraw
from tests.cast import DOUBT, FLOOD, Town, differences, files

ARTICLE = "2024/03/1.html"
MANY = 120


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    town.publish()
    return town


def entries_of(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'class="h-entry[^>]* data-number="(\d+)"', page)]


def lists(town: Town) -> list[str]:
    names = ("index", "newswire/index", "newswire/1", "newswire/2024/03/04", "topic/water/index")
    return [town.page(f"{name}.html") for name in names]


def feeds(town: Town) -> list[str]:
    return [town.page(name) for name in ("feed.atom", "feed.rss", "feed.json", "topic/water/feed.atom")]


def test_it_stands_above_the_talk_and_its_slot_leads_there(town):
    one, two = (
        town.comment(1),
        town.comment(1, {**DOUBT, "title": "The gauge was read", "body": "It was 3.9 m."}),
    )
    town.go()
    before = files(town.site.public)
    raise_(town.desk(), two, "The photograph shows it.", corrects=True)
    town.go_and_verify()
    page = town.page(ARTICLE)
    assert entries_of(page) == [1, two, one]
    assert re.findall(r'data-number="(\d+)"[^>]* data-raised="\d+"', page) == [str(two)]
    assert page.count("It was 3.9 m.") == 1
    above, _, talk = page.partition('<section class="comments"')
    assert "It was 3.9 m." in above
    assert "The photograph shows it." in above
    assert "Raised from the comments by Nora" in above
    assert f'id="slot-{two}"' in talk
    assert f'{ARTICLE}#comment-{two}"' in talk
    assert all("corrected by a comment" in page for page in lists(town))
    assert all("Corrected by a comment" in feed and "It was 3.9 m." in feed for feed in feeds(town))
    town.later(minutes=3)
    unraise(town.desk(), two, "The article says so itself now.")
    town.go_and_verify()
    changed = differences(before, files(town.site.public))
    left = {name for name in changed if not name.startswith("record/")} - {
        f"2024/03/1.json{end}" for end in ("", ".gz")
    }
    assert left == set()


def test_what_adds_does_not_correct(town):
    raise_(town.desk(), town.comment(1), "It names the chandler.")
    town.go_and_verify()
    assert all("with an addition" in page and "corrected by" not in page for page in lists(town))
    assert all("A comment adds to it" in feed and "Corrected" not in feed for feed in feeds(town))


def test_a_comment_of_a_further_page_stands_with_the_article_too(town):
    for _ in range(MANY):
        town.comment(1)
    last, early = MANY + 1, 3
    raise_(town.desk(), last, "The last word.")
    raise_(town.desk(), early, "An early one.")
    town.go_and_verify()
    assert entries_of(town.page(ARTICLE))[:3] == [1, last, early]
    further = town.page("2024/03/1/comments/2.html")
    assert last not in entries_of(further)
    assert f'id="comment-{last}"' in further  # who has its old address finds the line
    assert f'1.html#comment-{last}"' in further
    revise(town.author(), last, {**DOUBT, "body": "The last word, anew."})
    town.go_and_verify()
    assert "The last word, anew." in town.page(ARTICLE)


@pytest.mark.parametrize("item", [1, 2])
def test_hidden_it_leaves_its_notice_in_its_slot_and_comes_back_byte_for_byte(town, item):
    town.comment(1)
    town.comment(1)
    raise_(town.desk(), 3, "It matters.", corrects=True)
    raise_(town.desk(), 2, "It matters too.")
    town.go()
    before = files(town.site.public)
    hide(town.desk(), item, 3, "Rude.")
    town.go_and_verify()
    assert entries_of(town.page(ARTICLE)) == [1, 3, 2]  # 2: an addition, or a stub in its slot
    assert ("Comment 2 was hidden" in town.page(ARTICLE)) == (item == 2)
    unhide(town.desk(), item, "Not rude.")
    town.go_and_verify()
    changed = {name.removesuffix(".gz") for name in differences(before, files(town.site.public))}
    assert {name for name in changed if not name.startswith(("record/", "look/"))} <= {"2024/03/1.json"}


@pytest.mark.parametrize("item", [1, 2])
@pytest.mark.parametrize("gone", ["withdraw", "redact"])
def test_it_ends_with_the_comment_and_with_the_article(town, item, gone):
    town.comment(1)
    town.comment(1)
    raise_(town.desk(), 2, "It matters.", corrects=True)
    town.go()
    if gone == "withdraw":
        withdraw(town.author(), item)
    else:
        redact(town.desk(), item, 3, "It names a child.")
    town.go_and_verify()
    page = town.page(ARTICLE)
    assert "Raised from the comments" not in page
    assert "slot-2" not in page
    assert not any("corrected by a comment" in one for one in lists(town))
    with pytest.raises(Refused):
        raise_(town.desk(), 2, "Once more.")


def test_what_cannot_be_raised(town):
    town.comment(1)
    town.comment(1)
    with pytest.raises(Refused, match="not a comment"):
        raise_(town.desk(), 1, "An article.")
    with pytest.raises(Refused, match="no article or comment"):
        raise_(town.desk(), 99, "Nothing.")
    with pytest.raises(Refused, match="no addition"):
        unraise(town.desk(), 2, "Never was.")
    raise_(town.desk(), 2, "It matters.")
    with pytest.raises(Refused, match="already"):
        raise_(town.desk(), 2, "It matters.")
    hide(town.desk(), 3, 3, "Rude.")
    with pytest.raises(Refused, match="can be read"):
        raise_(town.desk(), 3, "It matters.")
    town.go_and_verify()


def test_what_its_author_corrected_is_marked_wherever_it_is_listed(town):
    town.later(days=1).go()
    assert not any("corrected" in page for page in lists(town))
    revise(town.author(), 1, {**FLOOD, "body": "The water came at seven."})
    town.go_and_verify()
    for page in lists(town):
        assert "2024/03/1/versions.html" in page
        assert "corrected" in page
    assert "2024/03/1/versions.html" in town.page(ARTICLE)
    assert all("Corrected by its author" in feed for feed in feeds(town))
