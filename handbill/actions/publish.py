"""Publish an article: a number, its rows, its entry, in one transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from handbill.actions.act import Act
from handbill.actions.attach import Wanted, attach
from handbill.actions.place import show_in_lists, take_lists
from handbill.actions.screen import demand_new, screen, weigh
from handbill.guard.ticket import Ticket
from handbill.guard.verdict import PASS, Verdict
from handbill.newswire.add import add
from handbill.newswire.article import Article
from handbill.newswire.counter import next_number
from handbill.newswire.version import Version
from handbill.record.format.entry import Kind


def publish(
    act: Act,
    values: dict[str, Any],
    receipt: str,
    *,
    verdict: Verdict = PASS,
    ticket: Ticket | None = None,
    media: Sequence[Wanted] = (),
) -> Article:
    """Publish an article whose fields `actions.fields.article` has checked.

    Args:
        act: by its author.
        values: the fields of docs/record.md section 6.
        receipt: SHA-256 of the receipt's text, 64 hexadecimal digits.
        verdict: of the guard; a held article is published and held in one transaction.
        ticket: of the form that was used; it is spent with the number, and brings a verdict of its own.
        media: attachments, in their order.

    Raises:
        Refused: 409, an attachment is gone.
        guard.ticket.Spent, guard.ticket.Reused: the form was sent before.
    """
    with transaction.atomic():
        number = next_number()
        if ticket:
            verdict = weigh(verdict, ticket, number)
            demand_new(receipt)
        if media:
            values = {**values, **attach(number, media, act.at)}
        path = f"{act.at:%Y/%m}/{number}"
        entry_id, fields = act.append(Kind.PUBLISH, values, number=number, path=path, receipt=receipt)
        article = Article(number=number, path=path, at=act.at, sorts_at=act.at, receipt=receipt)
        show_in_lists(article, values)
        add(article)
        add(Version(number=number, entry_id=entry_id, at=act.at, fields=fields))
        if screen(article, verdict, act) != "held":
            take_lists(article)
    return article
