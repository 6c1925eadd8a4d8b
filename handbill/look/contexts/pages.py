"""The static pages, one context each. The template of a class has its name in lower case with underscores."""

from datetime import date, datetime

from markupsafe import Markup

from handbill.look.contexts.parts import (
    Comment,
    DecisionLine,
    Feature,
    Item,
    Line,
    Link,
    MirrorLine,
    Notice,
    Page,
    Pager,
    Remark,
    SiteView,
    Tongue,
)
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class FrontPage(Page):
    """index.html: features in the centre, the newswire beside them."""

    features: tuple[Feature, ...]  # newest first; the first leads
    newswire: tuple[Line, ...]  # newest first, with counts of comments
    remarks: tuple[Remark, ...]  # latest comments
    hidden: int  # in the last seven days


@dataclass(frozen=True, slots=True)
class ArticlePage(Page):
    """2026/11/4521.html: an article with its first hundred comments."""

    article: Item  # what stands at this address, in whatever state
    genre: Link | None  # where one is set, its list
    topics: tuple[Link, ...]  # each with its list
    places: tuple[Link, ...]  # each with its list
    comments: tuple[Comment, ...]  # in their order, oldest first
    total: int  # comments in all
    more: tuple[Link, ...]  # further pages of comments, titled by their numbers
    data: str  # href of its JSON
    versions: str  # href of versions.html, or empty
    commenting: bool  # may it be answered?
    feature: Notice | None = None  # it is, or was, a feature
    closed: Notice | None = None  # why it takes no comments, where an editor closed it
    additions: tuple[Comment, ...] = ()  # comments that were raised, in that order
    translations: tuple[Tongue, ...] = ()  # what it is translated to, then what it translates
    light: str = ""  # href of light.html, or empty


@dataclass(frozen=True, slots=True)
class CommentsPage(Page):
    """2026/11/4521/comments/2.html: further comments."""

    line: Line  # the article
    comments: tuple[Comment, ...]  # in their order, oldest first
    total: int  # comments in all
    more: tuple[Link, ...]  # all pages of comments, the first being the article itself
    data: str  # href of this page's JSON
    commenting: bool  # may it be answered?
    closed: Notice | None = None  # why it takes no comments, where an editor closed it


@dataclass(frozen=True, slots=True)
class HiddenPage(Page):
    """hidden/N.html: what was hidden, behind the reason. Not for search engines."""

    article: Item  # the hidden item, a comment too, with its text
    genre: Link | None  # of an article
    topics: tuple[Link, ...]  # each with its list
    places: tuple[Link, ...]  # each with its list
    back: Link  # where it stands, or stood


@dataclass(frozen=True, slots=True)
class HiddenList(Page):
    """hidden/index.html: what is hidden now, newest decision first, without the texts."""

    items: tuple[tuple[Link, Notice], ...]  # "Article 12", with the link to where it can be read
    more: str  # href of all that was ever hidden


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """newswire/3.html, topic/water/3.html …: a numbered page; it changes only when an item on it does."""

    heading: str  # the h1
    lines: tuple[Line, ...]  # newest first
    pager: Pager  # neighbouring pages; None where there is one page
    index: str  # href of the list's index


@dataclass(frozen=True, slots=True)
class ListIndex(Page):
    """newswire/index.html, topic/water/index.html …: the latest of one list, with its introduction."""

    heading: str  # the h1
    introduction: Markup  # what the list is for
    lines: tuple[Line, ...]  # newest first
    pager: Pager | None  # None where all of the list stands here
    feed: str  # href of its Atom feed
    day: str = ""  # newswire alone: href of the latest day's page
    numbered: str = ""  # href of the newest numbered page
    podcast: str = ""  # of a list of sound or film: href of its podcast
    media: tuple[Link, ...] = ()  # lists of pictures, sound and film beside it


@dataclass(frozen=True, slots=True)
class DayPage(Page):
    """newswire/2026/11/23.html: a day of the newswire, in the site's time zone."""

    day: date  # in the site's time zone
    lines: tuple[Line, ...]  # oldest first
    earlier: Link | None  # the nearest day before that has articles
    later: Link | None  # the nearest day after


@dataclass(frozen=True, slots=True)
class AxisPage(Page):
    """topic/index.html, place/index.html, genre/index.html: all names of one axis."""

    heading: str  # the h1
    names: tuple[tuple[Link, Markup], ...]  # with its introduction


@dataclass(frozen=True, slots=True)
class TextPage(Page):
    """about.html."""

    heading: str  # the h1
    html: Markup  # safe markup
    updated: datetime | None  # the last decision about it


@dataclass(frozen=True, slots=True)
class Guideline:
    """One guideline as it stands now."""

    number: int  # what decisions cite
    version: int  # counted from 1
    title: str  # one line
    html: Markup  # safe markup
    decision: str  # href of the decision that set it
    at: datetime  # when this version was set
    tongues: tuple[Link, ...] = ()  # the same in further languages; name = tag, title = in its own words


