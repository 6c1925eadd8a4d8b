"""Read the text of one page of a legacy newswire, as a browser gave it when it was saved as text.

The first layout of `archive/layouts/text` that knows the page says what stands where; a page that none knows has its headline in the first
line, and is read as `texts.plain` says. What is in doubt is text, never a byline, a date or a comment.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from urllib.parse import unquote

from django.utils.translation import gettext as _

from handbill.archive.readers.saved import addresses, names
from handbill.archive.readers.texts import plain
from handbill.archive.readers.texts.layout import Layout, known
from handbill.archive.readers.texts.parts import Part, Parts, matched
from handbill.archive.readers.texts.split import ListError, NoTitleError, below_site, split, split_headless
from handbill.archive.readers.texts.topics import named
from handbill.archive.sources import (
    Found,
    Hidden,
    ImportedArticle,
    ImportedComment,
    NoArticle,
    NotUnderstood,
    Page,
)
from handbill.cleaning.text import one_line, tidy
from handbill.limits import BYLINE, COMMENT_TITLE, FILE_NAME, TITLE
from handbill.record.format.canonical import Json

LARGEST: Final = 8_000_000  # bytes of a page: a text of 60 kB and hundreds of comments
_MARKUP: Final = re.compile(r"\s*<(?:[!?]|[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,2000})?>)")
_ADDRESS: Final = re.compile(r"(?i)(?:(?:url|address|source|from|link)\s*:\s*)?(https?://[^\s/]+/\S+)")
_PAGE: Final = re.compile(r"(?i)(.+\.(?:s?html?|php[345]?))\.te?xt")
_FROM: Final = "from"
_LINES: Final = ("summary", "byline", "homepage", "phone", "address", "email")
_BINARY: Final = [bytes([sign]) for sign in range(32) if sign not in b"\t\n\v\f\r\x1b"]


def decode(data: bytes) -> str:
    """Give the text of a file: UTF-8 (or UTF-16 with its mark), else Windows-1252, else Latin-1, which fits always.

    Raises:
        ValueError: it is not text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if b"\0" in data or sum(data.count(sign) for sign in _BINARY) * 100 > len(data):
        raise ValueError("not text")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read(name: str, data: bytes, folders: tuple[str, ...] = ()) -> Iterator[Found]:
    """Read one page. `name` is the file's base name: it stands as `from` beside what comes of it; `folders` is where the file lies, with its name."""
    try:
        text = decode(data)
    except ValueError:
        yield NotUnderstood(name, _("this is not text"))
        return
    if _MARKUP.match(text):
        yield NotUnderstood(name, _("this is HTML or XML, not the text of a page"))
        return
    lines = [line.rstrip() for line in tidy(text).split("\n")]
    start = next((at for at, line in enumerate(lines) if line.strip()), None)
    if start is None:
        yield NotUnderstood(name, _("the file is empty"))
        return
    first = _ADDRESS.fullmatch(lines[start].strip())
    address = addresses.clean(first[1]) if first else _address(folders or (name,))
    if first:
        lines[start] = ""
    if not any(line.strip() for line in lines):
        yield NotUnderstood(name, _("there is no text below the address"))
        return
    yield from _read(name, lines, address)


def _address(folders: tuple[str, ...]) -> str:
    """Give the old address that the name of a file, or the folders of a copied site, say; "" where they say none."""
    *above, name = folders
    match = _PAGE.fullmatch(name)
    if not match:
        return ""
    whole = addresses.clean(unquote(match[1]))
    return whole if addresses.host(whole) else addresses.from_folders([*above, match[1]])


def _read(name: str, lines: list[str], address: str) -> Iterator[Found]:
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    first = lines[start].strip()
    for layout in sorted(known(), key=lambda one: matched(one.above, first) is None):
        try:
            parts = split(lines, layout)
        except ListError:
            yield NoArticle(name, _("this is a list, no article"))
            return
        except NoTitleError as error:
            yield NotUnderstood(name, str(error))
            return
        if parts is not None:
            yield from _Made(name, parts, layout, address).found()
            return
    for layout in known():
        parts = split_headless(lines, layout)
        if parts is not None:
            yield from _Made(name, parts, layout, address).found()
            return
    start = max(below_site(lines, start, layout) for layout in known())
    parts = plain.split(lines, start + 1, {"title": lines[start].strip()})
    yield from _Made(name, parts, None, address).found()


