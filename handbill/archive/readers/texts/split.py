"""A text is parted by the layout that knows it."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers.contacts import ALL as CONTACTS
from handbill.archive.readers.contacts import fits, is_contact, joined
from handbill.archive.readers.saved.names import byline
from handbill.archive.readers.texts import plain, replies
from handbill.archive.readers.texts.layout import ABOVE, BELOW, Layout, Lines
from handbill.archive.readers.texts.parts import Parts, head, matched, more, part
from handbill.archive.readers.texts.topics import all_known
from handbill.limits import SUMMARY

_LOOKED: Final = 120
"""Lines with words in which an article begins: some sites had much above it."""
_TITLE: Final = 60  # characters with which a line of a site is taken for no title, though it stands alone
_BOXES: Final = 6  # lines of a site that no layout knows
_BOX: Final = 120  # characters of one
_CLOSES: Final = (".", ":", "!", "?", "…")
_WORDS: Final = 3  # of a box of a site that is closed as a sentence is
_DATED: Final = 2  # articles with who or when below their titles: one may quote the other
_TOPICS: Final = 200  # characters of a line of topics


class ListError(ValueError):
    """A layout knows the page: it is a list."""


class NoTitleError(ValueError):
    """A layout knows the page, and there is no title where it stands; the words say where that is."""


def split(lines: list[str], layout: Layout) -> Parts | None:
    """Part a page; None where the layout does not know it.

    Raises:
        ListError: it is a list.
        NoTitleError: its title is missing.
    """
    page = _Page(lines, layout)
    return page.parts() if page.is_known() else None


def split_headless(lines: list[str], layout: Layout) -> Parts | None:
    """Part a page that is known by its comments alone, as it was cut off above its text: its first line is the title; None where it is not known."""
    return _Page(lines, layout).headless()


def below_site(lines: list[str], start: int, layout: Layout) -> int:
    """Give the first line below the lines of a site at the top of a page that has no head; one line alone may be a title."""
    said = [n for n in range(start, len(lines)) if lines[n].strip()][:_LOOKED]
    ours = next((at for at, n in enumerate(said) if matched(layout.above, lines[n].strip()) is None), 0)
    return said[ours] if ours > 1 or (ours and len(lines[start].strip()) > _TITLE) else start


class _Page:
    def __init__(self, lines: list[str], layout: Layout) -> None:
        self.layout = layout
        self.lines = [line.strip() for line in lines]
        self.first = list(islice((n for n, line in enumerate(self.lines) if line), _LOOKED))
        self.heads = self.first[1:2] if layout.near else self.first
        self.notes: list[tuple[int, str]] = []

    def is_known(self) -> bool:
        """Tell whether an article or a list may begin among the first lines, and one of the signs is there, if the layout has any."""
        layout = self.layout
        begins = (*layout.article.head, *layout.lists)
        if layout.topics_line and all_known(self.lines[self.first[0]], layout.topics):
            return True
        return any(matched(begins, self.lines[n]) is not None for n in self.heads) and (
            not layout.sign or any(matched(layout.sign, line) is not None for line in self.lines if line)
        )

    def headless(self) -> Parts | None:
        """Part a page without a head."""
        if not any(self._is(self.layout.begin, n) for n in range(len(self.lines))):
            return None
        title = self.first[0]
        parts = self._whole(title + 1, [""], {"title": self.lines[title]})
        return parts if any(one.told.get("date") for one in parts.comments) else None

    def parts(self) -> Parts | None:
        layout, lines = self.layout, self.lines
        at, told = self._head()
        above = [lines[n] for n in self.first if n < at or at < 0]
        if self._is_list(at, above):
            raise ListError
        if at < 0:
            return None
        for line in above:
            told = {**(matched(layout.before, line) or {}), **told}
        address = told.pop("url", "")
        title, start = self._title(at, told)
        told |= {"title": title}
        start = more(lines, start, layout.article, told, layout.order)
        other = self._above(at if layout.article.title == BELOW else self._up(at))
        sites = self._is_sites(at)
        if not sites and self._is_text(other, title):
            return None
        sites = sites and not self._is_quoted(other, title)
        if other:
            self.notes.append(self._above_note(other, sites=sites))
        kept = [told.pop("text")] if told.get("text") else []
        parts = self._whole(start, kept, told, [] if sites else other)
        parts.notes = [*self.notes, *parts.notes]
        parts.hidden = next((line for line in above if matched(layout.hidden, line) is not None), "")
        parts.address = address
        return parts

    def _head(self) -> tuple[int, dict[str, str]]:
        """Find the line that heads the article, and what it says; -1 where there is none."""
        first = self.lines[self.first[0]]
        if self.layout.topics_line and all_known(first, self.layout.topics):
            return self.first[0], {"topics": first}
        for at in self.heads:
            told = head(self.layout.article, self.lines[at], self.layout.order)
            if told is not None:
                return at, told
        return -1, {}

    def _title(self, at: int, told: dict[str, str]) -> tuple[str, int]:
        """Give the title, and the line from which on all is below it and the head."""
        if self.layout.article.title == ABOVE:
            up = self._up(at)
            if up < 0:
                raise NoTitleError(_("there is no title above line %(line)d") % {"line": at + 1})
            return self.lines[up], at + 1
        down = self._down(at + 1)
        if self.layout.topics_line and not told.get("topics") and self._is_topics(at, down):
            told["topics"] = self.lines[down]
            down = self._down(down + 1)
        if down < 0:
            raise NoTitleError(_("there is no title below line %(line)d") % {"line": at + 1})
        return self.lines[down], down + 1

    def _is_topics(self, at: int, down: int) -> bool:
        """Tell whether the line below a head names topics: one empty line stands above it and one below, then a title."""
        after = self._down(down + 1) if down >= 0 else -1
        alone = (down - at, after - down) == (2, 2)
        return alone and len(self.lines[down]) <= _TOPICS and not self.lines[down].endswith((".", "!", "?"))

    def _up(self, at: int) -> int:
        """Give the next line above one that has words and is the article's own; -1 where there is none."""
        ours = (n for n in range(at - 1, -1, -1) if self.lines[n])
        return next((n for n in ours if matched(self.layout.above, self.lines[n]) is None), -1)

    def _down(self, at: int) -> int:
        return next((n for n in range(at, len(self.lines)) if self.lines[n]), -1)

    def _above(self, title: int) -> list[int]:
        """Give the lines above a title that are not known as the site's."""
        layout = self.layout
        known = (*layout.above, *layout.hidden, *layout.before)
        said = [n for n in self.first if n < title and self.lines[n].lower() not in layout.places]
        return [n for n in said if matched(known, self.lines[n]) is None]

    def _above_note(self, other: list[int], *, sites: bool) -> tuple[int, str]:
        """Say what became of the lines above an article: what is left out is said whole."""
        if sites:
            words = ngettext(
                "%(count)d line above the article was left out: %(lines)s",
                "%(count)d lines above the article were left out: %(lines)s",
                len(other),
            )
        else:
            words = ngettext(
                "%(count)d line above the article was kept at the head of its text",
                "%(count)d lines above the article were kept at the head of its text",
                len(other),
            )
        return other[0], words % {"count": len(other), "lines": self._said(other)}

    def _below_note(self, cut: list[int]) -> tuple[int, str]:
        words = ngettext(
            "%(count)d line below the text was left out: %(lines)s",
            "%(count)d lines below the text were left out: %(lines)s",
            len(cut),
        )
        return cut[0], words % {"count": len(cut), "lines": self._said(cut)}

    def _said(self, numbers: list[int]) -> str:
        return " / ".join(self.lines[n] for n in numbers)

    def _is_list(self, at: int, above: list[str]) -> bool:
        """Tell whether a page is a list: two lines say so, or one below lines of the site alone; or several articles are headed alike."""
        layout = self.layout
        lists = [n for n, line in enumerate(above) if matched(layout.lists, line) is not None]
        ours = next((n for n, line in enumerate(above) if matched(layout.above, line) is None), len(above))
        if len(lists) > 1 or (lists and at < 0 and 0 < lists[0] == ours):
            return True
        if layout.article.title != BELOW:
            return False
        told = [self._told_below(n) for n in self.first if self._is(layout.article.head, n)]
        return sum(one == told[0] for one in told) > (_DATED if told and told[0] else 1)

    def _told_below(self, at: int) -> bool:
        """Tell whether a line below the title of a head says who or when."""
        title = self._down(at + 1)
        told: dict[str, str] = {}
        if title >= 0:
            more(self.lines, title + 1, self.layout.article, told, self.layout.order)
        return any(told.values())

    def _is_sites(self, at: int) -> bool:
        """Tell whether a page is the site's without doubt: it has a sign, or a line of the site stands above its head."""
        layout = self.layout
        return bool(layout.sign) or any(
            matched(layout.sure, self.lines[n]) is not None
            or (n < at and matched(layout.above, self.lines[n]) is not None)
            for n in self.first
        )

    def _is_text(self, other: list[int], title: str) -> bool:
        """Tell whether the lines above a title may be a text that quotes a page: then this page is no such page."""
        long = any(len(self.lines[n]) > _BOX for n in other)
        return long or len(other) > _BOXES or self._is_quoted(other, title)

    def _is_quoted(self, other: list[int], title: str) -> bool:
        """Tell whether a sentence is among the lines above a title, or is the title."""
        closed = [self.lines[n] for n in other if self.lines[n].endswith(_CLOSES)]
        return any(len(line.split()) > _WORDS for line in closed) or bool(other and title.endswith(_CLOSES))

    def _below(self, heads: list[replies.Head], start: int, begin: int) -> int:
        """Give the line below which nothing belongs to a page: below the last comment, or the line that begins them.

        Where there is neither, nothing, or one more such line, follows it: else it may be of the text.
        """
        after = heads[-1].below if heads else max(start, begin)
        known = [n for n in range(after, len(self.lines)) if self._is(self.layout.below, n)]
        if known and (heads or begin >= 0 or len(known) > 1 or self._down(known[0] + 1) < 0):
            return known[0]
        return len(self.lines)

    def _known(self, at: int) -> bool:
        layout = self.layout
        return self._is((*layout.drop, *layout.below, *layout.until, *layout.begin), at)

    def _whole(self, start: int, kept: list[str], told: dict[str, str], top: Iterable[int] = ()) -> Parts:
        layout = self.layout
        lines = ["" if n >= start and self._is(layout.drop, n) else line for n, line in enumerate(self.lines)]
        if layout.comments is None:
            return plain.split([*lines[:start], *kept, *lines[start:]], start, told)
        told["byline"] = byline(told.get("byline", ""))
        end = len(lines)
        begin = next((n for n in range(start, end) if self._is(layout.begin, n)), -1)
        shown = begin
        signed = self._signed(start, begin if begin >= 0 else end, told["byline"], last=begin >= 0)
        if begin < 0 and layout.begin:
            begin = signed + 1 if signed >= 0 else end
        begun, begin = begin >= 0, max(begin, start)
        lines[begin:end] = [
            "" if matched(layout.begin, line) is not None else line for line in lines[begin:end]
        ]
        heads = replies.heads(lines, begin, layout, dated=bool(told.get("date")), begun=begun)
        end = self._below(heads, start, shown)
        stop = last = heads[0].top if heads else end
        stop = next((n for n in range(start, min(begin, end)) if self._is(layout.until, n)), stop)
        cut = [n for n in (*range(stop, last), *range(end, len(lines))) if lines[n] and not self._known(n)]
        unfit = [
            f"{name}: {told.pop(name)}" for name in CONTACTS if told.get(name) and not fits(name, told[name])
        ]
        body = joined([*kept, *lines[start:stop]])
        if start <= signed < stop:
            body = joined([*kept, *lines[start:signed], "", *lines[signed + 1 : stop]])
        said = [line for line in body if line and not is_contact(line)]
        if layout.summary and not kept and len(said) > 1 and len(said[0]) <= SUMMARY:
            told["summary"] = said[0]
            body = body[body.index(said[0]) + 1 :]
        body = [*chain.from_iterable((self.lines[n], "") for n in top), *body]
        article = part(start, told, [*body, "", *unfit] if unfit else body)
        article.rest = []
        notes = [self._below_note(cut)] if cut else []
        return Parts(article, replies.read(lines[:end], heads, layout, told["byline"]), notes)

    def _is(self, expressions: Lines, at: int) -> bool:
        return bool(self.lines[at]) and matched(expressions, self.lines[at]) is not None

    def _signed(self, start: int, end: int, name: str, *, last: bool) -> int:
        """Find the line on which the author stands once more below the text; -1 where there is none."""
        if not self.layout.article.signed or not name:
            return -1
        bare = name.rstrip(".").casefold()
        found = [n for n in range(start, end) if byline(self.lines[n]).rstrip(".").casefold() == bare]
        return found[-1 if last else 0] if found else -1
