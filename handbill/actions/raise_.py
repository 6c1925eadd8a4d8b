"""Raise a comment: it adds facts or corrects, so it stands with the article, above the talk, and says why."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take, take_comment
from handbill.limits import ADDITIONS
from handbill.newswire.comment import Comment
from handbill.newswire.raising import Raising
from handbill.newswire.standing import state_of
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind
from handbill.record.format.state import ENDED


def raise_(act: Act, number: int, reason: str, *, corrects: bool = False) -> Comment:
    """Make an addition of a comment. With `corrects` it says that the article errs, and lists and feeds say so too.

    Raises:
        Refused: 404 no such comment, 409 it cannot be read, is raised already, or the article has as many as fit, 410 gone.
    """
    with transaction.atomic():
        comment = take_comment(number)
        take(comment.article_id)  # two editors who raise at once count one after the other
        demand(number, Kind.RAISE)
        if state_of(number) not in {"listed", "slow"}:
            raise Refused(_("Only what can be read where it stands can be raised."))
        if state_of(comment.article_id) in ENDED:
            raise Refused(_("The article is gone; there is nothing to add to."), 410)
        open_now = Raising.objects.filter(article_id=comment.article_id, ended=None)
        if open_now.filter(comment=comment).exists():
            raise Refused(_("It is an addition already."))
        if open_now.count() >= ADDITIONS:
            raise Refused(_("The article has %(limit)d additions; no more fit.") % {"limit": ADDITIONS})
        named: dict[str, Json] = {"reason": reason}
        if corrects:
            named["corrects"] = True
        decision = act.decide(Kind.RAISE, named, number=number)
        Raising.objects.create(
            comment=comment, article_id=comment.article_id, begun=decision, corrects=corrects
        )
    return comment
