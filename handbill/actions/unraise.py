"""Put an addition back into its slot among the comments."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.item import demand, take_comment
from handbill.newswire.comment import Comment
from handbill.newswire.raising import Raising
from handbill.record.format.entry import Kind


def unraise(act: Act, number: int, reason: str) -> Comment:
    """Make a comment of an addition again.

    Raises:
        Refused: 404 no such comment, 409 it is not raised, 410 it is gone.
    """
    with transaction.atomic():
        comment = take_comment(number)
        demand(number, Kind.UNRAISE)
        present = Raising.objects.filter(comment=comment, ended=None).first()
        if present is None:
            raise Refused(_("It is no addition."))
        present.ended = act.decide(Kind.UNRAISE, {"reason": reason}, number=number)
        present.save(update_fields=["ended"])
    return comment
