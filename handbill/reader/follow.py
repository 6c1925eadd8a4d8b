"""Decisions as they come: `handbill follow URL`. Each step is verified: the log that is shown continues the one before.

Of the log only what is new is read, and the tiles at its edge. The words stand in the data of each decision, which its
entry commits to.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from handbill.below import LIMIT
from handbill.fetch import Fetcher, FetchError
from handbill.record.format.canonical import Json, parse
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.commitment import commitment, values
from handbill.record.format.entry import Entry
from handbill.record.format.kinds import DECISIONS, RULES, Kind
from handbill.record.format.rotation import Keys, demand_handover
from handbill.record.format.state import BORN
from handbill.record.format.tiles import (
    WIDTH,
    decode_bundle,
    edge_root,
    entries_path,
    grow,
    parse_tile_path,
    read_edge,
)

PAUSE: Final = 5.0
LONGEST: Final = 300.0
"""Seconds between two looks; doubled, up to the second, while the site does not answer."""
PATIENCE: Final = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each look at a decision's data: files follow the checkpoint."""


class FollowError(Exception):
    """The site is not what it was, or is none. Words for people."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its index, its entry's members, and its words that are not destroyed."""

    index: int
    at: str
    kind: str
    by: str
    name: str  # of the editor, where one decided
    subject: str  # what it is about: article, comment, editor, guideline, decision, or empty
    number: int | None
    guideline: int | None
    said: dict[str, Json]
    address: str  # of its page

    def line(self) -> str:
        """Give it as a line to read."""
        number = self.said.get("decision") if self.subject == "decision" else self.number
        about = f" {self.subject} {number}".replace("  ", " ") if number else ""
        by = f"{self.name} ({self.by})" if self.name else self.by
        cited = f", guideline {self.guideline}" if self.guideline else ""
        words = next(
            (str(self.said[name]) for name in ("reason", "text", "name", "title") if name in self.said), ""
        )
        told = f": {' '.join(words.split())}" if words else ""
        return f"{self.at} {self.kind}{about}, {by}{cited}{told} {self.address}"

    def to_json(self) -> str:
        """Give it as a line for programs."""
        return json.dumps(asdict(self), ensure_ascii=False)