@dataclass(frozen=True, slots=True)
class Wording:
    """A guideline in a further language."""

    number: int  # what decisions cite
    title: str  # one line
    html: Markup  # safe markup


@dataclass(frozen=True, slots=True)
class Wordings:
    """The guidelines in a further language; each has the anchor guideline-N-TAG."""

    language: str  # BCP 47
    direction: str  # ltr rtl
    name: str  # of the language, in its own words
    guidelines: tuple[Wording, ...]  # by number
    missing: tuple[int, ...]  # numbers of those that are not said in it


@dataclass(frozen=True, slots=True)
class Rules:
    """The guard's public rules of words."""

    title: str  # of the section
    lines: tuple[str, ...]  # one a rule, as it was written
    decision: str  # page of the decision that set them
    at: datetime  # of that decision


@dataclass(frozen=True, slots=True)
class GuidelinesPage(Page):
    """guidelines.html; each guideline has the anchor guideline-N."""

    guidelines: tuple[Guideline, ...]  # in force, by number
    tongues: tuple[Wordings, ...] = ()  # in further languages, by tag
    rules: Rules | None = None  # of words by which a text waits for an editor; has the anchor rules


@dataclass(frozen=True, slots=True)
class RecordPage(Page):
    """record/index.html: what the record is, how to check it, and the latest decisions. It changes with these alone."""

    origin: str  # name of the log
    vkey: str  # verifier key, one line
    decisions: tuple[DecisionLine, ...]  # newest first, at most 50
    months: tuple[Link, ...]  # lists of decisions, the newest months first, at most twelve
    rules: tuple[Link, ...]  # lists of decisions by guideline
    editors: tuple[Link, ...]  # lists of decisions by editor, and the site's own
    trouble: str = ""  # signing has stopped, and why


@dataclass(frozen=True, slots=True)
class MirrorsPage(Page):
    """record/mirrors.html: who else has the whole site, and what each was seen to have."""

    mirrors: tuple[MirrorLine, ...]  # as the settings list them


@dataclass(frozen=True, slots=True)
class DecisionPage(Page):
    """record/decision/INDEX.html."""

    line: DecisionLine  # the decision in a sentence
    texts: tuple[tuple[str, str, str], ...]  # field (empty: not compared with the record), label, plain text
    guideline_title: str  # of the guideline cited
    raw: str  # the entry, as JSON for people
    leaf: str  # its leaf hash, hex
    vkey: str  # the key of the record, one line
    related: tuple[Link, ...] = ()  # articles that the decision names
    translations: tuple[tuple[str, str, str], ...] = ()  # further languages: tag, label, plain text
    translation: Link | None = None  # the article that translates the one it is about
    language: tuple[str, str] = ("", "")  # of that translation: tag, in its own words
    version: str = ""  # href of the decision that set the guideline as it was cited
    by: Link | None = None  # the list of who decided; None for authors
    named: bool = False  # an editor decided, and has a name
    lists: tuple[Link, ...] = ()  # where more decisions like it stand
    earlier: Link | None = None  # the decision before it about the same item
    later: Link | None = None  # the next one


@dataclass(frozen=True, slots=True)
class NotFoundPage(Page):
    """404.html: the one page with absolute links, as it is served at any depth."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of an attachment that everybody can show. Its address is absolute."""

    url: str  # of the file
    type: str  # media type
    bytes: int  # how large it is
    seconds: int = 0  # of sound and film
    title: str = ""  # the caption, or what is to be seen
    transcript: str = ""  # the address of its captions, WebVTT


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article in a feed, whole. Addresses are absolute."""

    id: str  # tag: URI, for ever
    url: str  # of its page
    title: str  # plain text
    summary: str  # plain text, may be empty
    html: str  # the shown body
    byline: str  # the name given, or empty
    language: str  # BCP 47, where it is not the site's
    published: datetime  # first
    updated: datetime  # last revised
    categories: tuple[str, ...]  # titles of topics and places
    translations: tuple[tuple[str, str], ...] = ()  # language and address, one of each language
    marks: tuple[tuple[str, str], ...] = ()  # corrected corrected-by-comment added-to, in words
    enclosures: tuple[Enclosure, ...] = ()  # pictures, sound, film and papers


@dataclass(frozen=True, slots=True)
class Feed:
    """feed.atom, feed.rss, feed.json."""

    site: SiteView  # name, language and address of the site
    title: str  # of the site or the list
    id: str  # tag: URI, for ever
    url: str  # absolute, of the feed
    home: str  # absolute, of the page that it stands for
    updated: datetime  # of the newest entry
    entries: tuple[FeedEntry, ...]  # newest first
