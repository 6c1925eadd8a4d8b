"""An appeal is answered by somebody else than who decided: another editor as `actions.another` has it."""

from typing import Final

from django.utils.translation import gettext as _

from handbill.actions import another
from handbill.actions.act import Act, Refused
from handbill.desk.redacting import alone
from handbill.newswire.confirmation import Confirmation
from handbill.newswire.decision import Decision
from handbill.record.format.kinds import Kind

_TAKEN: Final = frozenset({"hide", "hold", "redact"})
_KINDS: Final = (*_TAKEN, "admit", "unhide", "appeal", "answer")

ANSWERS: Final = frozenset({"answer", "grant"})
"""The verbs that answer an appeal."""


def deciders(number: int) -> frozenset[str]:
    """Give who took an item from readers since it was last on the newswire before its oldest open appeal, and who did while that waits.

    Whoever proposed what another one confirmed has decided too.
    """
    proposed = dict(
        Confirmation.objects.filter(decision__number=number).values_list("decision_id", "proposed_by")
    )
    by: set[str] = set()
    waiting: list[set[str]] = []
    about = Decision.objects.filter(number=number, kind__in=_KINDS).order_by("entry_id")
    for entry, kind, who in about.values_list("entry_id", "kind", "by"):
        if kind in _TAKEN:
            took = {who, proposed.get(entry, who)}
            by = by | took
            waiting = [before | took for before in waiting]
        elif kind == Kind.APPEAL.value:
            waiting.append(by)
        elif kind == Kind.ANSWER.value:
            waiting = waiting[1:]
        else:
            by = set()
    return frozenset(waiting[0]) if waiting else frozenset()


def barred(who: Act, number: int) -> str:
    """Say why whoever acts may not answer the open appeal of an item; empty where they may, as the site always may."""
    if not who.by.startswith("editor:"):
        return ""
    decided = deciders(number)
    if who.by in decided:
        return _("You decided about it, so somebody else answers the appeal.") + alone(who)
    return another.barred(who, decided)


def demand_other(who: Act, number: int) -> None:
    """Check that whoever answers is not who decided.

    Raises:
        Refused: 403, it is, or both count as one.
    """
    if words := barred(who, number):
        raise Refused(words, 403)
