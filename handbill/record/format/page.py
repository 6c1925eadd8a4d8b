"""What a page shows of items: its h-entries, and what it may not hold (docs/record.md section 10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from posixpath import dirname
from typing import Final, NamedTuple, TypeAlias

from handbill.record.format.decided import SPACE, Decided, Telling, one_space, untold
from handbill.record.format.loaded import Load, Loaded, Media, load, unlike
from handbill.record.format.markup import (
    AROUND,
    AROUND_SAID,
    IN_NAME,
    PLAIN,
    attributes,
    refused,
    spoken,
    tokens,
)

Event: TypeAlias = tuple[str, ...] | str
"""(tag, attribute, value, …) begins an element, ("/", tag) ends one, a string is text."""

VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
MARKS: Final = frozenset({"h-entry", "p-name", "e-content"})
SAID: Final = "data-said"
MEDIA: Final = "data-media"
CAPTION: Final = "data-caption"
TELLING: Final = frozenset({SAID, CAPTION})


@dataclass(slots=True)
class Shown:
    """An h-entry: its attributes, the text of each p-name, the contents of each e-content, what it tells of a decision."""

    number: str
    state: str
    raised: str = ""
    names: list[list[str]] = field(default_factory=list)
    contents: list[list[Event]] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)
    loaded: Loaded = field(default_factory=Loaded)


class Tag(NamedTuple):
    """What a start tag says by itself, wherever it stands."""

    name: str
    given: Mapping[str, str]
    event: Event
    refused: tuple[str, ...]
    mark: str
    bad: bool
    several: bool
    load: Load | None


class Page:
    """A page, read once; ValueError where it is not UTF-8. `problems` says what it may not hold."""

    def __init__(self, data: bytes) -> None:
        self.items: list[Shown] = []
        self.told: list[Telling] = []  # outside of items
        self.loads: list[Load] = []  # the same
        self.problems: list[str] = []
        self._open: list[tuple[str, str, bool, Shown | None]] = []
        self._events: list[Event] | None = None
        self._text: list[str] | None = None
        self._bad_around = 0
        found = tokens(data.decode())
        if found is None:
            self.problems.append("a comment, a declaration, or something else that programs read differently")
        for text, end, start, given in found or ():
            if text:
                if self._text is not None or self._events is not None:
                    self._say(unescape(text))
            elif end:
                self._end(end.lower())
            else:
                self._begin((_known if len(given) < KNOWN else _tag)(start, given))
        if self._open:
            self.problems.append(f"a <{self._open[-1][0]}> that is not closed")

    def _begin(self, tag: Tag) -> None:
        """Note what an element begins, and whether it may be here."""
        shown = self._open[-1][3] if self._open else None
        if tag.refused:
            self.problems += tag.refused
        if self._text is not None and tag.name not in IN_NAME:
            self.problems.append(f"a <{tag.name}> in a p-name, {SAID} or {CAPTION}")
        nested = self._events is not None or self._text is not None
        if self._events is not None:
            self._events.append(tag.event)
        mark = tag.mark
        if mark and (nested or self._unseen(tag)):
            self.problems.append(f"a mark {mark} where it is not seen")
            mark = ""
        if tag.load is not None:
            (self.loads if shown is None else shown.loaded.loads).append(tag.load)
        if tag.name in VOID:
            return
        if MEDIA in tag.given and shown is not None:
            shown.loaded.media.append(tag.given[MEDIA])
        if mark:
            shown = self._marked(tag, mark, shown)
        self._bad_around += tag.bad
        self._open.append((tag.name, mark, tag.bad, shown))

    def _unseen(self, tag: Tag) -> bool:
        """Say whether something around a mark may hide it, or the element itself."""
        if tag.mark not in TELLING:
            return tag.bad or self._bad_around > 0
        return tag.several or any(
            name not in AROUND_SAID for name in (tag.name, *(one[0] for one in self._open))
        )

    def _marked(self, tag: Tag, mark: str, shown: Shown | None) -> Shown | None:
        """Begin what a mark asks for; give the item that it stands in, or is."""
        if mark == "h-entry":
            given = tag.given
            shown = Shown(
                given.get("data-number", ""), given.get("data-state", ""), given.get("data-raised", "")
            )
            self.items.append(shown)
        elif mark == SAID:
            self._text = []
            moment = tag.given.get("datetime") if tag.name == "time" else None
            (self if shown is None else shown).told.append(Telling(tag.given[SAID], moment, self._text))
        elif shown is None:
            self.problems.append(f"a mark {mark} outside of an h-entry")
        elif mark == CAPTION:
            self._text = []
            shown.loaded.captions.append((tag.given[CAPTION], self._text))
        elif mark == "p-name":
            self._text = []
            shown.names.append(self._text)
        else:
            self._events = []
            shown.contents.append(self._events)
        return shown

    def _end(self, tag: str) -> None:
        """Close the element, and those in it that were left open."""
        open_here = bool(self._open) and self._open[-1][0] == tag
        if not open_here:
            self.problems.append(f"a </{tag}> that closes something else")
            open_here = any(name == tag for name, _, _, _ in reversed(self._open))
        while open_here:
            name, mark, bad, _ = self._open.pop()
            self._bad_around -= bad
            if mark == "e-content":
                self._events = None
            elif mark in ("p-name", *TELLING):
                self._text = None
            if self._events is not None:
                self._events.append(("/", name))
            open_here = name != tag

    def _say(self, text: str) -> None:
        """Take text where it is asked for; what comes in pieces is one text."""
        if self._text is not None:
            self._text.append(text)
        if self._events is not None:
            last = self._events[-1] if self._events else None
            if isinstance(last, str):
                self._events[-1] = last + text
            else:
                self._events.append(text)


def _tag(name: str, written: str) -> Tag:
    """Read a start tag."""
    tag, given = name.lower(), attributes(written)
    event = (tag, *(part for pair in sorted(given.items()) for part in pair))
    bad = tag not in AROUND or any(name not in PLAIN and not spoken(name) for name in given)
    marks = MARKS.intersection(given.get("class", "").split()) | (TELLING & given.keys())
    several = len(marks) > 1  # none of them is where it would be seen
    mark = min(marks, default="")
    return Tag(tag, given, event, tuple(refused(tag, given)), mark, bad or several, several, load(tag, given))


KNOWN: Final = 200
"""Characters of attributes up to which a start tag is remembered: the pages of a site begin and end alike."""
_known = lru_cache(maxsize=4096)(_tag)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page must show of an item; title and body are None where they must not be there.

    A loose one is not yet sealed as its JSON has it: it may be on the page, in whatever state.
    """

    number: int
    state: str
    title: str | None
    body: str | None
    loose: bool = False
    raised: int | None = None
    decided: Decided | None = field(default_factory=dict)
    media: Media = field(default_factory=dict)


