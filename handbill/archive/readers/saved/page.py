"""A saved page becomes an article with its comments, by the layout that knows it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final

from handbill.archive.readers.contacts import split_contacts
from handbill.archive.readers.saved import addresses, around, machine, names, said
from handbill.archive.readers.saved.bare import without
from handbill.archive.readers.saved.days import date_in
from handbill.archive.readers.saved.layout import NET, Layout, Rules, selector
from handbill.archive.readers.saved.media import pictures
from handbill.archive.readers.saved.origin import Origin, digest
from handbill.archive.readers.saved.pick import drop, each_text, inside, named, text, texts
from handbill.archive.readers.saved.readable import are_many, is_list
from handbill.archive.readers.saved.threads import Thread, threads
from handbill.archive.readers.saved.tree import Element, is_large, lines, tree
from handbill.archive.sources import Hidden, ImportedArticle, ImportedComment, ImportedFile, Page
from handbill.cleaning.language import language
from handbill.cleaning.text import one_line
from handbill.limits import BYLINE, COMMENT_TITLE, IMPORTED_BODY, SUMMARY, TITLE

Opener = Callable[[], BinaryIO]
_SURE: Final = 2
"""Selectors of a layout by which a page is known that does not say so."""
_FORM: Final = 2_000
"""Characters of a form: with more, it is around the whole page, as some programs had it."""
_LINES: Final = ("language", "homepage", "phone", "address", "email")
_SIGN: Final = 60  # characters beside a name in a line that says no more than who wrote when
_SHORTEST: Final = 8  # characters of a heading that is told by the page's own title
_SITE: Final = re.compile(r"\s+[|\u00ab\u00bb\u2013\u2014-]\s+")
_LABEL: Final = re.compile(r"[^:]{2,20}:")
_QUOTED: Final = re.compile(r'\A["\u201c\u00ab](.+)["\u201d\u00bb]\Z')
_ANCHOR_NUMBER: Final = re.compile(r"([0-9]+)\D*\Z")


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it was found: where, what it says, where it stood, and how files are had that it names."""

    place: str
    text: str
    address: str = ""
    sure: bool = False  # the address was recorded with the page, and not guessed from where the file lies
    find: Callable[[str], Opener | None] = lambda _address: None


@dataclass(slots=True)
class Reading:
    """What came of a page: an article, or none; topics and places that it names; and what is missing of it."""

    article: ImportedArticle | None = None
    pages: list[Page] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # addresses of files that are not in the source
    layout: str = ""
    large: bool = False  # it has more tags than any page


def read(saved: Saved, layouts: Iterable[Layout]) -> Reading:
    """Read a page with the first layout that knows it and finds an article in it."""
    if is_large(saved.text):
        return Reading(large=True)
    page = tree(saved.text)
    if page is None:
        return Reading()
    ranks = ((_rank(layout, page, saved.text), layout) for layout in layouts)
    for _how, layout in sorted((one for one in ranks if one[0]), key=lambda one: one[0]):
        found = _Page(saved, deepcopy(page), layout).read()
        if found.article is not None:
            return found
    return Reading()


def _rank(layout: Layout, page: Element, text: str) -> int:
    """Tell how soon to try a layout: one whose pages say what they are, one by several signs, and the net below; 0 is never."""
    if layout.name == NET:
        return 3
    signs = sum(1 for css in layout.some if selector(css)(page))
    if layout.text and not re.search(layout.text, text):
        return 2 if signs >= _SURE else 0
    return 1 if signs or not layout.some else 0


