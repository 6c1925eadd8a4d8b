"""Make all pages and the index of the search anew, on every core: the worker's road, with the articles shared out."""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

from django.db import connections

from handbill.archive.finished.settle import settle
from handbill.bucket.compare import compare
from handbill.bucket.outbox import Outbox
from handbill.cores import end_with
from handbill.newswire.article import Article
from handbill.pages import follow, memory
from handbill.pages.articles import File, articles
from handbill.pages.everything import article_keys, other_keys, prune
from handbill.pages.filing import throw_away
from handbill.pages.known import Known
from handbill.pages.moment import frozen
from handbill.pages.render import render
from handbill.pages.rows import ItemRow
from handbill.pages.write import Writer
from handbill.record import copied, durable, mend, trouble
from handbill.record.leader import Leading
from handbill.record.lock import alone
from handbill.record.rotation import settle_key
from handbill.record.seal import Behind, Log, Trouble
from handbill.search.filling import Filling, Row
from handbill.search.said import SHOWN, Said, texts
from handbill.settings import Settings
from handbill.store import Failed

YOUNG: Final = 50_000
"""Objects between two looks for circles among them, of which pages leave few: those of 300 articles, 20 MB. With Python's own 700 it took 3 %."""


def total() -> int:
    """Give the number of articles."""
    return Article.objects.count()


def rebuild(site: Settings, tick: Callable[[int], None], processes: int | None = None) -> int:
    """Make all pages anew; give the number of articles. Doors stay open meanwhile; the worker waits.

    Raises:
        Behind: more was published than the database knows of; nothing was changed.
        Trouble: the record is not what was signed, and cannot be put back; nothing was changed.
        ChildProcessError: a process ended before its work did; the site is whole as it was, or newer.
    """
    now = datetime.now(UTC)
    count = processes or os.cpu_count() or 1
    outbox = Outbox(site)
    with alone(site), durable.whole(site.public), outbox.noting(), Leading(site).now() as leads:
        _demand_whole(site, leads=leads)
        with frozen(site) as moment:
            if leads:
                trouble.publish(Log.of(site), moment.size)
            size = moment.size
        connections.close_all()
        gc.freeze()  # what the children inherit is not looked through again and again
        written, kept, filling = _share_out(site, now, count, tick, leads=leads)
        prune(Writer.of(site, now), kept)
        durable.settle(site.public)  # all files at once: they are on the disc before the cursors say so
        for name in follow.FOLLOWERS:
            follow.move(name, size)
        with frozen(site) as moment:
            settle(moment, now, anew=True)
        if filling:
            filling.end(size)
        outbox.close(size)
    if site.pages.url and leads:
        _compare(site, size)
    return written


def _compare(site: Settings, size: int) -> None:
    """Note what differs; the worker puts it. Where the store does not answer, the worker begins anew."""
    try:
        compare(site, size)
    except (Failed, FileNotFoundError) as error:
        Outbox(site).doubt()
        sys.stderr.write(f"the bucket does not tell what it has: {str(error) or 'NoSuchBucket'}\n")


def _demand_whole(site: Settings, *, leads: bool) -> None:
    """Put back what a disc has changed of the record; on a machine that does not lead, take what the leader signed."""
    settle_key(site)
    if not leads:
        copied.copy(Log.of(site))
    elif put_back := mend.rows(Log.of(site)):
        sys.stderr.write(f"{put_back} rows of the record were put back as they had been signed\n")
    if words := trouble.behind(Log.of(site)):
        raise Behind(words)
    if leads:
        trouble.mend(Log.of(site))
    if words := trouble.trouble():
        raise Trouble(words)
    if leads:
        throw_away()


def _share_out(
    site: Settings, now: datetime, count: int, tick: Callable[[int], None], *, leads: bool
) -> tuple[int, Known, Filling | None]:
    """Give how many articles were written, the files that are pages, and the index of the search, which was filled meanwhile.

    Another machine keeps the index, which all share, where this one does not lead.
    """
    context = multiprocessing.get_context("fork")  # the hashes of paths agree between parent and children
    one_by_one = context.Lock() if leads else None
    pipes: list[tuple[BaseProcess, Connection]] = []
    for share in range(count):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=_part, args=(os.getpid(), site, now, share, count, theirs, one_by_one), daemon=True
        )
        process.start()
        theirs.close()
        pipes.append((process, ours))
    filling = Filling(site) if leads else None
    with filling or nullcontext():
        written, kept = _gather([pipe for _process, pipe in pipes], filling, tick)
        for child, _pipe in pipes:
            child.join()
            if child.exitcode:
                raise ChildProcessError("a part of the rebuild failed; nothing was taken away")
    return written, kept, filling


def _gather(
    left: list[Connection], filling: Filling | None, tick: Callable[[int], None]
) -> tuple[int, Known]:
    """Take what the processes tell until all have ended."""
    written, kept = 0, Known()
    while left:
        for pipe in [one for one in left if one in wait(left)]:
            try:
                articles, paths, rows = pipe.recv()
            except EOFError:
                left.remove(pipe)
                continue
            written += articles
            kept.add(paths)
            if filling and rows:
                filling.take(rows)
            tick(articles)
    return written, kept


def _part(
    parent: int,
    site: Settings,
    now: datetime,
    share: int,
    of: int,
    out: Connection,
    one_by_one: AbstractContextManager[bool] | None,
) -> None:
    """Render every `of`-th hundred of articles, then as much of all other pages. What items are found by is told with their pages."""
    end_with(parent)
    memory.once()
    gc.set_threshold(YOUNG)
    writer = Writer.of(site, now)
    log = Log.of(site)

    def tell(files: Iterator[File], articles: int, rows: list[Row]) -> None:
        paths: list[int] = []
        for path, text in files:
            paths += map(hash, writer.put(path, text))
        out.send((articles, paths, rows))

    with frozen(site) as moment:
        with (
            one_by_one or nullcontext()
        ):  # what came in since the parent looked is signed before a page mentions it
            if one_by_one:
                trouble.publish(log, moment.size)
        for keys, count in article_keys(moment, share, of):
            rows: list[Row] = []
            tell(articles(moment, keys, lambda row: rows.extend(_found_by(site, row))), count, rows)  # noqa: B023 - it is read to its end here
        for keys, _none in other_keys(moment, share, of):
            tell(render(moment, log, keys, now), 0, [])


def _found_by(site: Settings, row: ItemRow) -> Iterator[Row]:
    """Give the row of an item in the index of the search, where it may be found."""
    if row.state in SHOWN:
        told = [row.versions[-1], *row.amendments]
        one = Said(row.item, row.state, texts([text.values() for text in told]), row.item.at)
        yield one.key, row.item.number, " ".join(one.terms(site.language))
