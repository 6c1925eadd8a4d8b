"""What pages are made of. Whoever restyles a site reads these: a template receives one of them and nothing else.

All times are aware and in the site's time zone. All `href` are relative to the root of the site, without a
leading slash; a template puts `page.root` before them. `html` is safe markup, everything else plain text.
"""

from dataclasses import field
from datetime import date, datetime

from markupsafe import Markup

from handbill.look.contexts.media import Media
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Finished:
    """Since when nothing can be published or decided any more, and why."""

    at: datetime  # when it was decided
    reason: str  # in the words of who did; may be empty
    decision: str  # href of the page of the decision


@dataclass(frozen=True, slots=True)
class SiteView:
    """The site as every page knows it."""

    name: str  # the masthead
    tagline: str  # the line below it; may be empty
    language: str  # BCP 47, of the interface
    address: str  # absolute, ends with a slash; for feeds, canonical and OpenGraph only
    identity: str  # tag:HOST,YEAR: the fixed prefix of feed ids
    finished: Finished | None = None  # where the site is: no page leads to a door then


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has."""

    site: SiteView  # what every page knows of the site
    root: str  # "", "../", "../../": from this page to the root; "/" on 404.html
    path: str  # of this page, from the root: "2026/11/4521.html"
    title: str  # for <title>, without the site's name


@dataclass(frozen=True, slots=True)
class Link:
    """A thing with a name and a place: a topic, a place, a genre, a page, a related article."""

    title: str  # what is read
    href: str  # from the root, without a leading slash
    name: str = ""  # the slug, where it has one


@dataclass(frozen=True, slots=True)
class Line:
    """One article in a list. Once it is hidden, held, withdrawn or redacted only a one-line stub is shown."""

    number: int  # its public number
    href: str  # from the root, without a leading slash
    at: datetime  # the date that it sorts by
    title: str = ""  # as its author wrote it
    state: str = "listed"  # listed slow hidden held withdrawn redacted
    summary: str = ""  # plain text, may be empty
    byline: str = ""  # the name given, or empty
    language: str = ""  # of the article, where it is not the site's
    direction: str = ""  # rtl or ltr, where language is set
    genre: Link | None = None  # where one is set, its list
    topics: tuple[Link, ...] = ()  # each with its list
    places: tuple[Link, ...] = ()  # each with its list
    comments: int | None = None  # counted on the front page alone
    dated: bool = True  # False: the date is not known; `at` is only where it sorts
    timed: bool = True  # False: the date is known, the hour is not
    revised: datetime | None = None  # corrected by its author, the last time
    versions: str = ""  # where it was: href of what changed
    addition: str = ""  # what an addition does: corrects, adds, or empty where there is none
    media: tuple[tuple[str, int], ...] = ()  # its attachments: kind, and how many
    sights: tuple[Media, ...] = ()  # in a list of pictures, sound or film: what it has of them

    @property
    def shown(self) -> bool:
        """Is it readable where it stands?"""
        return self.state in {"listed", "slow"}


@dataclass(frozen=True, slots=True)
class Notice:
    """Why an item is not shown, and who decided so."""

    state: str  # hidden held withdrawn redacted
    at: datetime  # of the decision
    by: str = ""  # the desk name, or empty for the site itself
    reason: str = ""  # in the words of who decided
    guideline: int | None = None  # its number, where one is cited
    guideline_title: str = ""  # as it was when it was cited
    guideline_version: int = 0  # the version that was cited, from 1
    decision: str = ""  # href of the decision's page; empty for withdrawn
    hidden: str = ""  # href of hidden/N.html, where it can be read anyway
    demand: str = ""  # the legal demand that the decision followed
    demanded: date | None = None  # the day on which that came
    appeal: str = ""  # href of the last appeal of its author since then
    answer: str = ""  # href of the answer to that
    answered_by: str = ""  # the desk name, or empty for the site itself


@dataclass(frozen=True, slots=True)
class Appeal:
    """What the author of an item asked the editors, and what they answered."""

    text: str  # in the words of the author
    at: datetime  # to the minute
    answer: str = ""  # empty: nobody has answered yet
    by: str = ""  # desk name of who answered; empty for the site itself
    answered: datetime | None = None  # when


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact line as given. `html` is ready to stand on the page (a link, or an e-mail that harvesters miss)."""

    kind: str  # homepage phone address email
    html: Markup  # a link, or an e-mail that harvesters miss


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the author added later."""

    entry: int  # index of the entry that sealed it
    at: datetime  # to the minute
    html: Markup  # safe markup


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an imported item comes from."""

    source: str  # a name
    number: str = ""  # its number there, if known
    address: str = ""  # its address there, as text
    imported: datetime | None = None  # when it was taken in


