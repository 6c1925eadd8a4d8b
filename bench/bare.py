"""The least that any such site must do, in one loop: a durable commit, pages and data, compressed, renamed."""

import json
import os
import random
import sqlite3
import time
import zlib
from pathlib import Path

from jinja2 import Environment

from bench.load import text

PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ title }}</title></head><body><h1>{{ title }}</h1>"
    "<div>{{ body }}</div>{% for one in comments %}<article id=c{{ one.number }}><h3>{{ one.title }}</h3><p>{{ one.byline }}</p>"
    "<div>{{ one.body }}</div></article>{% endfor %}</body></html>"
)


def loop(folder: Path, comments: int, words: int, pages: int, rounds: int) -> float:
    """Do it `rounds` times; give the seconds of processor time for one.

    Each round commits one row with `synchronous=FULL`, and writes `pages` pages of `comments` comments as HTML and as
    JSON, each also compressed: four renames a page.
    """
    chance = random.Random(1)
    table = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    table.execute("PRAGMA journal_mode=WAL")
    table.execute("PRAGMA synchronous=FULL")
    table.execute("CREATE TABLE item (number INTEGER PRIMARY KEY, body TEXT)")
    below = [
        {"number": number, "title": "Rain", "byline": "Mo", "body": text(words, chance)}
        for number in range(comments)
    ]
    began = time.process_time()
    for number in range(rounds):
        table.execute("BEGIN IMMEDIATE")
        table.execute("INSERT INTO item (body) VALUES (?)", [text(words, chance)])
        table.execute("COMMIT")
        for page in range(pages):
            told: dict[str, object] = {"title": f"Weir {number}", "body": "rain " * words, "comments": below}
            _write(str(folder / f"{number % 50}-{page}"), told)
    return (time.process_time() - began) / rounds


def pages(folder: Path, count: int, words: int) -> None:
    """Write so many pages of articles, each new, as HTML and as JSON, each also compressed."""
    body = text(words, random.Random(1))
    for number in range(count):
        _write(str(folder / str(number)), {"title": f"Weir {number}", "body": body, "comments": []})


def _write(name: str, told: dict[str, object]) -> None:
    for data, end in ((PAGE.render(told), "html"), (json.dumps(told), "json")):
        raw = data.encode()
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        for content, ending in ((packer.compress(raw) + packer.flush(), f"{end}.gz"), (raw, end)):
            temporary = f"{name}.{ending}.new"
            with Path(temporary).open("wb") as out:
                out.write(content)
            os.replace(temporary, f"{name}.{ending}")  # noqa: PTH105 - the least
