"""The files of one article, or of one decision, against the log (docs/record.md sections 9 and 10)."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias

from handbill.record.format.attached import address, standing
from handbill.record.format.canonical import Json, parse
from handbill.record.format.commitment import Fields, values
from handbill.record.format.decided import WORDS, Decided, Words
from handbill.record.format.history import SHOWN
from handbill.record.format.items import Item
from handbill.record.format.loaded import Attached, Media
from handbill.record.format.page import Expected, check_page
from handbill.record.format.public import (
    PAGE,
    check_comments,
    check_decision,
    check_item,
    members,
    shown_body,
)

Finding: TypeAlias = tuple[str, str]
"""A file, relative to the public folder, and in words what is the matter with it."""

AWAY: Final = ("hidden", "held", "redacted")
"""In these states a notice stands in an item's place, and tells of the decision."""

DERIVED: Final = "lists, feeds, bylines, dates of articles and the text of guidelines are derived, not proven"
"""What no verification says, and every one admits."""


class Told(NamedTuple):
    """What a file tells of an item that the log has not come to: its number, state, and indexes of entries."""

    file: str
    number: int
    state: str
    indexes: frozenset[int]
    decisions: frozenset[int]


class Files:
    """What there is to find about one article or decision: `wrong`, and what is not yet `unsealed`.

    `get` of the words gives a public file, None where there is none, ValueError where it cannot be had.
    """

    def __init__(self, words: Words) -> None:
        self._words, self._get, self._history = words, words.get, words.history
        self.media: set[str] = set()  # names of files of attachments that stand
        self.wrong: list[Finding] = []
        self.unsealed: list[Finding] = []
        self.loose: set[int] = set()
        self.later: list[Told] = []
        self.left = 0  # pages below an article's own that were not read

    def __getstate__(self) -> dict[str, object]:
        """Carry what was found between processes, not what it was found in."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def only(self, before: "Files") -> "Files":
        """Keep of what is wrong what was wrong before as well."""
        self.wrong = [finding for finding in self.wrong if finding in before.wrong]
        return self

    def article(self, item: Item, only: Iterable[int] | None = None) -> None:
        """Check an article's data, pages, comments, versions, and what is shown of hidden ones; its own page last.

        `only`: of the pages below its own these alone, those of additions among them.
        """
        additions = self._history.additions(item)
        first = self._found(item, 1)
        # what is not yet sealed may have ended the article, and its additions with it
        ended = additions if first is not None and first[0].loose else []
        away: dict[int, Expected] = {}
        for page in range(2, pages(item) + 1) if only is None else only:
            below = self._found(item, page)
            away |= {one.number: one for one in below or () if one.loose or one.number in additions}
            if below is not None:
                shown = [one for one in below if ended or one.loose or one.number not in additions]
                self._page(f"{stem_of(item, page)}.html", _slack(shown, ended))
        if first is None:
            return
        away |= {one.number: one for one in first if one.number in additions}
        above = [
            replace(away.pop(number, _unknown(number)), raised=self._history.items[number].raised)
            for number in additions
        ]
        rest = [one for one in first[1:] if one.number not in additions]
        self._page(f"{item.path}.html", _slack([first[0], *above, *rest, *away.values()], ended))
        if not first[0].loose:
            self._absent_or_plain(f"{item.path}/versions.html", there=has_versions(item))
            self._light(f"{item.path}/light.html", first[0])

    def _light(self, file: str, article: Expected) -> None:
        """Check the page of an article that has files of its own and loads none of them: it shows the same."""
        if any(one.files for one in article.media.values()):
            bare = {k: replace(one, files=frozenset[str]()) for k, one in article.media.items()}
            self.media.add(file)
            self._page(file, [replace(article, media=bare)])

    def decision(self, index: int) -> None:
        """Check a decision's data, and that its page tells them and marks nothing as an item."""
        stem = f"record/decision/{index}"
        decided = None
        try:
            value: Any = self._json(f"{stem}.json")
            check_decision(value, index, self._history)
            decided = self._words.decided(index, values(value["fields"]), WORDS)
        except ValueError as error:
            self._note(f"{stem}.json", error)
        self._page(f"{stem}.html", [], decided)

    def _found(self, item: Item, page: int) -> list[Expected] | None:
        """Check the data of a page of an article; give what is shown of each item there. What is hidden is looked at too."""
        values = self._objects(item, page)
        if values is None:
            return None
        found = [self._item(stem_of(item, page), value) for value in values]
        for one in found:
            if not one.loose:
                self._hidden(one)
        return [one if one.state in SHOWN else _bare(one) for one in found]

    def _objects(self, item: Item, page: int) -> list[dict[str, Any]] | None:
        """Give the objects of a file of the article: its own first, then its comments; None if it is wrong."""
        file = f"{stem_of(item, page)}.json"
        numbers = item.comments[PAGE * (page - 1) : PAGE * page]
        try:
            value: Any = self._json(file)
            if page > 1 or not isinstance(value, dict):
                value = members(value, {"comments": list, "number": int, "page": int})
            if value.get("number") != item.number or value.get("page", 1) != page:
                raise ValueError("not of this article or page")  # noqa: TRY301 - one road for all that is wrong
            comments = value.get("comments")
            if check_comments(comments, numbers, self._history):
                self.unsealed.append((file, "holds newer comments"))
                self.loose.add(item.number)
        except ValueError as error:
            self._note(file, error)
            return None
        return [value, *comments] if page == 1 else list(comments)

    def _item(self, stem: str, value: dict[str, Any]) -> Expected:
        """Check an object; give all that may be shown of it, loose where that is not known."""
        file = f"{stem}.json"
        try:
            number, loose = check_item(value, self._history)
        except ValueError as error:
            self.wrong.append((file, f"{value['number']}: {error}"))
            return _unknown(value["number"])
        if loose:
            self.unsealed.append((file, f"{number} has newer entries"))
            self.loose.add(number)
            sets = [value["entry"], *(one["entry"] for one in value["versions"] + value["amendments"])]
            beyond = frozenset(index for index in sets + value["decisions"] if index >= self._history.size)
            decisions = beyond & frozenset(value["decisions"])
            self.later.append(Told(file, number, value["state"], beyond, decisions))
            if len(set(sets + value["decisions"])) < len(sets + value["decisions"]):
                self.wrong.append((file, f"{number}: an entry that stands twice"))
        said = values(value["fields"])
        title = said.get("title")
        title = title if isinstance(title, str) else None
        away = not loose and value["state"] in AWAY
        decided = self._words.why(self._history.items[number].away) if away else {}
        media = {} if loose else self._attached(file, number, value["fields"])
        return Expected(
            *(number, value["state"], title, shown_body(said)), loose=loose, decided=decided, media=media
        )

    def _attached(self, file: str, number: int, fields: Fields) -> Media:
        """Check the files of the attachments of an item; give those that stand, with their addresses."""
        item = self._history.items[number]
        later = [self._words.said(index) or {} for index in item.attached.values()]
        for one in later:
            if f"media_{one.get('media')}" not in fields:
                self.wrong.append((file, f"{number}: a decision about an attachment that it has not"))
        path = item.path or self._history.items[item.article or 0].path or ""
        media = {}
        for k, attachment in standing(values(fields), later).items():
            names = {address(path, number, one["name"]): one for one in attachment.get("files", ())}
            media[k] = Attached(attachment.get("alt", ""), attachment.get("caption", ""), frozenset(names))
            for name, one in names.items():
                if item.state in SHOWN:
                    self._file(name, one)
                else:
                    self._absent_or_plain(name, there=False)
        return media if item.state in SHOWN else {}

    def _file(self, name: str, told: Mapping[str, Any]) -> None:
        self.media.add(name)
        try:
            found = self._words.digest(name)
        except ValueError as error:
            self._note(name, error)
            return
        if found != (told["sha256"], told["bytes"]):
            words = "is missing" if found is None else "is not the file that was committed to"
            self.wrong.append((name, words))

    def _hidden(self, one: Expected) -> None:
        """A hidden item is readable at its own address behind the notice; any other is not there."""
        file, item = f"hidden/{one.number}.html", self._history.items[one.number]
        if one.state == "hidden":
            self._page(file, [one])
        elif item.was_hidden:
            self._absent_or_plain(file, there=False)

    def _absent_or_plain(self, file: str, *, there: bool) -> None:
        if there:
            self._page(file, [])
            return
        try:
            if self._get(file) is not None:
                self.wrong.append((file, "should not be there"))
        except ValueError as error:
            self._note(file, error)

    def _page(self, file: str, items: list[Expected], decided: Decided | None = None) -> None:
        try:
            self.wrong += [(file, words) for words in check_page(self._read(file), items, decided, file)]
        except ValueError as error:
            self._note(file, error)

    def _json(self, file: str) -> Json:
        return parse(self._read(file))

    def _read(self, file: str) -> bytes:
        data = self._get(file)
        if data is None:
            raise ValueError("is missing")
        return data

    def _note(self, file: str, error: ValueError) -> None:
        self.wrong.append((file, str(error)))


