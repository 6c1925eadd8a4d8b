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
    standing = Standing.objects.filter(number=item.number, over=False).select_related("begun").first()
    state = standing.state if standing else "listed"
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
        reason=_reason(standing),
    )
    return answer(page, 202 if state == "held" else 201)


def _reason(standing: Standing | None) -> str:
    """Give why an item is held or slow, as the guard said it; empty where there is no decision or its words are gone."""
    begun = standing.begun if standing else None
    return str(values(json.loads(begun.fields)).get("reason", "")) if begun else ""