def check_page(
    data: bytes, items: Sequence[Expected], decided: Decided | None = None, file: str = ""
) -> list[str]:
    """Say in words where a page differs from what it must show.

    `decided`: where it is that of a decision; `file`: its name, which its addresses are relative to.
    """
    try:
        page = Page(data)
    except UnicodeDecodeError:
        return ["not UTF-8"]
    problems = list(dict.fromkeys([*page.problems, *untold(page.told, decided)]))
    if page.loads:
        problems.append("something is loaded outside of an item")
    loose = {str(item.number) for item in items if item.loose}
    strict = [item for item in items if not item.loose]
    shown = [one for one in page.items if one.number not in loose]
    if [one.number for one in shown] != [str(item.number) for item in strict]:
        return [*problems, "its h-entries are not the items that it should hold, in their order"]
    for one, item in zip(shown, strict, strict=True):
        problems += [f"{item.number}: {words}" for words in _differences(one, item)]
        problems += [f"{item.number}: {words}" for words in unlike(one.loaded, item.media, dirname(file))]
    return problems


def _differences(shown: Shown, item: Expected) -> Iterator[str]:
    if shown.state != item.state:
        yield f"the state is not {item.state}"
    if shown.raised != ("" if item.raised is None else str(item.raised)):
        yield (
            "it is marked as an addition that it is not"
            if item.raised is None
            else "it is not marked as an addition"
        )
    name = one_space("".join(shown.names[0])) if shown.names else None
    if name != (None if item.title is None else one_space(item.title)):
        yield "the title is not that of the data"
    if len(shown.contents) != (item.body is not None):
        yield "a body that is missing, or one too many"
    elif item.body is not None and trimmed(shown.contents[0]) != fragment(item.body):
        yield "the body is not that of the data"
    yield from untold(shown.told, item.decided)


def fragment(html: str) -> list[Event] | None:
    """Read a shown body as events, to compare them with those of a page; None where no page can hold it."""
    around = ('<!doctype html><section class="h-entry"><section class="e-content">', "</section></section>")
    page = Page(html.join(around).encode())
    return trimmed(page.items[0].contents[0]) if page.items else None


def trimmed(events: list[Event]) -> list[Event]:
    """Leave out white space at the beginning and the end of the whole."""
    if events and isinstance(events[0], str):
        events = [events[0].lstrip(SPACE), *events[1:]]
    if events and isinstance(events[-1], str):
        events = [*events[:-1], events[-1].rstrip(SPACE)]
    return [event for event in events if event]
