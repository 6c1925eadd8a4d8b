"""The page of the search, and what was found."""

from datetime import datetime

from markupsafe import Markup

from handbill.look.contexts.forms import Form
from handbill.look.contexts.parts import Line, Link, Page
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An article or comment that a search found. `title`, `text` and `byline` are safe markup, with what was asked for in `mark`."""

    kind: str  # article or comment
    number: int  # its public number
    state: str  # listed slow hidden
    href: str  # where it can be read
    at: datetime  # the date that it sorts by
    title: Markup  # may be empty
    text: Markup  # the part in which the words stand
    byline: Markup  # the name given, or empty
    article: Link | None  # of a comment
    dated: bool = True  # False: the date is not known; `at` is only where it sorts
    timed: bool = True  # False: the date is known, the hour is not
    language: str = ""  # of the article, where it is not the site's
    direction: str = ""  # rtl or ltr, where language is set
    guideline: int | None = None  # by which it is hidden


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """/search/: the form, and below it what was found."""

    form: Form  # q, kind, topic, place, genre, language, from, to, hidden, order; sent by GET
    genres: tuple[Link, ...]  # to choose from
    topics: tuple[Link, ...]  # to choose from
    places: tuple[Link, ...]  # to choose from
    languages: tuple[Link, ...]  # to choose from; name = tag, title = in its own words
    asked: bool  # was there a question that has an answer?
    results: tuple[SearchResult, ...]  # newest first, or best first where that was asked for
    later: bool = False  # is it a later page?
    older: str = ""  # href of the next page, or empty
    feed: str = ""  # href of the same as a feed, or empty
    partial: bool = False  # there may be more, beyond what one page looks through
    behind: bool = False  # the index is only being made: older things may be missing


@dataclass(frozen=True, slots=True)
class FinderPage(Page):
    """search/index.html of a finished site: a form whose script asks the index beside it, and all months for who has none."""

    top: str  # the first part of the index, from this page
    items: int  # articles and comments that can be found
    years: tuple[tuple[str, tuple[Link, ...]], ...]  # the newest first: year, its months


@dataclass(frozen=True, slots=True)
class MonthPage(Page):
    """search/months/YEAR/MONTH.html of a finished site: its articles by title."""

    lines: tuple[Line, ...]  # up to two hundred
    pages: tuple[Link, ...] = ()  # all pages of this month by number, where there are more
