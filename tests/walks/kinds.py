"""One static page of each kind, found in the public files of the demonstration."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Item = dict[str, Any]


@cache
def articles(public: Path) -> tuple[tuple[Path, Item], ...]:
    """Give every article's page and its data."""
    found = sorted(public.glob("20*/*/*.json"))
    return tuple((it.with_suffix(".html"), json.loads(it.read_bytes())) for it in found)


def where(public: Path, true: Callable[[Item], Any]) -> Path:
    return next(path for path, item in articles(public) if true(item))


def showing(public: Path, words: str) -> Path:
    return next(path for path, _item in articles(public) if words in path.read_text())


def value(item: Item, name: str) -> Any:
    return item["fields"].get(name, {}).get("value")


def most(public: Path) -> Path:
    return max(articles(public), key=lambda it: len(it[1]["comments"]))[0]


KINDS: dict[str, Callable[[Path], Path]] = {
    "front": lambda public: public / "index.html",
    "article with many comments": most,
    "article with contact lines": lambda public: where(public, lambda it: value(it, "homepage")),
    "article in Spanish": lambda public: where(public, lambda it: value(it, "language") == "es"),
    "article from right to left": lambda public: where(public, lambda it: value(it, "language") == "ar"),
    "article hidden": lambda public: where(public, lambda it: it["state"] == "hidden"),
    "comment hidden": lambda public: where(
        public, lambda it: any(at["state"] == "hidden" for at in it["comments"])
    ),
    "redacted": lambda public: where(public, lambda it: '"redacted"' in json.dumps(it)),
    "withdrawn": lambda public: where(public, lambda it: '"withdrawn"' in json.dumps(it)),
    "article with an addition": lambda public: showing(public, "data-raised"),
    "translation": lambda public: showing(public, 'class="tongues'),
    "amended": lambda public: where(public, lambda it: it["amendments"]),
    "hidden": lambda public: next(public.glob("hidden/[0-9]*.html")),
    "list of what is hidden": lambda public: public / "hidden/index.html",
    "newswire": lambda public: public / "newswire/index.html",
    "numbered page": lambda public: public / "newswire/1.html",
    "day": lambda public: next(public.glob("newswire/20*/*/*.html")),
    "topics": lambda public: public / "topic/index.html",
    "topic": lambda public: next(public.glob("topic/*/index.html")),
    "place": lambda public: next(public.glob("place/*/index.html")),
    "genre": lambda public: next(public.glob("genre/*/index.html")),
    "features": lambda public: public / "features/index.html",
    "record": lambda public: public / "record/index.html",
    "decision": lambda public: next(public.glob("record/decision/*.html")),
    "lists of decisions": lambda public: public / "record/lists.html",
    "decisions in numbers": lambda public: public / "record/transparency.html",
    "decisions of an editor": lambda public: next(public.glob("record/editor/*/index.html")),
    "numbered page of decisions": lambda public: next(public.glob("record/guideline/*/1.html")),
    "all that was ever hidden": lambda public: public / "record/hidden/1.html",
    "versions": lambda public: next(public.glob("20*/*/*/versions.html")),
    "guidelines": lambda public: public / "guidelines.html",
    "about": lambda public: public / "about.html",
    "unknown address": lambda public: public / "404.html",
}


def path_of(public: Path, kind: str) -> str:
    return str(KINDS[kind](public).relative_to(public))
