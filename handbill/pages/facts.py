"""What the plan must know, read from one moment for a whole batch."""

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date

from django.db.models import Min

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.filed import HIDDEN, Filed
from handbill.newswire.listing import Listing
from handbill.newswire.old_address import OldAddress
from handbill.newswire.raising import Raising
from handbill.newswire.those import those
from handbill.newswire.translation import Translation
from handbill.pages.days import span
from handbill.pages.moment import USING, Moment
from handbill.pages.plan import LOOSENING, MOVING, UNCOVERING, ArticleFacts, CommentFacts, Facts
from handbill.pages.rows import decisions_about, indexes, neighbours
from handbill.record.format.commitment import values
from handbill.record.format.entry import DECISIONS, ITEM_DECISIONS, Entry, Kind
from handbill.record.format.kinds import ATTACHING
from handbill.record.models import Sealed


def facts_of(moment: Moment, entries: Iterable[tuple[int, Entry]]) -> Facts:
    """Read the facts about the items that these entries name."""
    entries = list(entries)
    about = {entry.number for _index, entry in entries if entry.number is not None}
    below = (
        Comment.objects.using(USING)
        .filter(number__in=those(about, USING))
        .values_list("number", "article_id", "position")
    )
    raised = set(
        Raising.objects.using(USING)
        .filter(comment__in=those(about, USING))
        .values_list("comment_id", flat=True)
    )
    comments = {
        number: CommentFacts(article, position, number in raised) for number, article, position in below
    }
    born = {
        entry.number
        for _index, entry in entries
        if entry.kind is not Kind.COMMENT and entry.number is not None
    }
    numbers = about | {comment.article for comment in comments.values()}
    linked = _linked(born)
    others = {other for found in linked.values() for other in found}
    rows = Article.objects.using(USING).filter(number__in=those(numbers | others, USING))
    places: dict[int, list[tuple[str, int]]] = {}
    for number, name, position in _places(born | others | {comments[number].article for number in raised}):
        places.setdefault(number, []).append((name, position))
    articles = {}
    opened: dict[date, int | None] = {}
    for row in rows:
        day = moment.local(row.sorts_at).date()
        listed = dict(places.get(row.number, ()))
        if "newswire" in listed and day not in opened:
            opened[day] = _opening(moment, day)
        opens = "newswire" in listed and listed["newswire"] == opened[day]
        neighbours = _neighbours(moment, day) if opens else ()
        articles[row.number] = ArticleFacts(
            row.path,
            row.comments,
            tuple(sorted(listed.items())),
            day,
            neighbours,
            linked.get(row.number, ()),
        )
    pages, renamed = _pages(entries)
    appeals = _words(entries, {Kind.WITHDRAW}, {Kind.APPEAL})
    for number, found in _words(entries, LOOSENING, ATTACHING).items():
        appeals[number] = (*appeals.get(number, ()), *found)
    decided = [index for index, entry in entries if entry.kind in DECISIONS]
    return Facts(
        articles,
        comments,
        renamed,
        pages,
        appeals,
        filed=_filed([*decided, *(index for found in appeals.values() for index in found)]),
        before=_before(entries),
        hidden=_hidden(
            {entry.number for _index, entry in entries if entry.number and entry.kind in UNCOVERING}
        ),
        moved=_moved({entry.number for _index, entry in entries if entry.number and entry.kind in MOVING}),
    )


def _moved(numbers: set[int]) -> frozenset[int]:
    """Give which of these stood elsewhere before."""
    rows = OldAddress.objects.using(USING).filter(number__in=those(numbers, USING)) if numbers else ()
    return frozenset(row.number for row in rows)


def _linked(numbers: set[int]) -> dict[int, tuple[int, ...]]:
    """Give the articles that these were ever linked to as translations, either way."""
    found: dict[int, tuple[int, ...]] = {}
    for one, other in (("original", "translation"), ("translation", "original")):
        rows = Translation.objects.using(USING).filter(**{f"{one}__in": those(numbers, USING)})
        for number, linked in rows.values_list(f"{one}_id", f"{other}_id"):
            found[number] = (*found.get(number, ()), linked)
    return found


