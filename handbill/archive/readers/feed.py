"""Read feeds: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed. Nothing is fetched: what a feed only links to stays a link."""

import re
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from handbill.archive.readers import jsonfeed, syndicated, wordpress
from handbill.archive.readers.cut import pieces
from handbill.archive.readers.entry import Entry, Feed
from handbill.archive.readers.inline import Wish, taken_out
from handbill.archive.readers.markup import absolute, is_html, lines, shortened, site_of
from handbill.archive.readers.taken import Topics, done, left_out, text
from handbill.archive.readers.uploads import Uploads
from handbill.archive.readers.xml import root_of
from handbill.archive.sources import (
    ELSEWHERE,
    Found,
    ImportedArticle,
    ImportedComment,
    ImportedFile,
    NotUnderstood,
    Page,
    Passed,
    SourceError,
)
from handbill.archive.told import Told
from handbill.archive.walk import BEGINNING, Source
from handbill.cleaning.language import language
from handbill.cleaning.text import one_line
from handbill.limits import FILE_NAME, HOMEPAGE, HTML, SOURCE, SUMMARY
from handbill.record.format.canonical import Json

_BEFORE: Final = re.compile(
    rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)", re.DOTALL
)  # one thing that may stand before a root
_BEGINS: Final = re.compile(rb"\s*<(?:[\w.-]+:)?(?:rss|feed|RDF|channel)[\s>]")
_ANSWER: Final = re.compile(r"(https?://[^#]+)#comment-([0-9]{1,18})")
"""The identifier of a comment in WordPress' feeds of comments: that of its article, and its number."""
_POST: Final = re.compile(r"[?&](?:p|page_id)=([0-9]{1,18})(?:&|$)")
_SAME: Final = 60  # characters by which a summary is known as the beginning of the text


def knows(start: bytes) -> bool:
    """Tell whether a file that begins like this is a feed."""
    bare = (
        start.removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .replace(b"\0", b"")
    )
    at = 0
    while match := _BEFORE.match(bare, at):
        at = match.end()
    return jsonfeed.knows(start) or (_BEGINS.match(bare, at) is not None and not wordpress.knows(start))


