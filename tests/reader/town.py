"""A small public folder, written by hand from the specification: the acts of a town, and its files.

It keeps the public objects itself, so that the reader is not checked against its own idea of the log.
"""

import gzip
import json
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any

from handbill.record.format import tiles
from handbill.record.format.canonical import Json, canonical
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.commitment import commitment, destroyed, seal_fields
from handbill.record.format.entry import DECISIONS, Entry, Kind
from handbill.record.format.note import Signer
from handbill.record.format.plain import to_html

AT = "2026-11-23T04:29Z"
RECEIPT = "ab" * 32
EAST = timezone(timedelta(hours=2))
CLOSED = ("held", "withdrawn", "redacted")


class Town:
    """Acts append an entry and change the public objects; `write` writes all files."""

    def __init__(self, name: str = "town.example/log") -> None:
        self.signer = Signer(name, bytes(31) + b"\7")
        self.entries: list[bytes] = []
        self.items: dict[int, dict[str, Any]] = {}
        self.paths: dict[int, str] = {}
        self.comments: dict[int, list[int]] = {}
        self.decisions: dict[int, dict[str, Any]] = {}
        self.sealed: int | None = None
        self.taken_up = 0

    def append(self, kind: Kind, said: dict[str, Json], **members: Any) -> int:
        fields = seal_fields(said)
        content = commitment(fields) if said else None
        members.setdefault("at", AT)
        self.entries.append(Entry(kind, content=content, **members).encode())
        index = len(self.entries) - 1
        if kind in DECISIONS:
            number = {"number": members["number"]} if "number" in members else {}
            self.decisions[index] = {"entry": index, "fields": fields, "kind": kind.value, **number}
        self.fields = fields
        return index

    def _item(self, number: int, kind: str, index: int) -> None:
        self.items[number] = {
            "number": number,
            "kind": kind,
            "state": "listed",
            "entry": index,
            "fields": self.fields,
            **{name: [] for name in ("versions", "amendments", "decisions", "comments")},
        }

    def publish(self, title: str = "Rain", body: str = "It rains.", **more: Json) -> int:
        number = len(self.items) + 1
        self.paths[number] = f"2026/11/{number}"
        said = {"title": title, "body": body, "format": "text", **more}
        receipt = {"number": number, "path": self.paths[number], "receipt": RECEIPT}
        self._item(number, "article", self.append(Kind.PUBLISH, said, by="author", **receipt))
        self.comments[number] = []
        return number

    def comment(self, article: int, body: str = "No, it snows.", **more: Json) -> int:
        number = len(self.items) + 1
        members = {"number": number, "article": article, "receipt": RECEIPT}
        said: dict[str, Json] = {"body": body, "format": "text", **more}
        self._item(number, "comment", self.append(Kind.COMMENT, said, by="author", **members))
        self.comments[article].append(number)
        return number

    def revise(self, number: int, **said: Json) -> int:
        item = self.items[number]
        index = self.append(Kind.REVISE, {"format": "text", **said}, by="author", number=number)
        before = {"entry": item["entry"], "fields": item["fields"]}
        item["versions"].append(before)
        if "forget" in said:
            gone = destroyed(before["fields"])
            kept = {name: field for name, field in before["fields"].items() if name == "forget"}
            before["fields"] = {**gone, **kept}
            for one in item["amendments"]:
                if one["entry"] > before["entry"]:
                    one["fields"] = destroyed(one["fields"])
        item["entry"], item["fields"] = index, self.fields
        return index

    def amend(self, number: int, body: str) -> int:
        index = self.append(Kind.AMEND, {"body": body, "format": "text"}, by="author", number=number)
        self.items[number]["amendments"].append({"entry": index, "fields": self.fields})
        return index

    def withdraw(self, number: int) -> int:
        index = self.append(Kind.WITHDRAW, {}, by="author", number=number)
        self._close(number, "withdrawn")
        for one in self.items[number]["decisions"]:
            if self.decisions[one]["kind"] == "appeal":
                self.decisions[one]["fields"] = destroyed(self.decisions[one]["fields"], "text")
        return index

    def decide(self, kind: str, number: int, state: str | None = None, **more: Any) -> int:
        by = more.pop("by", "editor:1")
        guideline = more.pop("guideline", 1 if kind in ("hide", "hold", "redact") else None)
        word = "text" if kind in ("appeal", "answer") else "reason"
        said = {word: "Because.", **more}
        index = self.append(Kind(kind), said, by=by, number=number, guideline=guideline)
        if number in self.items:
            self.items[number]["decisions"].append(index)
        if state in CLOSED:
            self._close(number, state)
        elif state:
            self.items[number]["state"] = state
        return index

    def redact_field(self, number: int, *names: str) -> int:
        index = self.decide("redact", number, field=names[0])
        item = self.items[number]
        for one in [item, *item["versions"], *item["amendments"]]:
            for name in names:
                if name in one["fields"]:
                    one["fields"] = destroyed(one["fields"], name)
        return index

    def _close(self, number: int, state: str) -> None:
        item = self.items[number]
        item["state"] = state
        for one in [item, *item["versions"], *item["amendments"]]:
            one["fields"] = destroyed(one["fields"])

    # --- files

    def write(self, folder: Path) -> Path:
        record = folder / "record"
        size = len(self.entries) if self.sealed is None else self.sealed
        store: dict[str, bytes] = {}
        for step in dict.fromkeys((size // 2, size)):
            grown = sum(1 for _ in self._leaves(store))
            root, files = tiles.grow(grown, self.entries[grown:step], store.__getitem__)
            store.update(files)
            self._size = step
        for path, data in store.items():
            put(record / path, data)
        put(record / "checkpoint", sign_checkpoint(self.signer, size, root))
        put(record / "vkey", f"{self.signer.vkey}\n".encode())
        for index, decision in self.decisions.items():
            put(record / "decision" / f"{index}.json", canonical(decision))
            words = ("reason", "text", "demand", "title", "field", "name", "page", "origin", "vkey")
            shown = f"<p>{escape(decision['kind'])}</p>{self.told(index, words)}"
            put(record / "decision" / f"{index}.html", page(shown))
        for number, path in self.paths.items():
            self._article(folder, number, path)
        put(folder / "index.html", page('<p class="p-name">derived</p>'))
        return folder

    def _is_raised(self, item: dict[str, Any]) -> bool:
        return item["state"] in ("listed", "slow") and raised_by(self, item["number"]) is not None

    def _shown(self, item: dict[str, Any]) -> str:
        raised = raised_by(self, item["number"]) if self._is_raised(item) else None
        return h_entry(item, raised=raised, notice=self.notice(item))

    def notice(self, item: dict[str, Any]) -> str:
        """Tell why an item is hidden, held or redacted."""
        whole = [one for one in item["decisions"] if "field" not in self.decisions[one]["fields"]]
        kinds = {"hidden": "hide", "held": "hold", "redacted": "redact"}
        last = [one for one in whole if self.decisions[one]["kind"] == kinds.get(item["state"])][-1:]
        return "".join(self.told(one, ("reason", "demand")) for one in last)

    def told(self, index: int, words: tuple[str, ...]) -> str:
        """Tell who decided, when, by which guideline, and in which words; two hours east of UTC."""
        entry = json.loads(self.entries[index])
        says = {name: one.get("value") for name, one in self.decisions[index]["fields"].items()}
        told = {name: str(says[name]) for name in words if says.get(name)}
        if entry["by"].startswith("editor:"):
            told["by"] = self.said("invite", int(entry["by"][7:]), index, "name") or "nobody"
        if "guideline" in entry:
            cited = entry["guideline"]
            title = self.said("set-guidelines", cited, index, "title")
            told["guideline"] = f"{cited}. {title}" if title else str(cited)
        lines = [f'<dd data-said="{name}"> {escape(text)}\n</dd>' for name, text in told.items()]
        at = datetime.fromisoformat(entry["at"]).astimezone(EAST).isoformat(timespec="minutes")
        return f'<dl>{"".join(lines)}<dd><time data-said="at" datetime="{at}">then</time></dd></dl>'

    def said(self, kind: str, number: int, before: int, field: str) -> str:
        """Give what the last decision of a kind about a number said before another."""
        found = [one for one in self.decisions.values() if (one["kind"], one.get("number")) == (kind, number)]
        last = [one for one in found if one["entry"] < before][-1:]
        return str(last[0]["fields"][field].get("value", "")) if last else ""

    def _leaves(self, store: dict[str, bytes]) -> range:
        return range(self._size if store else 0)

    def _article(self, folder: Path, number: int, path: str) -> None:
        comments = [self.items[one] for one in self.comments[number]]
        above = [one for one in comments if self._is_raised(one)]
        above.sort(key=lambda one: raised_by(self, one["number"]) or 0)
        for k in range(len(comments) // 100 + 1):
            part = comments[100 * k : 100 * k + 100]
            stem = folder / (path if k == 0 else f"{path}/comments/{k + 1}")
            told: dict[str, Any] = {"comments": part, "number": number, "page": k + 1}
            data = told if k else {**self.items[number], "comments": part}
            both(stem.with_name(stem.name + ".json"), canonical(data))
            below = [one for one in part if not self._is_raised(one)]
            shown = [self._shown(one) for one in [*([self.items[number], *above] if k == 0 else []), *below]]
            both(stem.with_name(stem.name + ".html"), page("\n".join(shown)))
        item = self.items[number]
        if item["versions"] and item["state"] in ("listed", "slow"):
            put(folder / path / "versions.html", page("<p>Earlier versions</p>"))
        for one in [item, *comments]:
            if one["state"] == "hidden":
                put(
                    folder / "hidden" / f"{one['number']}.html",
                    page(h_entry(one, always=True, notice=self.notice(one))),
                )


def raised_by(town: Town, number: int) -> int | None:
    """Give the entry that raised a comment, where one did and nothing ended it."""
    kinds = {index: town.decisions[index]["kind"] for index in town.items[number]["decisions"]}
    last = [index for index, kind in kinds.items() if kind in ("raise", "unraise")][-1:]
    return last[0] if last and kinds[last[0]] == "raise" else None


def h_entry(
    item: dict[str, Any], *, always: bool = False, raised: int | None = None, notice: str = ""
) -> str:
    said = {name: field["value"] for name, field in item["fields"].items() if "value" in field}
    mark = "" if raised is None else f' data-raised="{raised}"'
    parts = [f'<article class="h-entry" data-number="{item["number"]}" data-state="{item["state"]}"{mark}>']
    if always or item["state"] in ("listed", "slow"):
        if "title" in said:
            parts.append(f'<h1 class="big p-name">\n {escape(said["title"])}</h1>')
        body = said.get("html", said.get("body")) if said.get("format") != "text" else None
        if said.get("format") == "text" and "body" in said:
            body = to_html(said["body"])
        if body is not None:
            parts.append(f'<div class="e-content">\n{body}\n</div>')
    else:
        parts.append(f"<p>This was {item['state']}.</p>")
    return "\n".join([*parts, notice, "</article>"])


def page(inner: str) -> bytes:
    head = r'<meta charset="utf-8"><title>A &lt;page&gt;</title><script type="application/ld+json">{"a":"\u003cb>"}</script>'
    return f"<!doctype html><html><head>{head}</head><body><main>{inner}</main></body></html>".encode()


def both(file: Path, data: bytes) -> None:
    put(file, data)
    put(file.with_name(file.name + ".gz"), gzip.compress(data, mtime=0))


def put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def small_town() -> Town:
    """Every kind of act that a reader has to understand, once at least."""
    return acts(Town())


def acts(town: Town) -> Town:
    town.append(Kind.INVITE, {"name": "Nora"}, by="site", number=1)
    for n in (1, 2):
        town.append(Kind.SET_GUIDELINES, {"title": f"G{n}", "text": "Be kind."}, by="site", number=n)
    town.append(Kind.SET_PAGE, {"page": "topic/water", "title": "Water"}, by="site", via="shell")
    flood = town.publish("The  flood", "It rose.\nSee https://river.example/a?b=1&c=2.\n\n& then fell")
    rent = town.publish(
        "Rent", "a *b*", format="markdown", html="<p>a <em>b</em></p>", topics=["water"], language="en"
    )
    plain = town.publish(
        "Markup", '<p>x<br>y <a href="https://a.example/" title="&quot;">z</a></p>', format="html"
    )
    first = town.comment(flood, "No.", title="Disputed", byline="Ana")
    town.comment(flood, "Yes.", reply_to=first, author=True)
    hidden = town.comment(flood, "Rude words.", title="Rude")
    town.decide("hide", hidden, "hidden")
    town.decide("appeal", hidden, by="author")
    town.decide("answer", hidden)
    town.revise(flood, title="The flood, again", body="It rose twice.")
    town.amend(flood, "More water.")
    town.revise(flood, title="The flood, again", body="It rose three times.", forget=True)
    town.revise(flood, title="The flood", body="It rose three times, and fell.")
    town.amend(flood, "And less.")
    town.decide("feature", flood, related=[rent])
    town.decide("classify", rent, genre="", topics=[])
    town.decide("raise", first)
    gone = town.publish("Withdrawn")
    town.decide("appeal", gone, by="author")
    town.withdraw(gone)
    away = town.publish("Redacted")
    town.decide("slow", away, "slow", by="site")
    town.decide("redact", away, "redacted")
    held = town.publish("Held")
    town.decide("hold", held, "held", by="site", guideline=None)
    back = town.publish("Hidden and back")
    town.decide("hide", back, "hidden")
    town.decide("unhide", back, "listed")
    name = town.publish("A name", "Text", byline="Slip", phone="12345")
    town.redact_field(name, "phone")
    town.redact_field(plain, "title", "legacy")
    spoken = town.decide("close", rent)
    named = spoken - town.taken_up
    town.append(Kind.REDACT, {"reason": "r", "decision": named}, by="editor:1", number=rent, guideline=1)
    town.items[rent]["decisions"].append(len(town.entries) - 1)
    town.decisions[spoken]["fields"] = destroyed(town.decisions[spoken]["fields"])
    lying = town.publish("A lie", "Lies")
    town.decide("hide", lying, "hidden", guideline=2)
    town.append(Kind.DISMISS, {"reason": "Moved."}, by="site", number=1)
    return town
