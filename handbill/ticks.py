"""What time alone brings: a slow item's six hours, a held item's thirty days, what the guard forgets.

The worker acts as `site`. Doing a tick twice changes nothing: the second finds nothing to do.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.actions.admit import admit
from handbill.actions.redact import redact
from handbill.newswire.standing import Standing

SLOW = timedelta(hours=6)
HELD = timedelta(days=30)


def tick(now: datetime) -> int:
    """Do what is due; give how many acts that were."""
    act = Act("site", now.replace(second=0, microsecond=0))
    slow = _due("slow", now - SLOW)
    for number in slow:
        admit(act, number)
    held = _due("held", now - HELD)
    for number in held:
        redact(act, number, None, _("Nobody admitted it within thirty days."))
    return len(slow) + len(held)


def _due(state: str, before: datetime) -> list[int]:
    rows = Standing.objects.filter(over=False, state=state, at__lte=before)
    return list(rows.order_by("at").values_list("number", flat=True)[:500])
