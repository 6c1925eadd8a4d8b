"""A text that is little but links: sure enough to be a rule, whatever the filter has learnt."""

from typing import Final

from django.utils.translation import gettext as _

from handbill.guard.text import Text
from handbill.guard.verdict import PASS, Verdict

MANY: Final = 3
"""Links from which on the rule holds: one or two alone are how people name their source."""


def judge(text: Text) -> Verdict:
    """Hold a text with several links and fewer words than links."""
    if text.links < MANY or len(text.body) >= text.links:
        return PASS
    words = _("It is little but links, so an editor reads it first. A few words about each pass at once.")
    return Verdict("hold", words)
