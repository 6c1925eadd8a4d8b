"""Ready texts for reasons: how one becomes a part of a decision. They are private until then, so nothing here is on the record.

A form sends the chosen text's number with what was typed. The ready text stands first, what was typed below it in its own
paragraph; where no guideline was chosen, the text's own is cited.
"""

from collections.abc import Mapping

from handbill.desk.models import ReadyText
from handbill.desk.place import number
from handbill.look.contexts.doors import Ready
from handbill.settings import site


def texts(language: str = "") -> tuple[Ready, ...]:
    """Give all ready texts; those in the item's `language` first, then those in the site's, by guideline."""
    order = [tongue for tongue in (language, site().language) if tongue]

    def rank(it: ReadyText) -> tuple[int, str, int, int]:
        first = order.index(it.language) if it.language in order else len(order)
        return first, it.language, it.guideline, it.pk

    found = sorted(ReadyText.objects.all(), key=rank)
    return tuple(Ready(it.pk, it.guideline, it.language, it.text) for it in found)


def reason(sent: Mapping[str, str]) -> tuple[int, str]:
    """Give the guideline and the reason that a form means: what was chosen and typed, with the ready text."""
    guideline, typed = number(sent.get("guideline", "")), sent.get("reason", "")
    chosen = ReadyText.objects.filter(pk=number(sent.get("ready", ""))).first()
    if chosen is None:
        return guideline, typed
    return guideline or chosen.guideline, "\n\n".join(part for part in (chosen.text, typed.strip()) if part)