class _Made:
    """What comes of a page that was parted."""

    def __init__(self, name: str, parts: Parts, layout: Layout | None, address: str) -> None:
        self.name, self.parts, self.layout = name, parts, layout
        self.address = addresses.clean(parts.address) or address
        self.legacy: dict[str, Json] = {_FROM: one_line(name)[:FILE_NAME] or "text"}

    def found(self) -> Iterator[Found]:
        part = self.parts.article
        if not part.text and not (self.layout and part.told.get("summary")):
            yield NotUnderstood(self.name, _("there is no text below the headline"))
            return
        title = one_line(part.told["title"])
        if len(title) > TITLE:  # the title is not there, and this is a paragraph
            part.text = f"{title}\n\n{part.text}"
            title = f"{title[: TITLE - 1].rpartition(' ')[0] or title[: TITLE - 1]}…"
            words = _("this is too long for a title: it stands in the text, and its beginning is the title")
            self.parts.notes.insert(0, (max(part.at - 1, 0), words))
        raw: dict[str, Any] = {"title": title, "body": part.text, "format": "text"}
        raw |= {key: value for key in _LINES if (value := part.told.get(key, ""))}
        raw |= {"genre": names.genre(part.told.get("genre", ""), self.layout.genres if self.layout else {})}
        axes = self._axes(part.told)
        raw |= {axis: list(found) for axis, found in axes.items()}
        yield from self._pages(axes)
        text = "\n\n".join(filter(None, (part.told.get("summary", ""), part.text)))
        date = part.told.get("date", "")
        keys: tuple[tuple[str, ...], ...] = (("text", _digest(title, text), *filter(None, [date])),)
        if addresses.fits(self.address):
            keys = (("address", addresses.bare(self.address)), *keys)
        article = ImportedArticle(
            place=self.name,
            raw={key: value for key, value in raw.items() if value},
            date=date,
            legacy=self._legacy(),
            keys=keys,
            state="hidden" if self.parts.hidden else "listed",
            hidden=Hidden(one_line(self.parts.hidden)) if self.parts.hidden else None,
        )
        article.comments.extend(self._comments(keys))
        yield article
        for at, what in self.parts.notes:
            yield NotUnderstood(self._place(at), what)

    def _legacy(self) -> dict[str, Json]:
        if not addresses.fits(self.address):
            return self.legacy
        number = addresses.number(self.address, "")
        return {
            _FROM: addresses.host(self.address)[:FILE_NAME],
            **({"number": number[:FILE_NAME]} if number else {}),
            "address": self.address,
        }

    def _axes(self, told: dict[str, str]) -> dict[str, dict[str, str]]:
        """Give topics and places: the name of each here, and its title there."""
        layout = self.layout
        if layout is None:
            return {}
        found = named(told.get("topics", ""), layout.topics, layout.between)
        beside = [one for one in found if one.lower() in layout.places]
        axes = {
            "topics": [one for one in found if one not in beside],
            "places": [*named(told.get("places", ""), (), layout.between), *beside],
        }
        return {axis: {slug: one for one in some if (slug := names.slug(one))} for axis, some in axes.items()}

    def _pages(self, axes: dict[str, dict[str, str]]) -> Iterator[Page]:
        for axis, some in axes.items():
            for slug, title in some.items():
                yield Page(self.name, f"{axis[:-1]}/{slug}", one_line(title), "")

    def _comments(self, above: tuple[tuple[str, ...], ...]) -> Iterator[ImportedComment]:
        sent: Counter[tuple[str, ...]] = Counter()
        for part in self.parts.comments:
            raw, date = self._comment(part), part.told.get("date", "")
            if not raw:
                self.parts.notes.append(
                    (
                        part.at,
                        _("a comment without a text: %(title)s") % {"title": part.told.get("title", "")},
                    )
                )
                continue
            key = (date, _digest(raw.get("title", ""), raw["body"]))
            sent[key] += 1  # the same comment sent twice was two comments there
            yield ImportedComment(
                place=self._place(part.at),
                raw=raw,
                date=date,
                legacy={_FROM: self._legacy()[_FROM]},
                keys=tuple((*one, date, *key[-1:], str(sent[key])) for one in above),
            )

    def _comment(self, part: Part) -> dict[str, str]:
        """Give what a comment says; where a layout is sure of it and it has no text, its title is the text. Of who comments only the homepage is taken."""
        title, text = one_line(part.told.get("title", "")), part.text
        if not text and self.layout and self.layout.comments:
            title, text = "", title
        if not text:
            return {}
        if len(title) > COMMENT_TITLE:  # it is no title, and nothing of it may be lost
            title, text = "", f"{title}\n\n{text}"
        raw = {
            "title": title,
            "body": text,
            "format": "text",
            "byline": part.told.get("byline", "")[:BYLINE],
            "homepage": part.told.get("homepage", ""),
        }
        return {key: value for key, value in raw.items() if value or key in {"title", "byline"}}

    def _place(self, at: int) -> str:
        return _("%(file)s, line %(line)d") % {"file": self.name, "line": at + 1}


def _digest(title: str, text: str) -> str:
    """Tell texts apart by their words alone: a page that was wrapped anew is the same page. It becomes a secret key."""
    return sha256("\0".join(" ".join(part.split()) for part in (title, text)).encode()).hexdigest()
