"""The static pages, one context each. The template of a class has its name in lower case with underscores."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from handbill.look.contexts.parts import (
    Change,
    Comment,
    DecisionLine,
    Feature,
    Item,
    Line,
    Link,
    Notice,
    Page,
    Pager,
    Remark,
    SiteView,
)


@dataclass(frozen=True, slots=True)
class FrontPage(Page):
    """index.html: features in the centre, the newswire beside them."""

    features: tuple[Feature, ...]
    newswire: tuple[Line, ...]  # newest first, with counts of comments
    remarks: tuple[Remark, ...]  # latest comments
    hidden: int  # in the last seven days


@dataclass(frozen=True, slots=True)
class ArticlePage(Page):
    """2026/11/4521.html: an article with its first hundred comments."""

    article: Item
    genre: Link | None
    topics: tuple[Link, ...]
    places: tuple[Link, ...]
    comments: tuple[Comment, ...]
    total: int  # comments in all
    more: tuple[Link, ...]  # further pages of comments, titled by their numbers
    data: str  # href of its JSON
    versions: str  # href of versions.html, or empty
    commenting: bool  # may it be answered?
    feature: Notice | None = None  # it is, or was, a feature


@dataclass(frozen=True, slots=True)
class CommentsPage(Page):
    """2026/11/4521/comments/2.html: further comments."""

    line: Line
    comments: tuple[Comment, ...]
    total: int
    more: tuple[Link, ...]  # all pages of comments, the first being the article itself
    data: str
    commenting: bool


@dataclass(frozen=True, slots=True)
class HiddenPage(Page):
    """hidden/N.html: what was hidden, behind the reason. Not for search engines."""

    article: Item  # the hidden item, a comment too, with its text
    genre: Link | None
    topics: tuple[Link, ...]
    places: tuple[Link, ...]
    back: Link  # where it stands, or stood


@dataclass(frozen=True, slots=True)
class HiddenList(Page):
    """hidden/index.html and hidden/K.html: what is hidden now, newest decision first, without the texts."""

    items: tuple[tuple[Link, Notice], ...]  # "Article 12", with the link to where it can be read
    pager: Pager | None


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """newswire/3.html, topic/water/3.html …: a numbered page; it changes only when an item on it does."""

    heading: str
    lines: tuple[Line, ...]  # newest first
    pager: Pager
    index: str  # href of the list's index


@dataclass(frozen=True, slots=True)
class ListIndex(Page):
    """newswire/index.html, topic/water/index.html …: the latest of one list, with its introduction."""

    heading: str
    introduction: Markup
    lines: tuple[Line, ...]
    pager: Pager | None  # None while the list is empty
    feed: str  # href of its Atom feed
    day: str = ""  # newswire alone: href of the latest day's page


@dataclass(frozen=True, slots=True)
class DayPage(Page):
    """newswire/2026/11/23.html: a day of the newswire, in the site's time zone."""

    day: date
    lines: tuple[Line, ...]  # oldest first
    earlier: Link | None
    later: Link | None


@dataclass(frozen=True, slots=True)
class AxisPage(Page):
    """topic/index.html, place/index.html, genre/index.html: all names of one axis."""

    heading: str
    names: tuple[tuple[Link, Markup], ...]  # with its introduction


@dataclass(frozen=True, slots=True)
class TextPage(Page):
    """about.html."""

    heading: str
    html: Markup
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class Guideline:
    """One guideline as it stands now."""

    number: int
    version: int
    title: str
    html: Markup
    decision: str  # href of the decision that set it
    at: datetime


@dataclass(frozen=True, slots=True)
class GuidelinesPage(Page):
    """guidelines.html; each guideline has the anchor guideline-N."""

    guidelines: tuple[Guideline, ...]


@dataclass(frozen=True, slots=True)
class RecordPage(Page):
    """record/index.html: what the record is, how to check it, and the latest decisions."""

    size: int
    root_hash: str
    origin: str
    vkey: str
    decisions: tuple[DecisionLine, ...]  # newest first, at most 50
    trouble: str = ""  # signing has stopped, and why


@dataclass(frozen=True, slots=True)
class DecisionPage(Page):
    """record/decision/INDEX.html."""

    line: DecisionLine
    texts: tuple[tuple[str, str], ...]  # label, plain text: reason, guideline's text …
    guideline_title: str
    raw: str  # the entry, as JSON for people
    leaf: str  # its leaf hash, hex
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version and what the next one changed."""

    entry: int
    at: datetime
    destroyed: bool
    changes: tuple[tuple[str, tuple[Change, ...]], ...]  # field's label, rows


@dataclass(frozen=True, slots=True)
class VersionsPage(Page):
    """2026/11/4521/versions.html: what the author changed, newest first."""

    line: Line
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class NotFoundPage(Page):
    """404.html: the one page with absolute links, as it is served at any depth."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article in a feed, whole. Addresses are absolute."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    byline: str
    language: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """feed.atom, feed.rss, feed.json."""

    site: SiteView
    title: str
    id: str
    url: str  # absolute, of the feed
    home: str  # absolute, of the page that it stands for
    updated: datetime
    entries: tuple[FeedEntry, ...]
