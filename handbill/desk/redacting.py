"""Redacting needs two at the desk: one editor proposes, another confirms. The site does it at once."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from handbill.actions import another
from handbill.actions.act import Act, Refused
from handbill.actions.confirm import confirm
from handbill.actions.decline import decline
from handbill.actions.item import take
from handbill.actions.legal import Legal
from handbill.actions.propose import propose, proposed
from handbill.actions.redact import redact
from handbill.newswire.counter import lock
from handbill.newswire.editor import Editor
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import state_of

PROPOSED, PROPOSED_AS_IT_IS = "propose", "propose-as-it-is"
"""What was done where a redaction was ordered and another editor must confirm it: the item is held meanwhile, or stays as it is."""
DECLINED, DECLINED_AS_IT_IS = "decline", "decline-as-it-is"
"""What was done where it was declined: the item is back, or stays as it is."""

_SHOWS: Final = frozenset({"admit", "grant", "unhide"})


def redact_by_two(
    who: Act, number: int, guideline: int, reason: str, *, field: str = "", legal: Legal | None = None
) -> str:
    """Redact as the site; as an editor propose it, or confirm what another proposed. Give the name of what was done.

    Raises:
        Refused: as the verbs say; 403 where whoever acts proposed it, or counts as one with who did.
    """
    if not who.by.startswith("editor:"):
        redact(who, number, guideline, reason, field=field or None, legal=legal)
        return "redact"
    take(number)
    found = proposed(number, field)
    if found is None:
        made = propose(who, number, guideline, reason, field=field, legal=legal)
        return PROPOSED if made.held else PROPOSED_AS_IT_IS
    if found.by == who.by:
        raise Refused(_("You proposed it, so another editor must confirm it.") + alone(who), 403)
    confirm(who, number, guideline, reason, field=field, legal=legal)
    return "redact"


def decline_it(who: Act, number: int, reason: str, *, field: str = "") -> str:
    """Decline what is proposed. Give the name of what was done.

    Raises:
        Refused: 409 nothing is proposed.
    """
    found = decline(who, number, reason, field=field)
    return DECLINED if found.held and state_of(number) == "listed" else DECLINED_AS_IT_IS


def demand_undecided(who: Act, verb: str, number: int, reason: str) -> None:
    """Check that nothing is put before readers whose redaction is proposed. The site may: what is proposed is declined with it.

    Raises:
        Refused: 409.
    """
    if verb not in _SHOWS:
        return
    lock()
    take(number)
    for found in Proposal.objects.filter(number=number, done_at=None):
        if who.by.startswith("editor:"):
            raise Refused(_("It is proposed to redact it. Confirm or decline that first."))
        Proposal.objects.filter(pk=found.pk).update(held=False)  # the order itself puts it back
        decline(who, number, reason, field=found.field)


def undecided(number: int) -> str:
    """Say that somebody proposes to redact an item, where nobody has decided about that."""
    if not Proposal.objects.filter(number=number, done_at=None).exists():
        return ""
    return _("Another editor proposes to redact number %(number)d; decide that first.") % {"number": number}


def take_back(who: Act, editor: int, reason: str, since: datetime | None) -> int:
    """End what an editor proposed, without a word about what was held for it. Give how many proposals there were."""
    theirs = Proposal.objects.filter(by=f"editor:{editor}", done_at=None)
    if since:
        theirs = theirs.filter(at__gte=since)
    return theirs.update(done_at=who.at, done_by=who.by, answer=reason)


def one_with(who: Act, number: int) -> dict[str, str]:
    """Say of each open proposal why whoever acts may not confirm it, by its field, where they count as one with who made it."""
    open_ = Proposal.objects.filter(number=number, done_at=None).values_list("field", "by")
    return {field: words for field, by in open_ if (words := another.barred(who, {by}))}


def alone(who: Act) -> str:
    """Say what to do where no other editor is at the desk; empty where one is."""
    number = int(who.by.removeprefix("editor:"))
    if Editor.objects.filter(dismissed_at=None).exclude(number=number).exists():
        return ""
    return " " + _(
        "You are the only editor at the desk: whoever runs the site can do it at once, with “handbill act”."
    )
