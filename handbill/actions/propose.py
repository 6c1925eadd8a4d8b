"""Propose that an item is redacted, or one field of it. Private: `ENTRY = None`; what it holds is held by `hold`."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.hold import hold
from handbill.actions.item import demand, take
from handbill.actions.legal import Legal
from handbill.actions.redact import demand_field
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import state_of
from handbill.record.format.entry import Kind

ENTRY = None


def propose(
    act: Act, number: int, guideline: int, reason: str, *, field: str = "", legal: Legal | None = None
) -> Proposal:
    """Propose a redaction; another editor confirms or declines it. The whole item is held meanwhile, where it can be read.

    Raises:
        Refused: 404 no such item or field, 409 it is proposed already, 410 it is gone already.
    """
    with transaction.atomic():
        take(number)
        demand(number, Kind.REDACT, whole=not field)
        if field:
            demand_field(number, field)
        if proposed(number, field) is not None:
            raise Refused(_("That is proposed already."))
        held = not field and state_of(number) in {"listed", "slow"}
        if held:
            hold(act, number, guideline, reason, legal=legal)
        return Proposal.objects.create(
            number=number,
            field=field,
            by=act.by,
            guideline=guideline,
            reason=reason,
            demand=legal.demand if legal else "",
            demanded=legal.demanded if legal else "",
            at=act.at,
            held=held,
        )


def proposed(number: int, field: str = "") -> Proposal | None:
    """Find the open proposal to redact an item, or a field of it."""
    return Proposal.objects.filter(number=number, field=field, done_at=None).first()
