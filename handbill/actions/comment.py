"""Comment on an article."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import Wanted, attach
from handbill.actions.item import take_article
from handbill.actions.screen import demand_new, screen, weigh
from handbill.guard.ticket import Ticket
from handbill.guard.verdict import PASS, Verdict
from handbill.newswire.add import add
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.counter import next_number
from handbill.newswire.version import Version
from handbill.record.format.entry import Kind


def comment(
    act: Act,
    article: int,
    values: dict[str, Any],
    receipt: str,
    *,
    verdict: Verdict = PASS,
    ticket: Ticket | None = None,
    media: Sequence[Wanted] = (),
) -> Comment:
    """Comment on the article with that number, with fields that `actions.fields.comment` has checked.

    Raises:
        Refused: 404 no such article, or `reply_to` is not a comment of it; 409 it is hidden, held or closed; 410 it is gone.
        guard.ticket.Spent, guard.ticket.Reused: the form was sent before.
    """
    with transaction.atomic():
        number = next_number()
        above = answerable(article)
        if ticket:
            verdict = weigh(verdict, ticket, number)
            demand_new(receipt)
        if (
            "reply_to" in values
            and not Comment.objects.filter(number=values["reply_to"], article=above).exists()
        ):
            raise Refused(_("The comment that you answer is not one of this article."), 404)
        if media:
            values = {**values, **attach(number, media, act.at)}
        entry_id, fields = act.append(
            Kind.COMMENT, values, number=number, article=above.number, receipt=receipt
        )
        new = Comment(
            number=number, article=above, position=above.comments, at=act.at, sorts_at=act.at, receipt=receipt
        )
        add(new)
        add(Version(number=number, entry_id=entry_id, at=act.at, fields=fields))
        screen(new, verdict, act)
    return new


def answerable(number: int) -> Article:
    """Find an article that may be commented on, locked, and count a comment more.

    Raises:
        Refused: as `comment` says.
    """
    article = _counted(number) or take_article(number)
    demand_answerable(number)
    return article


def demand_answerable(number: int) -> None:
    """Check that an article can be commented on now.

    Raises:
        Refused: 409 it is hidden, held or closed; 410 it is gone.
    """
    with connection.cursor() as cursor:  # for every comment: one query
        cursor.execute(_AGAINST, [number, number])
        against = {str(state) for (state,) in cursor.fetchall()}
    if against & {"withdrawn", "redacted"}:
        raise Refused(_("This article is gone, so it cannot be answered."), 410)
    if against & {"hidden", "held"}:
        raise Refused(_("This article is not on the newswire now, so it cannot be answered."), 409)
    if "closed" in against:
        raise Refused(_("An editor has closed the comments of this article. Its page says why."), 409)


_AGAINST: Final = (
    "SELECT state FROM newswire_standing WHERE number = %s AND NOT over "
    "UNION ALL SELECT 'closed' FROM newswire_closing WHERE article_id = %s AND ended_id IS NULL"
)


def _counted(number: int) -> Article | None:
    """Lock the article, count and read it in one statement; a refusal takes the count back with all else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE newswire_article SET comments = comments + 1 WHERE number = %s RETURNING number, path, comments",
            [number],
        )
        row = cursor.fetchone()
    return Article.from_db("default", ["number", "path", "comments"], row) if row else None
