"""Freeze the site: it is finished, for a public reason. Nothing can be sent or decided any more but what has to go."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.item import take
from handbill.actions.redact import redact
from handbill.newswire.countdown import stop
from handbill.newswire.counter import lock
from handbill.newswire.freezing import Freezing, is_frozen
from handbill.newswire.standing import Standing, state_of
from handbill.record.format.entry import Kind


def freeze(act: Act, reason: str) -> Freezing:
    """Finish the site. What is slow is admitted.

    What is held would wait for ever: a person has to decide about it before; where nobody is there to do so, it is redacted, as it would be by its age.

    Raises:
        Refused: 409 it is finished already, or something is held.
    """
    with transaction.atomic():
        lock()
        if is_frozen():
            raise Refused(_("This site is finished already."))
        alone = act.by == "site" and not act.via
        if held := _all("held"):
            if not alone:
                raise Refused(_waiting(held))
            words = _("The site is finished, and nobody admitted it.")
            for number in _still(held, "held"):
                redact(act.by_site(), number, None, words)
        for number in _still(_all("slow"), "slow"):
            admit(act.by_site(), number)
        stop()
        decision = act.decide(Kind.FREEZE, {"reason": reason})
        if held := _all("held"):  # by an editor, until just now
            raise Refused(_waiting(held))
        return Freezing.objects.create(begun=decision)


def _all(state: str) -> list[int]:
    return list(
        Standing.objects.filter(over=False, state=state).order_by("number").values_list("number", flat=True)
    )


def _still(numbers: list[int], state: str) -> Iterator[int]:
    """Lock one after the other, and give those that nobody has withdrawn or decided about in the meantime."""
    for number in numbers:
        take(number)
        if state_of(number) == state:
            yield number


def _waiting(held: list[int]) -> str:
    words = ngettext(
        "One item is held, and would be so for ever: admit, hide or redact it first. Its number: %(numbers)s",
        "%(count)d items are held, and would be so for ever: admit, hide or redact them first. Their numbers: %(numbers)s",
        len(held),
    )
    numbers = ", ".join(map(str, held[:20]))
    return words % {"count": len(held), "numbers": f"{numbers} …" if len(held) > len(held[:20]) else numbers}
