"""Limits of searches, at the readers' door and at the desk. What is beyond is not refused: the next page goes on, and says so."""

import pytest

from handbill.actions.act import Act
from handbill.actions.publish import publish
from handbill.desk import alike
from handbill.limits import SEARCH_TERMS
from handbill.search import find
from handbill.search.said import MARK, _bounded
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door
from tests.limits.doors import THOUSAND, these, value
from tests.search.archive import ask, numbers


def of_searches(site: Settings) -> list[str]:
    """A few in place of hundreds, where texts are looked through: what a page costs is bounded, and not how it is counted."""
    town = Town(site)
    most = value("search_page")
    wrong = []
    for count in range(1, most + 2):
        town.publish({"title": f"Sheep {count}", "body": "They stood on the road.", "format": "text"})
        if count >= most:
            town.go()
            found = ask(Door(), q="sheep")
            wrong += these(
                "search_page", (len(numbers(found)), 'rel="next"' in found.text), (most, count > most)
            )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "SEARCH_RANKED", 5)
        best = ask(Door(), q="sheep", order="best")
        wrong += these("search_ranked", numbers(best), list(range(most + 1, most - 4, -1)))
        patch.setattr(find, "SEARCH_LOOKED", 5)
        patch.setattr(find, "_PART", 5)
        none = ask(Door(), q='"road the"')
        wrong += these("search_looked", (numbers(none), 'rel="next"' in none.text), ([], True))
        patch.setattr(find, "SEARCH_LOOKED", most + 2)
        none = ask(Door(), q='"road the"')
        wrong += these("search_looked", (numbers(none), 'rel="next"' in none.text), ([], False))
    return wrong + _of_questions() + _of_terms()


def of_likeness(door: Door) -> list[str]:
    """A text is compared with so many of the newest; two stand for the two hundred."""
    said = "The sluice of the upper weir was open all night, and nobody from the board was there."
    for one in range(4):
        said_now = said if one in {0, 3} else f"Something else altogether, by number {one}."
        publish(Act.author(), {"title": f"T {one}", "body": said_now, "format": "text"}, f"{one:064x}")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for most in (3, 2, 1):
            patch.setattr(alike, "ALIKE", most)
            found.append([it.number for it in alike.alike(4)])
    del door
    return these("alike", found, [[1], [], []])


def _of_questions() -> list[str]:
    most = value("search_query")
    done = [ask(Door(), q="x" * size).status for size in (most, most + 1, most * THOUSAND)]
    return these("search_query", done, [200, 422, 422])


def _of_terms() -> list[str]:
    """What filters go by is never left out; of words the last of the alphabet are. A thousand times as many are more than an item has."""
    mark = f"{MARK}kind{MARK}article"
    wrong = []
    for size in (SEARCH_TERMS, SEARCH_TERMS + 1, SEARCH_TERMS * 10):
        long = 8  # bytes of each term, with the byte after it
        room = size - len(mark.encode()) - 1
        words = [f"{one:07x}" for one in range(room // long - 1)]
        words.append("z" * (room - long * len(words) - 1))
        kept = _bounded([*words, mark])
        took = sum(len(one.encode()) + 1 for one in kept)
        wrong += these(f"search_terms of {size}", (mark in kept, took <= SEARCH_TERMS), (True, True))
        wrong += these(f"search_terms of {size}", len(kept) == len(words) + 1, size == SEARCH_TERMS)
    return wrong