class _Page:
    def __init__(self, saved: Saved, page: Element, layout: Layout) -> None:
        self.saved, self.page, self.layout = saved, page, layout
        self.address = addresses.of(page, saved.text, saved.address, sure=saved.sure)
        self.base = addresses.base(page, self.address)
        self.origin = Origin(saved.place, self.address, layout)
        self.said = Reading(layout=layout.name)

    def read(self) -> Reading:
        if self.layout.lists and re.search(self.layout.lists, self.address):
            return self.said
        for one in [*self.page.iter("form")]:
            if len(one.text_content()) <= _FORM:
                drop(one)
        found = [thread for comments in self.layout.comments for thread in threads(self.page, comments)]
        boxes = next((some for css in self.layout.root if (some := selector(css)(self.page))), [self._all()])
        if are_many(boxes) or (self.layout.name == NET and is_list(self.page) and not self._is_said()):
            return self.said
        root = boxes[0]
        rules = self.layout.rules
        told = self._told(rules, root, self.layout.heads)
        title = told.get("title", "") or text(rules.get("title", ()), self.page, self.page)
        title = self._title(one_line(title), root)[:TITLE]
        told |= {"title": title, "byline": names.byline(told.get("byline", ""))[:BYLINE]}
        contacts = self._contacts(rules, root)
        body = self._body(rules, root, told | contacts)
        if body:
            page = self.page if self.layout.name == NET else None
            body["body"] = around.article(body["body"], root, page, told, self.layout.order)
        if not title or not body:
            return self.said
        raw: dict[str, Any] = {
            "title": title,
            **body,
            "summary": told.get("summary", "")[:SUMMARY],
            "byline": told["byline"],
            "genre": names.genre(told.get("genre", ""), self.layout.genres),
            **{name: one_line(told[name]) for name in _LINES if name in told},
            "language": language(told.get("language") or self.page.get("lang") or "") or "",
            **contacts,
        }
        raw["places"] = self._sorted("place", self._several(rules, root, "places", told))
        topics = self._several(rules, root, "topics", told)
        raw["topics"] = self._sorted("topic", [one for one in topics if names.slug(one) not in raw["places"]])
        hidden = text(rules.get("hidden", ()), self.page, self.page)
        number = told.get("number", "") or addresses.number(self.address, self.layout.number)
        legacy = self.origin.legacy(number)
        date = told["date"]
        key = self.origin.keys(number, title, body["body"])
        files = self._files(root, rules, all_told=True)
        remarks = [one for thread in found if (one := self._comment(thread))]
        own = [self._own(one, told) for one in remarks]
        files += tuple(file for some in own for file in some)
        self.said.article = ImportedArticle(
            place=self.saved.place,
            raw={name: value for name, value in raw.items() if value},
            date=date,
            legacy=legacy,
            keys=tuple(key),
            state="hidden" if hidden else "listed",
            hidden=Hidden(one_line(hidden)) if hidden else None,
            files=files,
            comments=list(
                self._comments([one for one, its in zip(remarks, own, strict=True) if not its], key[0])
            ),
        )
        return self.said

    def _files(
        self, element: Element, rules: Mapping[str, Rules], *, all_told: bool
    ) -> tuple[ImportedFile, ...]:
        """Give its files. What is missing of a comment is told where its layout names them: beside the words stand signs of its program."""
        files, missing = pictures(element, rules.get("media", ()), self.base, self.saved)
        self.said.missing += missing if all_told or "media" in rules else []
        return files

    def _is_said(self) -> bool:
        """Tell whether a page says itself that it is an article."""
        return bool(
            said.values(self.page, "headline")
            or selector('meta[property="og:type"][content="article"]')(self.page)
        )

    def _all(self) -> Element:
        """Give all of the page that is shown."""
        return next(self.page.iter("body"), self.page)

    def _told(self, rules: Mapping[str, Rules], element: Element, heads: Rules) -> dict[str, str]:
        """Give the fields that are lines; of those that may be a date, the first that is one."""
        fields = ("title", "summary", "byline", "genre", "number", *_LINES)
        told = {name: found for name in fields if (found := text(rules.get(name, ()), element, self.page))}
        told |= named(heads, element)
        some = [told.pop("date", ""), *each_text(rules.get("date", ()), element, self.page)]
        dates = (date_in(one, self.layout.order) for one in some)
        return {**told, "date": next(filter(None, dates), "")}

    def _title(self, found: str, root: Element) -> str:
        """Give the title; the name of the site or of a box, if the page's own title has a heading of the article's instead."""
        whole = one_line(next((one.text_content() for one in self.page.iter("title")), ""))
        if found and found.casefold() in whole.casefold() and found.casefold() != names.site_in(whole, found):
            return found
        headings = [one_line(one.text_content()) for one in root.iter("h1", "h2", "h3", "b", "strong")]
        fitting = [one for one in headings if len(one) >= _SHORTEST and one.casefold() in whole.casefold()]
        return max(fitting, key=len, default=found or _SITE.split(whole)[0])

    def _several(self, rules: Any, root: Element, name: str, told: dict[str, str]) -> list[str]:
        found = texts(rules.get(name, ()), root, self.page)
        found += re.split(r"\s*[|,/]\s*", told.get(name, ""))
        return [one for one in found if one]

    def _sorted(self, axis: str, titles: Iterable[str]) -> list[str]:
        """Give the names of topics or places; each is said once as a page, so that it can be made here."""
        found: dict[str, str] = {}
        for title in titles:
            name = names.slug(title)
            if name and name not in found:
                found[name] = one_line(title)
        self.said.pages += [
            Page(self.saved.place, f"{axis}/{name}", title, "") for name, title in found.items()
        ]
        return list(found)

    def _contacts(self, rules: Any, element: Element) -> dict[str, str]:
        found = texts(rules.get("contacts", ()), element, self.page)
        told = [line for one in found for line in one.split("\n") if _LABEL.match(line)]
        return split_contacts(["", *told])[1] if told else {}

    def _body(self, rules: Any, element: Element, told: Mapping[str, str]) -> dict[str, str]:
        """Give the text in HTML; where that does not fit, and its words alone do, those."""
        found = inside(rules.get("body", ()), element, self.page, self.base)
        found = without(found, told, self.layout.order) if found else ""
        if len(found.encode()) <= IMPORTED_BODY:
            return {"body": found, "format": "html"} if found else {}
        page = tree(found)
        bare = lines(page).replace("\n", "\n\n") if page is not None else ""
        return (
            {"body": bare, "format": "text"}
            if len(bare.encode()) <= IMPORTED_BODY
            else {"body": found, "format": "html"}
        )

    def _comments(self, told: list[dict[str, Any]], above: tuple[str, ...]) -> Iterator[ImportedComment]:
        sent: dict[tuple[str, ...], int] = {}
        if not told and self.layout.name == NET:
            told = [one for comment in said.comments(self.page) if (one := machine.comment(comment))]
        for raw in told:
            anchor, date = raw.pop("id", ""), raw.pop("date", "")
            answers, hidden = raw.pop("answers", ""), raw.pop("hidden", "")
            number = _ANCHOR_NUMBER.search(anchor)
            words = (date, digest(raw.get("title", ""), raw["body"]))
            sent[words] = sent.get(words, 0) + 1
            own = ("id", anchor) if number else (*words, str(sent[words]))
            yield ImportedComment(
                place=self.saved.place,
                raw=raw,
                date=date,
                legacy=self.origin.legacy(number[1] if number else "", anchor),
                keys=((*above, *own),),
                state="hidden" if hidden else "listed",
                hidden=Hidden(one_line(hidden)) if hidden else None,
                id=anchor,
                answers=answers,
                files=raw.pop("files", ()),
            )

    def _own(self, comment: Mapping[str, Any], told: Mapping[str, str]) -> list[ImportedFile]:
        """Give the files of a comment that are the article's own: some programs kept further ones as comments of the same name and minute, without words."""
        byline, date = told["byline"], told["date"]
        if not byline or "T" not in date or (comment.get("byline"), comment.get("date")) != (byline, date):
            return []
        title = comment.get("title") or comment["body"]
        page = tree(comment["body"]) if "title" in comment else None
        left = [one for one in (lines(page).split("\n") if page is not None else []) if one]
        signs = [one for one in left if byline in one and len(one) <= len(byline) + _SIGN]
        if any(one not in signs and date_in(one, self.layout.order) != date for one in left):
            return []
        return [replace(file, caption=file.caption or title) for file in comment.get("files", ())]

    def _comment(self, thread: Thread) -> dict[str, Any]:
        rules, element = thread.comments.rules, thread.element
        told = self._told(rules, element, thread.comments.heads)
        title = one_line(told.get("title", ""))
        told["byline"] = names.byline(told.get("byline", ""))[:BYLINE]
        body = self._body(rules, element, told)
        title = _QUOTED.sub(r"\1", title)[:COMMENT_TITLE]
        body = body or ({"body": title, "format": "text"} if title else {})
        if not body:
            return {}
        if body["format"] == "html":
            body["body"] = around.comment(body["body"], title, told, self.layout.order)
        raw = {
            "title": "" if body["body"] == title else title,
            **body,
            "byline": told["byline"],
            "date": told["date"],
            "homepage": told.get("homepage", ""),
            "hidden": text(rules.get("hidden", ()), element, self.page),
            "files": self._files(element, rules, all_told=False),
            "id": thread.id,
            "answers": thread.answers,
            **{name: value for name, value in self._contacts(rules, element).items() if name == "homepage"},
        }
        return {name: value for name, value in raw.items() if value}
