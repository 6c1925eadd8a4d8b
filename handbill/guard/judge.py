"""Is this a flood, a robot, a repeat? A word and a reason; what the word leads to is the verb's affair."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from handbill.guard.models import Nonce, Seen
from handbill.guard.secret import keyed
from handbill.guard.verdict import PASS, Verdict
from handbill.limits import NONCE_LIFE
from handbill.settings import site

TRAP: Final = "website_url"
"""A field that people do not see; robots fill it."""

SHORT: Final = 40  # characters: a shorter text may be said by several people
SHORT_TIMES: Final = 5
FLOOD: Final = 30  # articles on the whole site
FLOOD_MINUTES: Final = 5


def judge(kind: str, text: str, trap: str, now: datetime) -> Verdict:
    """Judge a submission. `kind` is article or comment; `text` is what a repeat would repeat; `trap` the field of TRAP."""
    if trap.strip() or site().front.limits == "off":
        return trapped(trap)
    times = Seen.objects.filter(
        digest=keyed("seen", text), at__gt=now - timedelta(seconds=NONCE_LIFE)
    ).count()
    if times >= (SHORT_TIMES if len(text) < SHORT else 1):
        return Verdict("hold", _("The same text was sent before within a day."))
    if kind == "article":
        lately = Seen.objects.filter(kind=kind, at__gt=now - timedelta(minutes=FLOOD_MINUTES))
        if lately.count() >= FLOOD:
            return Verdict("slow", _("Many articles came within a few minutes."))
    return PASS


def trapped(trap: str) -> Verdict:
    """Refuse what fills the field that people do not see."""
    if trap.strip():
        words = _(
            "A hidden field of this form must stay empty, and it was filled. Please send it again as it is now."
        )
        return Verdict("refuse", words)
    return PASS


def prune(now: datetime) -> int:
    """Forget what was kept to know a retry or a repeat; give how many rows went."""
    before = now - timedelta(seconds=NONCE_LIFE)
    return sum(noun.objects.filter(at__lt=before).delete()[0] for noun in (Nonce, Seen))
