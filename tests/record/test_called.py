"""What is read besides what is new: articles, each with the same chance, however many comments one has."""

from random import Random

import pytest

from handbill.record.format.called import SAMPLE, Draw, newer
from handbill.record.format.history import History

pytestmark = pytest.mark.once


def drawn(articles: int, comments: int, dice: Random) -> set[int]:
    """Draw from a log of articles, the first with all the comments."""
    history = History()
    for number in range(1, articles + comments + 1):
        article = number <= articles
        path = f"2026/11/{number}" if article else None
        history.items.born(number, None if article else 1, path, "00" * 32, imported=False)
    return set(newer(history, [], Draw(dice.getrandbits(64))).work)


@pytest.mark.parametrize(("articles", "comments"), [(3, 0), (3, 90), (60, 9000), (SAMPLE, 1)])
def test_of_few_all_are_drawn(articles: int, comments: int) -> None:
    assert drawn(articles, comments, Random(1)) == set(range(1, articles + 1))


@pytest.mark.parametrize(("articles", "comments"), [(101, 0), (150, 9000), (2000, 3000)])
def test_of_many_so_many_articles_are(articles: int, comments: int) -> None:
    found = drawn(articles, comments, Random(1))
    assert len(found) == SAMPLE
    assert found <= set(range(1, articles + 1))


def test_one_with_most_comments_is_one_of_many() -> None:
    times = [1 in drawn(1000, 3000, Random(seed)) for seed in range(30)]
    assert 0 < sum(times) < 12  # of the thirty a tenth, and not nearly all
