"""Set the mode: whether new articles go to the front page at once, or are slow because more comes in than is usual."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.guard.mode import MODES, OPEN
from handbill.newswire.counter import lock
from handbill.newswire.mode import Mode, present
from handbill.record.format.entry import Kind


def set_mode(act: Act, mode: str, reason: str) -> Mode:
    """Set the mode, for a public reason. What is published already stays as it is.

    What a person sets holds for six hours; a person may also say again what the site found by itself, so that it holds.

    Raises:
        Refused: 404 there is no such mode, 409 it is so already.
    """
    if mode not in MODES:
        raise Refused(_("The mode is open or surge."), 404)
    with transaction.atomic():
        lock()
        before = present()
        if (before.name if before else OPEN) == mode:
            kept = before.kept_until() if before else None
            if (act.by == "site" and not act.via) or (kept and act.at < kept):
                raise Refused(_("It is so already."))
        decision = act.decide(Kind.SET_MODE, {"mode": mode, "reason": reason})
        Mode.objects.filter(over=False).update(over=True)
        return Mode.objects.create(name=mode, begun=decision)
