"""Every page of the site, on the same road; and what no page explains is taken away."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zlib import crc32

from django.db.models import Max

from handbill.newswire.article import Article
from handbill.newswire.decision import Decision
from handbill.newswire.filed import HIDDEN, Filed
from handbill.newswire.listing import Listing
from handbill.newswire.old_address import OldAddress
from handbill.newswire.sitepage import GENRES, with_media
from handbill.newswire.standing import Standing
from handbill.pages import feeds
from handbill.pages.known import Known
from handbill.pages.lists import AXES, last_page
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import COMMENTS, comments_key, day_key, page_of_place
from handbill.pages.render import render
from handbill.pages.write import Writer
from handbill.record import durable
from handbill.record.models import Sealed
from handbill.record.seal import Log

CHUNK = 100
MOST = 3 * CHUNK
"""Keys of articles that are given at one time, but for those of one article."""

LOG_FILES = frozenset(f"record/{name}" for name in ("checkpoint", "checkpoint.witnessed", "vkey", "keys"))
"""What stands beside the tiles, and no page is made of."""

Tick = Callable[[int], None]


def everything(
    moment: Moment, log: Log, writer: Writer, now: datetime, tick: Tick = lambda _done: None
) -> None:
    """Render the whole site in this process, then prune. `tick` is told how many articles were written."""
    kept = Known()
    for keys, articles in (*article_keys(moment), *other_keys(moment)):
        for path, text in render(moment, log, keys, now):
            kept.add(map(hash, writer.put(path, text)))
        tick(articles)
    prune(writer, kept)


def article_keys(moment: Moment, share: int = 0, of: int = 1) -> Iterator[tuple[list[str], int]]:
    """Give the keys of the pages of articles, a hundred articles at a time, with how many those are.

    With `of` above 1 only every `of`-th hundred, beginning with number `share`.
    """
    del moment
    last, hundred = 0, 0
    while True:
        rows = Article.objects.using(USING).filter(number__gt=last).order_by("number")
        part = list(rows.values_list("number", "path", "comments")[:CHUNK])
        if not part:
            return
        last = part[-1][0]
        if hundred % of == share:
            keys: list[str] = []
            count = 0
            for _number, path, comments in part:
                keys += [comments_key(path, page) for page in range(1, comments // COMMENTS + 2)]
                keys.append(f"{path}/versions")
                count += 1
                if len(keys) > MOST:  # a busy one stands for itself
                    yield keys, count
                    keys, count = [], 0
            if keys:
                yield keys, count
        hundred += 1


def other_keys(moment: Moment, share: int = 0, of: int = 1) -> Iterator[tuple[list[str], int]]:
    """Give the keys of all other pages, or one of `of` shares.

    Who has a share sees a moment of its own, so what belongs to it hangs on what stays: a name, a number.
    """
    for name, keys in (*_numbered(), *((keys[0], keys) for keys in _lists(moment))):
        if crc32(name.encode()) % of == share:
            yield keys, 0


def _numbered() -> Iterator[tuple[str, list[str]]]:
    """Give the pages of decisions, of what is hidden and of old addresses, by the hundred that their numbers belong to."""
    decided = Sealed.objects.using(USING).filter(
        entry_id__in=Decision.objects.using(USING).values("entry_id")
    )
    hidden = Standing.objects.using(USING).filter(over=False, state="hidden")
    before = OldAddress.objects.using(USING).filter(over=False).distinct()
    for name, rows, of in (
        ("record/decision", decided, "index"),
        ("hidden", hidden, "number"),
        ("moved", before, "number"),
    ):
        numbers = rows.order_by(of).values_list(of, flat=True).iterator(chunk_size=2000)
        for hundred, some in groupby(numbers, lambda number: number // CHUNK):
            yield f"{name} {hundred}", [f"{name}/{number}" for number in some]


def _lists(moment: Moment) -> Iterator[list[str]]:
    yield ["fixed", "guidelines", "about", "hidden/index"]
    yield ["record/index", "record/mirrors", "record/feed", "record/lists", f"{HIDDEN}/index"]
    yield ["record/transparency"]
    for name, last in (
        Filed.objects.using(USING).values("list").annotate(last=Max("position")).values_list("list", "last")
    ):
        if name != HIDDEN:
            yield [f"{name}/index"]
        for page in range(1, page_of_place(last) + 1):
            yield [f"{name}/{page}"]
    for name in list_names(moment):
        yield [f"{name}/index", f"{name}/feed"]
        for page in range(1, last_page(name) + 1):
            yield [f"{name}/{page}"]
    times = (
        Listing.objects.using(USING)
        .filter(list="newswire")
        .values_list("sorts_at", flat=True)
        .order_by("sorts_at")
    )
    days = dict.fromkeys(moment.local(at).date() for at in times.iterator(chunk_size=5000))
    for day in days:
        yield [day_key(day)]
    for month in feeds.months():
        yield [f"sitemap/{month}"]
    yield ["sitemap", *(f"{axis}/index" for axis in (*AXES, "media")), "index"]


def list_names(moment: Moment) -> list[str]:
    """Give the names of all lists."""
    named = [f"{axis}/{name}" for axis, names in moment.names.items() for name in names]
    genres = [f"genre/{name}" for name in GENRES]
    return with_media(["newswire", "features", *sorted({*named, *genres})])


def prune(writer: Writer, kept: Known) -> None:
    """Take away every public file that is not a page, a copy of one, or part of the log."""
    top = str(writer.folder)
    for folder, _folders, files in os.walk(top):
        below = os.path.relpath(folder, top)
        prefix = "" if below == "." else f"{below}/"
        if prefix.startswith(("record/tile/", "search/")):  # that of a finished site has its own maker
            continue
        for name in files:
            path = f"{prefix}{name}"
            if path in LOG_FILES or prefix == "record/rotation/":
                continue
            if path.removesuffix(".gz") not in kept:
                durable.remove(writer.folder, Path(folder, name))
