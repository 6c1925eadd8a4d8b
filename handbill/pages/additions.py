"""Additions: comments that an editor raised. They stand with the article, above the talk (docs/record.md sections 4 and 10)."""

from collections.abc import Iterable

from handbill.look.contexts.parts import Raised
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.those import those
from handbill.pages.among import among
from handbill.pages.moment import USING, Moment
from handbill.pages.rows import ItemRow

READ = (
    "NOT EXISTS (SELECT 1 FROM newswire_standing s WHERE NOT s.over AND (s.number = r.comment_id AND s.state <> 'slow' "
    "OR s.number = r.article_id AND s.state IN ('withdrawn', 'redacted')))"
)
"""What the specification says of an addition beside that it is raised."""

RAISED = (
    "SELECT r.article_id, r.comment_id, r.begun_id FROM newswire_raising r "  # noqa: S608 - words of ours
    "JOIN record_sealed e ON e.entry_id = r.begun_id "
    f'WHERE r.article_id {{among}} AND r.ended_id IS NULL AND {READ} ORDER BY e."index"'
)
MARKED = (
    "SELECT r.article_id, r.corrects FROM newswire_raising r "  # noqa: S608 - words of ours
    f"WHERE r.article_id {{among}} AND r.ended_id IS NULL AND {READ}"
)


def additions_of(articles: Iterable[Article]) -> dict[int, dict[int, int]]:
    """Give the additions of each article in their order: by number, the row of the entry that raised it."""
    found: dict[int, dict[int, int]] = {article.number: {} for article in articles}
    for article, comment, begun in among(RAISED, found):
        found[article][comment] = begun
    return found


def comments_of(numbers: Iterable[int]) -> dict[int, Comment]:
    """Give comments by number, wherever they stand."""
    wanted = list(numbers)
    return Comment.objects.using(USING).filter(number__in=those(wanted, USING)).in_bulk() if wanted else {}


def marks_of(numbers: Iterable[int]) -> dict[int, str]:
    """Tell which articles have an addition: "corrects" where one says that the article errs, else "adds"."""
    marks: dict[int, str] = {}
    for article, corrects in among(MARKED, numbers):
        marks[article] = "corrects" if corrects or marks.get(article) == "corrects" else "adds"
    return marks


def raised_view(moment: Moment, path: str, row: ItemRow, begun: int, slot: str = "") -> Raised:
    """Give why a comment was raised, and where it stands. `slot` is the anchor of the line that it leaves."""
    decision = next(one for one in row.decisions if one.entry_id == begun)
    told = decision.values()
    return Raised(
        entry=decision.entry,
        at=moment.local(decision.at),
        by=moment.by(decision.by),
        reason=told.get("reason", ""),
        corrects=bool(told.get("corrects")),
        decision=f"record/decision/{decision.entry}.html",
        href=f"{path}.html#comment-{row.item.number}",
        slot=slot,
    )
