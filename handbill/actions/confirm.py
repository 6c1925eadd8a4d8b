"""Confirm that an item is redacted, or one field of it: another editor proposed it. Its entry is that of `redact`."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions import another
from handbill.actions.act import Act, Refused
from handbill.actions.item import Item, take
from handbill.actions.legal import Legal
from handbill.actions.propose import proposed
from handbill.actions.redact import redact
from handbill.newswire.confirmation import Confirmation
from handbill.newswire.decision import Decision
from handbill.newswire.proposal import Proposal
from handbill.record.format.kinds import Kind

ENTRY = None


def confirm(
    act: Act, number: int, guideline: int, reason: str, *, field: str = "", legal: Legal | None = None
) -> Item:
    """Destroy what another editor proposed to destroy, for a public reason. A legal demand of the proposal goes along.

    Raises:
        Refused: 403 whoever acts proposed it, or counts as one with who did, 409 nothing is proposed, 410 it is gone already.
    """
    with transaction.atomic():
        take(number)
        found = proposed(number, field)
        if found is None:
            raise Refused(_("Nobody has proposed to redact that."))
        if found.by == act.by:
            raise Refused(_("You proposed it, so another editor must confirm it."), 403)
        if words := another.barred(act, {found.by}):
            raise Refused(words, 403)
        if legal is None and found.demand:
            legal = Legal(found.demand, found.demanded)
        Proposal.objects.filter(pk=found.pk).update(done_at=act.at, done_by=act.by)
        item = redact(act, number, guideline, reason, field=field or None, legal=legal)
        decision = Decision.objects.filter(number=number, kind=Kind.REDACT.value).latest("entry_id")
        Confirmation.objects.create(decision=decision, proposed_by=found.by)
    return item
