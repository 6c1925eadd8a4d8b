"""A text as the guard reads it: words, addresses and traits, and of all these keyed numbers alone to keep.

Who wrote it is not looked at: no name, no telephone, no e-mail address. The guard compares texts and never people.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any, Final

from handbill.cleaning.plain import plain
from handbill.cleaning.words import folded, is_alone
from handbill.guard.secret import keyed
from handbill.limits import GUARD_READ, LESSON_WORDS
from handbill.settings import site

HOSTS: Final = 20
"""Hosts of one text that count; a page of sources has more, and needs no more."""
_LINK: Final = re.compile(r"https?://([^\s/?#\"'<>()\[\]{}\\^`|]+)[^\s\"'<>]*", re.IGNORECASE)
_UNSEEN: Final = re.compile(  # Default_Ignorable_Code_Point of the Unicode Standard (DerivedCoreProperties.txt, version 15)
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BLOCKS: Final = re.compile(r"<(blockquote|q)\b.*?(?:</\1>|\Z)", re.DOTALL)
_QUOTES: Final = (
    re.compile(  # lines after ">", and at least 40 characters between marks of which none is inside
        '^[ \\t]*>.*|“[^“”]{40,}”|«[^«»]{40,}»|„[^„“”]{40,}[“”]|「[^「」]{20,}」|"[^"<>]{40,}"', re.MULTILINE
    )
)
_LETTERS: Final = 20
"""A text with fewer letters that have a case is not in capitals, it is short."""
_CAPITALS: Final = 0.7
_FEW_WORDS: Final = 10
_SCRIPTS: Final = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "greek": re.compile("[\u0370-\u03ff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "hebrew": re.compile("[\u0590-\u05ff]"),
    "arabic": re.compile("[\u0600-\u06ff]"),
    "indic": re.compile("[\u0900-\u0dff]"),
    "thai": re.compile("[\u0e00-\u0eff]"),
    "han": re.compile("[\u3040-\u30ff\u3400-\u9fff]"),
    "hangul": re.compile("[\uac00-\ud7a3]"),
}
_SAMPLE: Final = 400  # characters that tell the script and the case


@dataclass(frozen=True, slots=True)
class Text:
    """What the guard looks at. `words` are folded (`cleaning.words`) and without addresses; so is `body`, its part below the title."""

    kind: str  # article comment revise amend
    words: tuple[str, ...]
    body: tuple[str, ...]
    own: tuple[str, ...]  # `body` without what is quoted; all of it where everything is
    hosts: tuple[str, ...]
    links: int  # different ones in the body
    traits: frozenset[str]

    def tokens(self) -> tuple[int, ...]:
        """Give what the filter learns: at most `LESSON_WORDS` words and hosts, always the same ones, and the traits.

        Keyed numbers, rising. Those of words and hosts are odd, those of traits even.
        """
        number = Numbering()
        neighbours = {one + other for one, other in pairwise(self.words) if is_alone(one) and is_alone(other)}
        found = {number(word) | 1 for word in neighbours.union(self.words)}
        hosts = {number(f"host {host}") | 1 for host in self.hosts}
        kept = sorted(found - hosts)[: LESSON_WORDS - len(hosts)]
        return tuple(sorted(hosts.union(kept, (number(f"trait {name}") & ~1 for name in self.traits))))


def read(kind: str, values: Mapping[str, Any]) -> Text:
    """Read the fields of an item, as a verb gets them; Markdown as its readers see it. The work is bounded, whatever was sent."""
    rendered = values.get("html")
    body = seen(str(rendered or values.get("body", "")))
    found = {
        link[0]: link[1] for link in _LINK.finditer(body)
    }  # in their order; HTML often says an address twice
    links = [host.lower().removeprefix("www.") for host in found.values()]
    shown, unquoted = _bodies(body, is_html=bool(rendered) or values.get("format") == "html")
    above = seen(" ".join(str(values.get(name, "")) for name in ("title", "summary")))
    home = [host.lower().removeprefix("www.") for host in _LINK.findall(str(values.get("homepage", "")))]
    below = _first(shown)
    own = () if unquoted == shown else _first(unquoted)
    return Text(
        kind=kind,
        words=(*folded(above), *below),
        body=below,
        own=own or below,
        hosts=tuple(dict.fromkeys([*home, *links]))[:HOSTS],
        links=len(links),
        traits=frozenset(_traits(kind, f"{above} {shown}", len(below), len(links), values)),
    )


def seen(text: str) -> str:
    """Give a text without the signs that nobody sees, and that would part words for a program alone."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def _first(text: str) -> tuple[str, ...]:
    """Give the words of a text, folded, up to `GUARD_READ` characters of them: what fills the space before them is not counted."""
    words = folded(text)
    if len(text) > GUARD_READ:
        words = words[: bisect([*accumulate(len(word) + 1 for word in words)], GUARD_READ)]
    return tuple(words)


def _bodies(body: str, *, is_html: bool) -> tuple[str, str]:
    """Give a body as plain text without its addresses; and that without what it quotes."""
    unquoted = _QUOTES.sub(" ", _BLOCKS.sub(" ", body) if is_html else body)
    if is_html:
        body, unquoted = plain(body), plain(unquoted)
    return _LINK.sub(" ", body), _LINK.sub(" ", unquoted)


class Numbering:
    """Words to numbers of 63 bits under the site's secret (keyed BLAKE2b, RFC 7693): nobody without it knows which word is which."""

    def __init__(self) -> None:
        self.start = blake2b(digest_size=8, key=bytes.fromhex(keyed("words", "")))

    def __call__(self, word: str) -> int:
        """Give the number of a word."""
        hashed = self.start.copy()
        hashed.update(word.encode())
        return int.from_bytes(hashed.digest(), "big") >> 1


def _script(sample: str) -> str:
    if sample.isascii():
        return "latin"
    counts = {name: len(script.findall(sample)) for name, script in _SCRIPTS.items()}
    return max(counts, key=lambda name: counts[name])


def _traits(kind: str, text: str, words: int, links: int, values: Mapping[str, Any]) -> Iterable[str]:
    yield f"kind {'comment' if kind == 'comment' else 'article'}"
    yield f"links {links if links < 3 else 'few' if links < 6 else 'many'}"  # noqa: PLR2004 - steps of a trait
    if words < _FEW_WORDS:
        yield "short"
    if links and words <= links:
        yield "links alone"
    sample = text[:_SAMPLE]
    capitals, small = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    if capitals + small >= _LETTERS and capitals >= _CAPITALS * (capitals + small):
        yield "capitals"
    if "!!" in text:
        yield "shouts"
    yield f"script {_script(sample)}"
    language = str(values.get("language", ""))
    if language and language.partition("-")[0] != site().language.partition("-")[0]:
        yield f"language {language.lower()}"