def _words(
    entries: list[tuple[int, Entry]], by: AbstractSet[Kind], of: AbstractSet[Kind]
) -> dict[int, tuple[int, ...]]:
    """Give the indexes of decisions, of some kinds, about what these entries name, by some others: their words went with it."""
    gone = {entry.number for _index, entry in entries if entry.kind in by}
    if not gone:
        return {}
    found = Decision.objects.using(USING).filter(number__in=gone, kind__in=[kind.value for kind in of])
    rows = list(found.values_list("number", "entry_id"))
    index = indexes([entry_id for _number, entry_id in rows])
    told: dict[int, tuple[int, ...]] = {}
    for number, entry_id in rows:
        told[number or 0] = (*told.get(number or 0, ()), index[entry_id])
    return told


def _filed(decided: list[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    """Give the places of decisions in the lists of the record, by their indexes."""
    index = dict(
        Sealed.objects.using(USING).filter(index__in=those(decided, USING)).values_list("entry_id", "index")
    )
    rows = Filed.objects.using(USING).filter(entry_id__in=those(index, USING))
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for entry_id, name, position in rows.values_list("entry_id", "list", "position"):
        found[index[entry_id]] = (*found.get(index[entry_id], ()), (name, position))
    return found


def _before(entries: list[tuple[int, Entry]]) -> dict[int, int]:
    """Give the decisions that have a next one about the same item now, by that one's index."""
    decided = {index: entry.number or 0 for index, entry in entries if entry.kind in ITEM_DECISIONS}
    about = decisions_about(decided.values())
    return {
        index: before
        for index, number in decided.items()
        if (before := neighbours([one for one, _kind in about.get(number, [])], index)[0]) is not None
    }


def _hidden(numbers: set[int]) -> dict[int, tuple[int, ...]]:
    """Give the places of items in the list of what was ever hidden."""
    hides = Decision.objects.using(USING).filter(number__in=those(numbers, USING), kind=Kind.HIDE.value)
    of = dict(hides.values_list("entry_id", "number"))
    places = Filed.objects.using(USING).filter(list=HIDDEN, entry_id__in=those(of, USING))
    found: dict[int, tuple[int, ...]] = {}
    for entry_id, position in places.values_list("entry_id", "position"):
        found[of[entry_id] or 0] = (*found.get(of[entry_id] or 0, ()), position)
    return found


def _places(numbers: set[int]) -> Iterable[tuple[int, str, int]]:
    found = Listing.objects.using(USING).filter(number__in=those(numbers, USING))
    return found.values_list("number", "list", "position")


def _opening(moment: Moment, day: date) -> int | None:
    """Give the first position of a day of the newswire: a scan of the day, so once for a batch, not for each article."""
    start, end = span(moment, day)
    inside = Listing.objects.using(USING).filter(list="newswire", sorts_at__gte=start, sorts_at__lt=end)
    first: int | None = inside.aggregate(first=Min("position"))["first"]
    return first


def _neighbours(moment: Moment, day: date) -> tuple[date, ...]:
    """Give the days before and after, for an article that opened its day."""
    start, end = span(moment, day)
    wire = Listing.objects.using(USING).filter(list="newswire")
    near = (
        wire.filter(sorts_at__lt=start).order_by("-sorts_at").values_list("sorts_at", flat=True).first(),
        wire.filter(sorts_at__gte=end).order_by("sorts_at").values_list("sorts_at", flat=True).first(),
    )
    return tuple(moment.local(at).date() for at in near if at is not None)


def _pages(entries: list[tuple[int, Entry]]) -> tuple[dict[int, str], frozenset[str]]:
    """Give the names of the pages that were set, and which of them have a new title where articles show it."""
    pages: dict[int, str] = {}
    renamed = set()
    set_now = [index for index, entry in entries if entry.kind is Kind.SET_PAGE]
    for sealed in Sealed.objects.using(USING).filter(index__in=set_now):
        told = values(json.loads(Decision.objects.using(USING).get(entry_id=sealed.entry_id).fields))
        name = str(told["page"])
        pages[sealed.index] = name
        before = Decision.objects.using(USING).filter(
            number=None, kind="set-page", entry_id__lt=sealed.entry_id
        )
        earlier = [values(json.loads(row)) for row in before.values_list("fields", flat=True)]
        titles = [one["title"] for one in earlier if one["page"] == name]
        if titles[-1:] != [told["title"]] and Listing.objects.using(USING).filter(list=name).exists():
            renamed.add(str(sealed.index))
    return pages, frozenset(renamed)
