"""A hundred comments a page: a full page changes only by an act on an item that it holds."""

import json

import pytest

from handbill.actions.hide import hide
from handbill.actions.revise import revise
from tests.cast import DOUBT, FLOOD, Town, differences, files


def fill(town: Town, count: int) -> None:
    for _ in range(count):
        town.comment(1)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 201])
def test_so_many_comments(site, count):
    town = Town(site)
    town.publish()
    fill(town, count)
    town.go_and_verify()
    for page in range(1, count // 100 + 2):
        stem = "2024/03/1" if page == 1 else f"2024/03/1/comments/{page}"
        numbers = [one["number"] for one in json.loads(town.page(f"{stem}.json"))["comments"]]
        assert numbers == [number + 1 for number in range((page - 1) * 100 + 1, min(page * 100, count) + 1)]
        assert town.page(f"{stem}.html").count('class="h-entry u-comment') == len(numbers)
    assert not town.there(f"2024/03/1/comments/{count // 100 + 2}.html")


def test_a_full_page_never_changes_by_what_follows(site):
    town = Town(site)
    town.publish()
    fill(town, 100)
    town.go()
    for more in (1, 98, 1, 1, 150):
        before = files(site.public)
        fill(town, more)
        town.later(days=1).go_and_verify()
        changed = differences(before, files(site.public))
        full = {"2024/03/1", *(f"2024/03/1/comments/{page}" for page in range(2, len_full(before) + 1))}
        assert not {name for name in changed if name.removesuffix(".gz").rpartition(".")[0] in full}


def len_full(found: dict[str, bytes]) -> int:
    """The number of full pages: each of them is followed by another."""
    return sum(name.startswith("2024/03/1/comments/") and name.endswith(".json") for name in found)


def test_an_act_on_a_comment_changes_its_own_page_alone(site):
    town = Town(site)
    town.nora()
    town.publish()
    fill(town, 250)
    town.go()
    before = files(site.public)
    hide(town.desk(), 150, 3, "Rude.")
    town.go_and_verify()
    changed = {name for name in differences(before, files(site.public)) if name.startswith("2024/")}
    assert changed == {f"2024/03/1/comments/2.{kind}" for kind in ("html", "html.gz", "json", "json.gz")}


def test_a_new_title_is_on_every_page_of_comments(site):
    town = Town(site)
    town.publish()
    fill(town, 201)
    town.go()
    revise(town.author(), 1, {**FLOOD, "title": "The river is back"})
    town.go_and_verify()
    for page in (2, 3):
        assert "The river is back" in town.page(f"2024/03/1/comments/{page}.html")


def test_an_answer_points_to_where_the_comment_stands(site):
    town = Town(site)
    town.publish()
    fill(town, 120)
    near, far = (town.comment(1, {**DOUBT, "reply_to": number}) for number in (115, 5))
    town.go_and_verify()
    page = town.page("2024/03/1/comments/2.html")
    assert "1/comments/2.html#comment-115" in page
    assert "1.html#comment-5" in page
    assert (near, far) == (122, 123)


def test_a_comment_touches_its_article_alone_and_the_front_page_by_its_tick(site):
    town = Town(site)
    town.publish()
    town.go()
    before = files(site.public)
    town.comment(1)
    town.worker.run_once(town.now)
    changed = {name for name in differences(before, files(site.public)) if not name.startswith("record/")}
    assert changed == {f"2024/03/1.{kind}" for kind in ("html", "html.gz", "json", "json.gz")}
    town.go()
    assert "It was not the rain" in town.page("index.html")