def pages(item: Item) -> int:
    """Count an article's pages: the next one is there as soon as one is full."""
    return len(item.comments) // PAGE + 1


def beside(article: Item, number: int) -> range:
    """Give the pages of an article that an act about one of its comments touches: that of the comment, and those that link to it."""
    page = bisect_left(article.comments, number) // PAGE + 1
    return range(max(1, page - 1), min(pages(article), page + 1) + 1)


def stem_of(item: Item, page: int) -> str:
    """Name a page of an article and its data, without ending."""
    return f"{item.path}" if page == 1 else f"{item.path}/comments/{page}"


def has_versions(item: Item) -> bool:
    """Say whether the earlier versions of an article have a page."""
    return len(item.sets) > 1 and item.state in SHOWN


def light_of(name: str) -> str:
    """Name the page without loads of an article to which this file of an attachment belongs; empty where it is a comment's."""
    path, _media, rest = name.partition("/media/")
    return f"{path}/light.html" if path.rpartition("/")[2] == rest.partition("/")[0] else ""


def _unknown(number: int) -> Expected:
    """Give an item whose data is wrong: what its page may show is not known."""
    return Expected(number, "", None, None, loose=True)


def _slack(items: list[Expected], numbers: list[int]) -> list[Expected]:
    """Let these be on the page or not: where they stand follows from what is not yet sealed."""
    return [replace(one, loose=True) if one.number in numbers else one for one in items]


def _bare(one: Expected) -> Expected:
    return replace(one, title=None, body=None, media={})
