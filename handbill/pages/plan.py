"""Which pages an act touches: the map of the site. Pure; what it needs to know comes in as `Facts`.

Keys are addresses without ending: "2026/11/4521", "2026/11/4521/comments/2", "hidden/4521", "newswire/index",
"newswire/3", "newswire/2026/11/23", "topic/water/feed", "moved/4521" (the old addresses of an item), "record/decision/7", "record/editor/2/index",
"record/month/2026-11/3", "record/hidden/3", "index", "sitemap/2026-11".
A key that begins with "later:" may wait for the tick of ten seconds; EVERYTHING is the whole site.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from handbill.newswire.filed import HIDDEN
from handbill.newswire.listing import PAGE
from handbill.pages.paths import COMMENTS, comments_key, day_key, page_of_comment, page_of_place
from handbill.record.format.entry import DECISIONS, Entry, Kind
from handbill.record.format.kinds import ATTACHING

EVERYTHING = "everything"
LATER = "later:"

_COUNTED = frozenset({Kind.PUBLISH, Kind.COMMENT})
_BORN = frozenset({Kind.PUBLISH, Kind.IMPORT})
_TEXT = frozenset({Kind.REVISE, Kind.AMEND})
_ELSEWHERE = {
    Kind.SET_GUIDELINES: "guidelines",
    Kind.SET_MODE: "index",  # in a surge the latest comments are others
    Kind.FREEZE: EVERYTHING,  # each page says so, and loses its doors
    Kind.THAW: EVERYTHING,
    Kind.ROTATE_KEY: EVERYTHING,  # each proof is under the key that its page names
}
_QUIET = frozenset({Kind.APPEAL, Kind.ANSWER})
LOOSENING = ATTACHING | {*(Kind.REVISE, Kind.HOLD, Kind.ADMIT, Kind.HIDE, Kind.REDACT, Kind.WITHDRAW)}
"""After these, what a decision said of an attachment may be public no more, or again."""
MOVING = frozenset({Kind.IMPORT, Kind.REVISE, Kind.REDACT, Kind.WITHDRAW, Kind.HOLD, Kind.ADMIT})
"""With these an old address begins to answer, or ends."""
UNCOVERING = frozenset({Kind.UNHIDE, Kind.REDACT, Kind.WITHDRAW})


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What the plan must know of an article."""

    path: str
    comments: int  # made so far
    places: tuple[tuple[str, int], ...] = ()  # list, position
    day: date | None = None  # of the newswire
    neighbours: tuple[date, ...] = ()  # the days before and after, where the article is the first of its day
    translations: tuple[int, ...] = ()  # articles that it was ever linked to, either way


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """What the plan must know of a comment."""

    article: int
    position: int
    raised: bool = False  # ever: what is done to an addition shows wherever the article stands


@dataclass(frozen=True, slots=True)
class Facts:
    """What the plan must know of the items that a batch of entries names, by number."""

    articles: dict[int, ArticleFacts] = field(default_factory=dict)
    comments: dict[int, CommentFacts] = field(default_factory=dict)
    renamed: frozenset[str] = (
        frozenset()
    )  # indexes of set-page entries that changed a title in use, as strings
    pages: dict[int, str] = field(default_factory=dict)  # index of a set-page -> name of the page
    appeals: dict[int, tuple[int, ...]] = field(
        default_factory=dict
    )  # number -> indexes of decisions about it whose words may have gone: appeals, what was said of attachments
    filed: dict[int, tuple[tuple[str, int], ...]] = field(
        default_factory=dict
    )  # index of a decision -> its places in lists of the record
    before: dict[int, int] = field(
        default_factory=dict
    )  # index of a decision -> index of the one before it about the same item
    hidden: dict[int, tuple[int, ...]] = field(
        default_factory=dict
    )  # number -> its places in the list of what was ever hidden
    moved: frozenset[int] = frozenset()  # items that stood elsewhere, at an address that answers or did


def plan(entries: Iterable[tuple[int, Entry]], facts: Facts) -> set[str]:
    """Give the keys of all pages that these entries, with their indexes, touch."""
    touched: set[str] = set()
    for index, entry in entries:
        touched.update(paths_touched(index, entry, facts))
    return touched


