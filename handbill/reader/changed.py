"""Which files of a copy an update must fetch: what the entries since a size of the log say that they changed."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handbill.record.format.entry import Entry
from handbill.record.format.files import beside, pages, stem_of
from handbill.record.format.history import History
from handbill.record.format.items import Item
from handbill.record.format.kinds import ATTACHING, DECISIONS, ITEM_DECISIONS, Kind
from handbill.record.format.state import BORN

_LOOSENING = frozenset({Kind.REVISE, Kind.HOLD, Kind.ADMIT, Kind.HIDE, *ATTACHING})
_DESTROYING = frozenset({Kind.REDACT, Kind.WITHDRAW})
_EVERYWHERE = frozenset({Kind.SET_PAGE, Kind.ROTATE_KEY, Kind.FREEZE, Kind.THAW})
"""What these say may stand on every page."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Files by name, articles by their addresses without ending; or everything, where a title may stand on every page, and a key under every proof."""

    files: frozenset[str]
    stems: frozenset[bytes]
    days: frozenset[str]  # around the acts that brought articles: 2026/11/23
    everything: bool
    decided: bool  # was there a decision? Without one the lists of decisions stay as they are


EVERYTHING: Final = Changed(frozenset(), frozenset(), frozenset(), everything=True, decided=True)
"""For a copy of which nothing is trusted."""


def changed(history: History, new: Iterable[tuple[int, Entry]]) -> Changed:
    """Read new entries, with their indexes."""
    files, stems, days, everything, decided = set[str](), set[bytes](), set[str](), False, False
    for index, entry in new:
        everything |= entry.kind in _EVERYWHERE
        if entry.kind in DECISIONS:
            decided = True
            files |= {f"record/decision/{index}.json", f"record/decision/{index}.html"}
        item = history.items.get(entry.number or 0)
        if item is None:
            continue
        if entry.kind in ITEM_DECISIONS:  # the decision before it leads to it
            before = item.decisions[: bisect_left(item.decisions, index)]
            files |= {f"record/decision/{one}.html" for one in before[-1:]}
        if (
            entry.kind in _LOOSENING
        ):  # what a decision said of an attachment may have gone with it, or be back
            about = [one for one in item.decisions if history.decisions[one].kind in ATTACHING]
            files |= {f"record/decision/{one}.json" for one in about}
        if entry.kind in _DESTROYING:  # the words of a decision may have gone with it
            files |= {f"record/decision/{one}.{end}" for one in item.decisions for end in ("json", "html")}
        article = item if item.article is None else history.items[item.article]
        files |= {f"hidden/{item.number}.html", f"{article.path}/versions.html"}
        files |= {f"{stem}.{end}" for stem in _stems(article, item) for end in ("json", "html")}
        stems.add((article.path or "").encode())
        if entry.kind in BORN and item is article:
            days |= around(entry.at[:10])
    return Changed(frozenset(files), frozenset(stems), frozenset(days), everything, decided)


def around(day: str) -> set[str]:
    """Give a day and its neighbours as addresses have them: a site counts days in its own time zone."""
    middle = date.fromisoformat(day)
    steps = (timedelta(days=-1), timedelta(), timedelta(days=1))
    return {f"{middle + step:%Y/%m/%d}" for step in steps if date.min < middle < date.max}


def _stems(article: Item, item: Item) -> list[str]:
    """Give the pages that an act touches: of a comment its own and the neighbours that link to it, and that on which additions stand; else all."""
    touched = range(1, pages(article) + 1) if item is article else {1, *beside(article, item.number)}
    return [stem_of(article, page) for page in touched]
