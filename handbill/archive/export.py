"""Export: all public data of a site in one file of JSON lines (docs/archive-format.md), from one moment, streamed."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from handbill.archive import wxr
from handbill.archive.carried import Carried
from handbill.archive.public import SNAPSHOT, entries, items
from handbill.archive.readers import jsonl
from handbill.archive.whole import whole
from handbill.newswire.article import Article
from handbill.newswire.attachment import DRAFT, MediaFile
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.guideline import Guideline
from handbill.newswire.sitepage import SitePage
from handbill.record.format.kinds import ITEM_DECISIONS
from handbill.settings import Settings

_BATCH: Final = 100  # rows of a query
_FEW: Final = 10  # an article with at most so many comments has them read together with those of its batch


def total() -> int:
    """Give the number of articles and comments, for a progress bar."""
    return Article.objects.count() + Comment.objects.count()


def export(site: Settings, out: Path, tick: Callable[[int], None] = lambda _items: None) -> dict[str, int]:
    """Write the file, whole or not at all, readable by its owner alone until they decide otherwise (mode 0600).

    `tick` is told how many items were written; they add up to `total`. Gives what the last line says.

    Raises:
        OSError: the file cannot be written; what was there before is untouched.
    """
    with whole(out) as file:
        count: dict[str, int] = {}
        carried = Carried(file, int(time.time()) // 60 * 60) if _has_files() else None
        for line in _lines(site):
            count = line
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
            file.write(b"\n")
            if line["kind"] in {"article", "comment"}:
                tick(1)
            if carried and line.get("state") == "listed":
                carried.note(line.get("attachments", ()))
        files = carried.end() if carried else 0
    told = {name: value for name, value in count.items() if name != "kind"}
    return {**told, "files": files} if carried else told


def as_wxr(site: Settings, out: Path, tick: Callable[[int], None]) -> dict[str, int]:
    """Write the same as an export of WordPress; for the rest as `export`."""

    def counted() -> Iterator[dict[str, Any]]:
        for line in _lines(site):
            yield line
            if line["kind"] in {"article", "comment"}:
                tick(1)

    return wxr.export(site, counted(), out)


def _has_files() -> bool:
    """Does anything that was published have attachments? Then the export is a tar."""
    return MediaFile.objects.exclude(attachment__number=DRAFT).exists()


def _lines(site: Settings) -> Iterator[dict[str, Any]]:
    """Give the lines of the file, all of one moment of the database."""
    with transaction.atomic(using=SNAPSHOT):
        yield {
            "kind": "header",
            "format": jsonl.FORMAT,
            "version": jsonl.VERSION,
            "name": site.name,
            "language": site.language,
            "address": site.address,
            "identity": site.identity,
            "origin": site.origin,
        }
        for one in Guideline.objects.using(SNAPSHOT).order_by("number"):
            told: dict[str, Any] = {
                "kind": "guideline",
                "number": one.number,
                "title": one.title,
                "text": one.text,
            }
            further = json.loads(one.translations)
            yield {**told, "translations": further} if further else told
        for page in SitePage.objects.using(SNAPSHOT).order_by("name"):
            yield {"kind": "page", "page": page.name, "title": page.title, "text": page.text}
        yield from _acts()
        count = {"article": 0, "comment": 0, "held": 0}
        for line in _items(site.origin):
            count["held" if line["state"] == "held" else line["kind"]] += 1
            yield line
        yield {
            "kind": "end",
            "articles": count["article"],
            "comments": count["comment"],
            "held": count["held"],
        }


def _acts() -> Iterator[dict[str, Any]]:
    """Give the decisions that are about no item: guidelines, pages, editors."""
    office = Decision.objects.using(SNAPSHOT).exclude(kind__in=[kind.value for kind in ITEM_DECISIONS])
    for some in _batches(office, "entry_id"):
        acts = entries([one.entry_id for one in some])
        for one in some:
            yield {"kind": "entry", **acts[one.entry_id], "fields": json.loads(one.fields)}


def _items(origin: str) -> Iterator[dict[str, Any]]:
    """Give the articles by number, each followed by its comments in their order."""
    for some in _batches(Article.objects.using(SNAPSHOT), "number"):
        lines = items(some, origin)
        small = [one.number for one in some if one.comments <= _FEW]
        below = defaultdict(list)
        for rows in _batches(Comment.objects.using(SNAPSHOT).filter(article_id__in=small), "number"):
            for comment in items(rows, origin):
                below[comment["article"]].append(comment)
        for article, line in zip(some, lines, strict=True):
            yield line
            yield from below.pop(article.number, ())
            if article.comments > _FEW:
                many = Comment.objects.using(SNAPSHOT).filter(article_id=article.number)
                for rows in _batches(many, "position"):
                    yield from items(rows, origin)


def _batches(rows: Any, key: str) -> Iterator[list[Any]]:
    """Give rows in the order of a unique key, some at a time, without a cursor that the database has to keep open."""
    last = -1
    while some := list(rows.filter(**{f"{key}__gt": last}).order_by(key)[:_BATCH]):
        yield some
        last = getattr(some[-1], key)