class Follower:
    """One site that is followed."""

    def __init__(self, address: str, *, key: str | None = None, since: bytes | None = None) -> None:
        """Open the site; without `since` only what comes from now on is told.

        Raises:
            FollowError: not a site, another key, or `since` is not of this log.
        """
        try:
            self._fetcher = Fetcher(address, connections=1, near=True)
        except FetchError as error:
            raise FollowError(error.word) from None
        self.base = self._fetcher.base
        self._key, self._names, self._nouns = key, dict[int, str](), dict[int, str]()
        try:
            self._keys = Keys.read(self._get, key)
            demand_handover(self._keys, self._get)
            present = self._checkpoint()
            self._known = self._keys.open_since(since, self._get) if since else present
        except ValueError as error:
            raise FollowError(f"{self.base}: {error}") from None
        self._read_up_to = 0
        self._waiting: list[tuple[int, Entry]] | None = None  # new entries that are not dealt with yet
        self._key = (
            key or self._keys.present.vkey
        )  # pinned: a later key counts only if this one handed over to it

    def step(self) -> Iterator[Decided]:
        """Give the decisions that came since the last step.

        Raises:
            FollowError: the log does not continue what was seen, or data are not what an entry commits to.
            FetchError: the site does not answer now.
        """
        try:
            self._keys = Keys.read(self._get, self._key)
            demand_handover(self._keys, self._get)
            now = self._checkpoint()
        except ValueError as error:
            raise FollowError(str(error)) from None
        known = self._known
        if now.size < known.size:
            raise FollowError(f"the log was rolled back from {known.size} to {now.size} entries")
        if now.size == known.size and now.root != known.root:
            raise FollowError(f"the log was forked: two trees of {now.size} entries")
        if self._waiting is None:
            self._waiting = list(enumerate(self._new(known, now), known.size))
            self._known = now
        while self._waiting:  # one by one: what was told before the site fell silent is not told again
            index, entry = self._waiting[0]
            self._born(entry)
            decided = self._decided(index, entry) if entry.kind in DECISIONS else None
            del self._waiting[0]
            if decided:
                yield decided
        self._waiting = None

    def _new(self, known: Checkpoint, now: Checkpoint) -> list[Entry]:
        """Read the entries between two checkpoints; the first one's tree and they give the second one's root."""
        if known.size == now.size:
            return []

        def read(path: str) -> bytes:
            return self._tile(path, now.size)

        try:
            if known.size and edge_root(read_edge(known.size, read)) != known.root:
                raise ValueError(f"the first {known.size} entries are others than before")  # noqa: TRY301 - one road
            new = self._bundles(known.size, now.size)
            root, _files = grow(known.size, new, read)
            if root != now.root:
                raise ValueError("the new entries do not give its root")  # noqa: TRY301 - one road
            return [Entry.decode(data) for data in new]
        except ValueError as error:
            raise FollowError(f"the log was forked, or its tiles are wrong: {error}") from None

    def _bundles(self, start: int, end: int) -> list[bytes]:
        found: list[bytes] = []
        for n in range(start // WIDTH, (end - 1) // WIDTH + 1):
            width = min(WIDTH, end - n * WIDTH)
            found += decode_bundle(self._tile(entries_path(n, width), end), width)
        return found[start % WIDTH :]

    def _tile(self, path: str, size: int) -> bytes:
        """Give a tile or bundle; an older partial one that is gone is cut from a later one."""
        data = self._get(f"record/{path}")
        if data is not None:
            return data
        tile = parse_tile_path(path)
        if tile.level < 0:
            whole = self._bundle_of(tile.n, size)
            return b"".join(len(one).to_bytes(2, "big") + one for one in whole[: tile.width])
        for width in (WIDTH, (size >> 8 * tile.level) - tile.n * WIDTH):
            later = self._get(f"record/{tile._replace(width=width).path}") if 0 < width <= WIDTH else None
            if later is not None:
                return later[: 32 * tile.width]
        raise ValueError(f"record/{path} is missing")

    def _bundle_of(self, n: int, size: int) -> list[bytes]:
        for width in (WIDTH, size - n * WIDTH):
            data = self._get(f"record/{entries_path(n, width)}") if 0 < width <= WIDTH else None
            if data is not None:
                return decode_bundle(data, width)
        raise ValueError(f"record/{entries_path(n)} is missing")

    def _decided(self, index: int, entry: Entry) -> Decided:
        said = self._said(index, entry)
        name = ""
        if entry.by.startswith("editor:"):
            name = self._name(int(entry.by.removeprefix("editor:")))
        if entry.kind is Kind.INVITE and entry.number:
            self._names[entry.number] = str(said.get("name", ""))
        return Decided(
            index,
            entry.at,
            entry.kind.value,
            entry.by,
            name,
            self._subject(entry, said),
            entry.number,
            entry.guideline,
            said,
            f"{self.base}record/decision/{index}.html",
        )

    def _said(self, index: int, entry: Entry) -> dict[str, Json]:
        """Give the words of a decision, if its entry commits to them."""
        problem = ""
        for pause in PATIENCE:
            time.sleep(pause)
            try:
                told: Any = parse(self._get(f"record/decision/{index}.json") or b"")
                fields = told["fields"]
                if (told["entry"], told["kind"], told.get("number")) != (
                    index,
                    entry.kind.value,
                    entry.number,
                ):
                    raise ValueError("it is another decision's")  # noqa: TRY301 - one road
                if (commitment(fields) if fields else None) != entry.content:
                    raise ValueError("its words are not those that its entry commits to")  # noqa: TRY301 - one road
                return values(fields)
            except (ValueError, TypeError, KeyError) as error:
                problem = str(error)
        raise FollowError(f"record/decision/{index}.json: {problem}")

    def _name(self, editor: int) -> str:
        """Give an editor's desk name."""
        if editor not in self._names:
            self._look_back()
        return self._names.get(editor, "")

    def _subject(self, entry: Entry, said: dict[str, Json]) -> str:
        """Say what a decision is about; an item is an article or a comment."""
        subject = "decision" if "decision" in said else RULES[entry.kind].subject
        if subject == "item" and entry.number:
            if entry.number not in self._nouns:
                self._look_back()
            return self._nouns.get(entry.number, "")
        return "" if subject == "none" else subject

    def _look_back(self) -> None:
        """Read the log once, for the editors and items from before the first decision that is told."""
        if self._read_up_to:
            return
        self._read_up_to = self._known.size
        with suppress(ValueError):
            for index, data in enumerate(self._bundles(0, self._known.size) if self._known.size else ()):
                entry = Entry.decode(data)
                self._born(entry)
                if entry.kind is Kind.INVITE and entry.number:
                    self._names[entry.number] = str(self._said(index, entry).get("name", ""))

    def _born(self, entry: Entry) -> None:
        if entry.kind in BORN and entry.number:
            self._nouns[entry.number] = "article" if entry.article is None else "comment"

    def _checkpoint(self) -> Checkpoint:
        return open_checkpoint(self._get("record/checkpoint") or b"", self._keys.present)

    def _get(self, path: str) -> bytes | None:
        return self._fetcher.get(path, LIMIT)


def follow(
    follower: Follower,
    say: Callable[[Decided], None],
    complain: Callable[[str], None],
    *,
    once: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Tell decisions until the process ends, or once. A site that does not answer is asked again, ever more rarely.

    Raises:
        FollowError: as `Follower.step` says.
        FetchError: with `once`, the site does not answer.
    """
    pause = PAUSE
    while True:
        try:
            for one in follower.step():
                say(one)
            pause = PAUSE
        except FetchError as error:
            if once:
                raise
            complain(f"{follower.base} does not answer ({error.word}); asking again in {pause:.0f} s")
            sleep(pause)
            pause = min(2 * pause, LONGEST)
            continue
        if once:
            return
        sleep(pause)