def paths_touched(index: int, entry: Entry, facts: Facts) -> Iterator[str]:
    """Give the keys of the pages that one entry touches."""
    if entry.kind in DECISIONS:
        yield from _decision(index, facts)
        yield "record/lists"
        if index in facts.before:
            yield f"record/decision/{facts.before[index]}"
    elif entry.kind in _COUNTED:
        yield f"{LATER}record/transparency"
    yield from _ended(entry, facts)
    if entry.number in facts.moved and entry.kind in MOVING:
        yield f"moved/{entry.number}"
    if entry.kind in _ELSEWHERE:
        yield _ELSEWHERE[entry.kind]
    elif entry.kind is Kind.SET_PAGE:
        yield from _page(index, facts)
    elif entry.number in facts.articles and _about_item(entry):
        yield from _article(entry, facts.articles[entry.number])
        if entry.kind not in _QUIET:
            yield from _linked(facts.articles[entry.number], facts)
    elif entry.number in facts.comments and _about_item(entry):
        yield from _comment(entry, facts.comments[entry.number], facts)


def _decision(index: int, facts: Facts) -> Iterator[str]:
    """Give the page of a decision, and the lists that show its words."""
    yield f"record/decision/{index}"
    yield "record/index"
    yield "record/transparency"
    yield "record/feed"
    for name, position in facts.filed.get(index, ()):
        yield from _numbered(name, position)
        yield f"{name}/index"


def _ended(entry: Entry, facts: Facts) -> Iterator[str]:
    """Give where the words of appeals stand that were withdrawn, and where a hiding that ended is listed."""
    for appeal in facts.appeals.get(entry.number or 0, ()):
        yield from _decision(appeal, facts)
    if entry.kind in UNCOVERING and entry.number in facts.hidden:
        yield f"{HIDDEN}/index"
        yield from (f"{HIDDEN}/{page_of_place(one)}" for one in facts.hidden[entry.number])


def _about_item(entry: Entry) -> bool:
    return entry.kind not in {Kind.INVITE, Kind.DISMISS, Kind.SET_MODE, Kind.CONTINUE, Kind.ROTATE_KEY}


_ALONE = {"about": "about", "rules": "guidelines"}
"""Where pages stand that are no list."""


def _page(index: int, facts: Facts) -> Iterator[str]:
    name = facts.pages[index]
    if str(index) in facts.renamed:
        yield EVERYTHING
    elif name in _ALONE:
        yield _ALONE[name]
    else:
        yield f"{name.partition('/')[0]}/index"
        yield f"{name}/index"
        yield f"{name}/feed"


def _article(entry: Entry, article: ArticleFacts) -> Iterator[str]:
    yield article.path
    if entry.kind in _QUIET:
        return
    yield from lists(article)
    yield "index"
    month = article.path[:7].replace("/", "-")
    if entry.kind in _BORN:
        yield f"{LATER}sitemap/{month}"
        yield f"{LATER}sitemap"
        return
    yield f"{article.path}/versions"
    yield f"hidden/{entry.number}"
    if entry.kind is not Kind.AMEND:
        yield from comment_pages(article)
    if entry.kind not in _TEXT:
        yield "hidden/index"
        yield f"sitemap/{month}"
        yield f"{LATER}sitemap"


def _linked(article: ArticleFacts, facts: Facts) -> Iterator[str]:
    """Give the pages and feeds of the articles that link to one as a translation, or as their original."""
    for number in article.translations:
        other = facts.articles[number]
        yield other.path
        yield from (f"{name}/feed" for name, _position in other.places)


def lists(article: ArticleFacts) -> Iterator[str]:
    """Give every list page, index, feed and day that an article stands on, and those that link to one that it opened."""
    for name, position in article.places:
        yield from _numbered(name, position)
        yield f"{name}/index"
        yield f"{name}/feed"
    if article.places and article.day:
        yield day_key(article.day)
        for day in article.neighbours:
            yield day_key(day)


def _numbered(name: str, position: int) -> Iterator[str]:
    """Give the numbered page that a place stands on, and the one before it if that got a newer neighbour."""
    page = page_of_place(position)
    yield f"{name}/{page}"
    if page > 1 and position % PAGE == 1:
        yield f"{name}/{page - 1}"


def comment_pages(article: ArticleFacts) -> Iterator[str]:
    """Give the further pages of comments of an article."""
    for page in range(2, article.comments // COMMENTS + 2):
        yield comments_key(article.path, page)


def _comment(entry: Entry, comment: CommentFacts, facts: Facts) -> Iterator[str]:
    article = facts.articles[comment.article]
    yield comments_key(article.path, page_of_comment(comment.position))
    if comment.raised and entry.kind not in _QUIET:
        yield article.path
        yield from lists(article)
        yield "index"
    if entry.kind in {Kind.COMMENT, Kind.IMPORT}:
        if comment.position % COMMENTS == 0:
            yield comments_key(article.path, page_of_comment(comment.position) + 1)
        yield f"{LATER}index"
    elif entry.kind in _TEXT:
        yield f"hidden/{entry.number}"
        yield f"{LATER}index"
    elif entry.kind not in _QUIET:
        yield f"hidden/{entry.number}"
        yield "hidden/index"
        yield "index"