@dataclass(frozen=True, slots=True)
class Item:
    """An article or comment as its page shows it. Fields of people are empty unless `shown` or on hidden/N.html."""

    number: int  # its public number
    kind: str  # article or comment
    state: str  # listed slow hidden held withdrawn redacted
    at: datetime  # when it was published, or the date that the original gives
    entry: int  # index of the entry that sealed its present text
    dated: bool = True  # False: imported, and the date is not known
    timed: bool = True  # False: the date is known, the hour is not
    title: str = ""  # one line; a comment may have none
    summary: str = ""  # plain text, may be empty
    html: Markup = Markup()  # the shown body, exactly: it is proven
    byline: str = ""  # the name given, or empty
    language: str = ""  # where it is not the site's
    direction: str = ""  # rtl or ltr, where language is set
    source: str = ""  # where its author has it from
    contacts: tuple[Contact, ...] = ()  # as given, public
    amendments: tuple[Amendment, ...] = ()  # oldest first
    notice: Notice | None = None  # where it is not shown
    provenance: Provenance | None = None  # of an import
    revised: int = 0  # how often
    revised_at: datetime | None = None  # the last time
    media: tuple[Media, ...] = ()  # pictures and other attachments, in their order

    @property
    def shown(self) -> bool:
        """Is it readable where it stands?"""
        return self.state in {"listed", "slow"}


@dataclass(frozen=True, slots=True)
class Raised:
    """Why a comment is an addition, and who decided so."""

    entry: int  # index of the decision: it is proven
    at: datetime  # of the decision
    by: str  # the desk name, or empty for the site itself
    reason: str  # in the words of who decided
    corrects: bool  # does it say that the article errs?
    decision: str  # href of the decision's page
    href: str  # where it stands: the article's page, at its anchor
    slot: str = ""  # anchor of the line that leads there from its slot; empty where it stands itself


@dataclass(frozen=True, slots=True)
class Tongue:
    """An article that says the same in another language."""

    language: str  # its own, BCP 47
    name: str  # of the language, in its own words
    title: str  # as its author wrote it
    href: str  # of its page
    original: bool  # is it what the other one translates?
    reader: bool  # a reader linked them, not an editor


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in its place below an article. Its own address is PAGE#comment-NUMBER."""

    item: Item  # the comment itself
    depth: int = 0  # of the indent: 0 to 4
    reply_to: int | None = None  # number of the comment that it answers
    reply_href: str = ""  # where the comment that it answers stands, with #comment-N
    author: bool = False  # by the author of the article
    raised: Raised | None = None  # of an addition


@dataclass(frozen=True, slots=True)
class Pager:
    """Neighbours in a row of pages; hrefs, empty where there is none. Page 1 is the oldest."""

    number: int  # of this page
    last: int  # number of the newest page
    newer: str = ""  # href of the next page in time
    older: str = ""  # href of the page before in time
    newest: str = ""  # href of the index


@dataclass(frozen=True, slots=True)
class Feature:
    """A featured article on the front page, in its author's words."""

    line: Line  # the article
    excerpt: Markup  # its first paragraphs, at most about 90 words
    featured_at: datetime  # when an editor chose it
    related: tuple[Link, ...] = ()  # other articles, named with the decision
    updated: datetime | None = None  # revised after it was featured
    picture: Media | None = None  # its first picture, in small files


@dataclass(frozen=True, slots=True)
class Remark:
    """One of the latest comments, for the front page."""

    title: str  # its own, or the first words of its text
    href: str  # with the anchor
    article: str  # title of the article
    at: datetime  # of the comment
    byline: str = ""  # the name given, or empty


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list."""

    entry: int  # index in the record
    kind: str  # of the entry
    words: str  # what happened, in a sentence without the end: "hid article 12"
    at: datetime  # to the minute
    by: str  # desk name, "the site" or "its author"
    href: str  # of the decision's page
    subject: Link | None = None  # what it is about
    guideline: int | None = None  # its number, where one is cited
    reason: str = ""  # in the words of who decided
    guideline_title: str = ""  # as it was when it was cited
    guideline_version: int = 0  # the version that was cited, from 1


@dataclass(frozen=True, slots=True)
class MirrorLine:
    """A mirror in the list of mirrors."""

    href: str  # its address, absolute
    size: int  # entries of the last checkpoint that was verified
    behind: int  # how many fewer those are than were here then
    at: datetime | None  # when that was, to the minute
    asked: datetime | None  # when it was asked last
    trouble: str  # what was wrong then, in words


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a difference between two versions: words with how they changed."""

    parts: tuple[tuple[str, str], ...] = field(default=())  # ("same" | "gone" | "new", text)
