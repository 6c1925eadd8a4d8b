"""A file of XML, cut at its items before any parser sees it: only so much is in memory as one item has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal, TypeAlias

from handbill.archive.readers.charset import characters

LONGEST: Final = 16_000_000
"""Characters of an item: an article with 20,000 comments."""
HEAD: Final = 4_000_000
"""Characters of what stands before the items, where that is longer than an item may be."""
Kind: TypeAlias = Literal["head", "item", "tail"]
Wrong: TypeAlias = Literal["", "cut", "large"]
_ITEM: Final = r"(?:rss:|atom:|a:)?(?:item|entry)"
_BEGINS: Final = re.compile(rf"<!\[CDATA\[|<!--|<{_ITEM}(?=[\s>])")
_WITHIN: Final = re.compile(rf"<!\[CDATA\[|<!--|</?{_ITEM}(?=[\s>])")
_NEXT: Final = rf"</{_ITEM}\s*>\s*(?:<{_ITEM}[\s>]|</(?:channel|rss|feed|rdf:RDF)\s*>)"
"""Nobody's text holds the end of an item and then the next one or the end of the file: there something was not closed."""
_CLOSES: Final = {
    "<![CDATA[": re.compile(rf"\]\]>|{_NEXT}"),
    "<!--": re.compile(rf"-->|{_NEXT}"),
}
_KEPT: Final = 256  # characters at the end of what is there, in which a token may have begun
_CLOSE: Final = re.compile(">")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: what stands before its items, an item, what stands after them.

    `line` is where it begins, `passed` the bytes that are behind when it is done with. `wrong`: it was cut off, or has no
    text because that is too large.
    """

    kind: Kind
    text: str
    line: int
    passed: int
    wrong: Wrong = ""


def pieces(stream: BinaryIO, charset: str = "") -> Iterator[Piece]:
    """Cut a file at its items: its head, the items, its tail."""
    yield from _Cutter(stream, charset).pieces()


class _Cutter:
    def __init__(self, stream: BinaryIO, charset: str) -> None:
        self.source = characters(stream, charset)
        self.text, self.at = "", 0  # what is in memory, and as far as it was looked at
        self.line = 1
        self.passed = self.read = 0  # bytes before what was read last, and with it
        self.ended = False
        self.begun = ""  # of a text that is too large: how it began

    def pieces(self) -> Iterator[Piece]:
        start = self._start()
        yield self._take("head", len(self.text) if start is None else start)
        while start is not None:
            end, wrong = self._end()
            yield self._take("item", end, wrong)
            start = self._start()
            self._drop(start or 0)  # between two items stands nothing
        yield self._take("tail", len(self.text))

    def _start(self) -> int | None:
        """Find where the next item begins."""
        while match := self._next(_BEGINS):
            if match[0] not in _CLOSES:
                return match.start()
            if not (match := self._next(_CLOSES[match[0]])):
                return None
            if match[0].startswith("</"):
                self.at = match.start() + 1
        return None

    def _end(self) -> tuple[int, Wrong]:
        """Find where the item ends that begins here."""
        self.at = 1
        while match := self._next(_WITHIN):
            token = match[0]
            if token in _CLOSES:
                match = self._next(_CLOSES[token])
                if match is None:
                    break
                if match[0].startswith("</"):
                    return self._at(match.start() + match[0].index(">") + 1), self._large()
            elif not token.startswith("</"):  # another one begins: this one was not closed
                return self._at(match.start()), self._large()
            elif match := self._next(_CLOSE):
                return match.end(), self._large()
            else:
                break
        return len(self.text), "cut"

    def _large(self) -> Wrong:
        return "large" if self.begun else ""

    def _at(self, place: int) -> int:
        self.at = place
        return place

    def _next(self, token: re.Pattern[str]) -> re.Match[str] | None:
        """Find a token from where we are, reading on where there is none yet."""
        while True:
            match = token.search(self.text, self.at)
            if match and (match.end() < len(self.text) or self.ended):
                self.at = match.end()
                return match
            if self.ended:
                return None
            self.at = self.at if match else max(self.at, len(self.text) - _KEPT)
            if self.at > LONGEST:
                self.begun = self.begun or self.text[:HEAD]
                self._drop(self.at)
            text, size = next(self.source, ("", 0))
            self.ended = not size
            self.passed, self.read = self.read, self.read + size
            self.text += text

    def _take(self, kind: Kind, end: int, wrong: Wrong = "") -> Piece:
        text = self.text[:end] if wrong != "large" else ""
        if kind == "head" and self.begun:
            text = self.begun
        found = Piece(kind, text, self.line, self.read if self.ended else self.passed, wrong)
        self._drop(end)
        self.begun = ""
        return found

    def _drop(self, end: int) -> None:
        self.line += self.text.count("\n", 0, end)
        self.text = self.text[end:]
        self.at = max(0, self.at - end)
