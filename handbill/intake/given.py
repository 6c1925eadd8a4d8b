"""The answer to a publication: the receipt, once."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.guard.receipt import groups
from handbill.intake.answer import answer, root_of, site_view
from handbill.intake.items import href
from handbill.look.contexts.doors import ReceiptPage
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import Standing
from handbill.record.format.commitment import values


def receipt_page(request: HttpRequest, item: Article | Comment, code: str, *, there: bool) -> HttpResponse:
    """Answer 201 with the receipt, or 202 where the item is held. A retry gets the same answer as the first try."""
    state, reason = _now(item.number)
    page = ReceiptPage(
        site=site_view(),
        root=root_of(request),
        path="receipt/",
        title=_("Your receipt"),
        receipt=groups(code),
        number=item.number,
        kind="article" if isinstance(item, Article) else "comment",
        item=href(item),
        held=state == "held",
        slow=state == "slow",
        there=there,
        reason=reason,
    )
    return answer(page, 202 if state == "held" else 201)


def _now(number: int) -> tuple[str, str]:
    """Give the state of an item and the reason that it was given; no reason where its words are gone."""
    standing = Standing.objects.filter(number=number, over=False).select_related("begun").first()
    if standing is None:
        return "listed", ""
    begun = standing.begun
    return standing.state, str(values(json.loads(begun.fields)).get("reason", "")) if begun else ""