def read(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read a file item by item.

    Raises:
        SourceError: it is no feed.
    """
    start = stream.read(BEGINNING)
    stream.seek(0)
    if jsonfeed.knows(start):
        yield from _json(source, stream, told)
        return
    parts = pieces(stream)
    first = next(parts)
    root = root_of(first.text)
    if not root:
        raise SourceError(_("%(file)s is no feed.") % {"file": source.name})
    above = syndicated.feed(root, first.text)
    reader, passed = _Reader(source.name, above, told), 0
    for part in parts:
        place = _("%(file)s, line %(line)d") % {"file": source.name, "line": part.line}
        if part.wrong == "cut":
            yield NotUnderstood(place, _("the file ends in the middle of this item; it was not taken"))
        elif part.wrong:
            yield NotUnderstood(place, _("this item is too large"))
        elif part.kind == "item":
            entry = syndicated.entry(root, part.text, above)
            yield from reader.taken(entry, place)
        if part.passed > passed:
            yield Passed(part.passed - passed)
            passed = part.passed


def _json(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    found = jsonfeed.entries(stream)
    try:
        above = next(found)
    except ValueError:
        raise SourceError(
            _("%(file)s is no JSON Feed, or is too large for one.") % {"file": source.name}
        ) from None
    reader = _Reader(source.name, above if isinstance(above, Feed) else Feed(), told)
    for number, entry in enumerate(found, 1):
        place = _("%(file)s, item %(number)d") % {"file": source.name, "number": number}
        yield from reader.taken(entry if isinstance(entry, Entry) else None, place)


class _Reader:
    def __init__(self, name: str, above: Feed, told: Told) -> None:
        self.above = above
        self.site = site_of(above.link)[0] or above.guid or one_line(above.title) or name
        self.topics = Topics()
        self.uploads = Uploads(told.media) if told.media else None
        self.titles: dict[int, int] = {}  # by the hash of a guid, that of the title

    def taken(self, entry: Entry | None, place: str) -> Iterator[Found]:
        """Give an item as an import takes it."""
        if entry is None or not (entry.title or lines(entry.body)):
            yield NotUnderstood(place, _("this item has neither a title nor a text"))
            return
        answer = _ANSWER.fullmatch(entry.guid)
        if answer and not entry.parent:
            entry.parent = answer[1]
        if entry.parent and entry.parent != entry.guid:
            yield self._comment(entry, place)
            return
        shown, files, missing = self._body(entry)
        summary = self._summary(entry, shown)
        found = text(
            one_line(entry.title), shown, (summary, *(one.caption for one in files)), is_text=entry.is_text
        )
        chosen, new, more = self.topics.of(entry.terms)
        for slug, name in new:
            yield Page(place, f"topic/{slug}", name, "")
        yield ImportedArticle(
            place=place,
            raw={
                "title": found.title,
                "body": found.body,
                "format": found.format,
                "byline": entry.author,
                "summary": summary if summary != found.body else "",
                "language": language(entry.language) or "",
                "source": shortened(entry.source, SOURCE),
                "topics": chosen,
            },
            date=entry.date,
            legacy=self._legacy(entry),
            keys=self._keys(entry, found.title, found.body),
            files=files,
        )
        notes = list(done(found))
        if more:
            notes.append(left_out(more))
        if missing and self.uploads:
            names = ", ".join(one_line(one.rpartition("/")[2]) for one in missing[:5])
            notes.append(_("its pictures are not in the folder of media: %(names)s") % {"names": names})
        for what in notes:
            yield NotUnderstood(place, what)

    def _body(self, entry: Entry) -> tuple[str, tuple[ImportedFile, ...], list[str]]:
        """Give its text, its files that are at hand, and the pictures that are not; what it carries else becomes a link."""
        html, found, missing = entry.body, list[Wish](), list[str]()
        if not entry.is_text and len(html) <= HTML:
            inline = taken_out(
                absolute(html, entry.base), entry.base, lambda one: self._find(one) is not None
            )
            html, found, missing = inline.html, inline.found, inline.missing
        for wish in (*entry.files, *entry.shown):
            if self._find(wish.address):
                found.append(wish)
            elif (
                wish in entry.files
                and wish.address.startswith(("http://", "https://"))
                and wish.address not in html
            ):
                html = self._with_link(html, wish, is_text=entry.is_text)
        if not self.uploads:
            return html, (), missing
        paths = {path: wish for wish in reversed(found) if (path := self.uploads.find(wish.address))}
        files = [
            self.uploads.file(path, wish.caption, wish.alternative) for path, wish in reversed(paths.items())
        ]
        return html, tuple(files), missing

    def _with_link(self, html: str, wish: Wish, *, is_text: bool) -> str:
        if is_text or not is_html(html):
            return f"{html}\n\n{wish.caption} {wish.address}".strip()
        shown = escape(wish.caption or wish.address)
        return f'{html}\n<p><a href="{escape(wish.address)}">{shown}</a></p>'

    def _find(self, address: str) -> str | None:
        return self.uploads.find(address) if self.uploads else None

    def _summary(self, entry: Entry, shown: str) -> str:
        """Give what is said shortly, unless it is only how the text begins."""
        short = lines(entry.summary) if is_html(entry.summary) else entry.summary.strip()
        begins = " ".join(lines(shown).split())[:_SAME]
        same = " ".join(short.split())[:_SAME]
        return (
            "" if not same or begins.startswith(same[: max(1, len(same) - 4)]) else shortened(short, SUMMARY)
        )

    def _legacy(self, entry: Entry) -> dict[str, Json]:
        legacy: dict[str, Json] = {"from": self.site[:FILE_NAME]}
        if entry.link and len(entry.link) <= HOMEPAGE:
            legacy["address"] = entry.link
        return legacy

    def _keys(self, entry: Entry, title: str, body: str) -> tuple[tuple[str, ...], ...]:
        """It is the same item under its identifier; one that several items of a feed have tells nothing without the title."""
        if not entry.guid:
            told = entry.link or sha256(f"{entry.date}\0{body}".encode()).hexdigest()
            return (("feed", self.site, told, title),)
        known = self.titles.setdefault(hash(entry.guid), hash(title))
        if known != hash(title):
            return (("feed", self.site, entry.guid, title),)
        return (("feed", self.site, entry.guid), ("guid", entry.guid, title))

    def _comment(self, entry: Entry, place: str) -> ImportedArticle:
        """Give an answer, on an article that is here or not: RFC 4685, as Blogger and others export comments, and feeds of comments."""
        body = absolute(entry.body, entry.base) if not entry.is_text else entry.body
        comment = ImportedComment(
            place=place,
            raw={
                "body": body,
                "format": "html" if not entry.is_text and is_html(body) else "text",
                "byline": entry.author,
            },
            date=entry.date,
            legacy=self._legacy(entry),
            keys=self._keys_of_answer(entry, body),
        )
        above: list[tuple[str, ...]] = [("feed", self.site, entry.parent)]
        if post := _POST.search(entry.parent):
            above.append(("wxr", self.site, "post", post[1]))
        return ImportedArticle(
            place=place, raw={}, date="", legacy={}, keys=tuple(above), state=ELSEWHERE, comments=[comment]
        )

    def _keys_of_answer(self, entry: Entry, body: str) -> tuple[tuple[str, ...], ...]:
        """A comment of WordPress is the same in its feeds and in its exports."""
        told = entry.guid or sha256(f"{entry.date}\0{body}".encode()).hexdigest()
        answer = _ANSWER.fullmatch(entry.guid)
        return (("feed", self.site, told), *([("wxr", self.site, "comment", answer[2])] if answer else ()))
