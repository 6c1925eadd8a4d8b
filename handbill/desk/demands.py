"""Legal demands at the desk: recorded as they come, waiting with a clock, and dealt with by the decision that follows them."""

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.actions.act import Act, this_minute
from handbill.actions.receive import receive
from handbill.cleaning.text import many_lines
from handbill.desk.order import Order
from handbill.limits import REASON
from handbill.newswire.demand import Demand
from handbill.settings import site

_FOLLOWS: Final = frozenset({"hide", "hold", "redact"})


def today() -> date:
    """Give the day at the site."""
    return this_minute().astimezone(site().zone).date()


def take(who: Act, number: int, text: str, sender: str, received: str, due: str) -> dict[str, str]:
    """Record a legal demand, or name what is wrong with what was typed, by field; then nothing is stored.

    Raises:
        Refused: 404 no such item.
    """
    text, sender = many_lines(text).strip(), many_lines(sender).strip()
    received, due = received.strip(), due.strip()
    errors = {}
    if not text:
        errors["text"] = _("Say what is demanded.")
    for name, words in (("text", text), ("sender", sender)):
        if len(words) > REASON:
            errors[name] = _("At most %(limit)d characters.") % {"limit": REASON}
    if wrong := wrong_day(received):
        errors["received"] = wrong
    if due and _day(due) is None:
        errors["due"] = _("A day is like 2026-11-23.")
    elif due and not wrong and due < received:
        errors["due"] = _("It came after that day.")
    if not errors:
        receive(who, number, text, sender, date.fromisoformat(received), _day(due))
    return errors


def follow(order: Order) -> None:
    """Take the legal demands about an item as dealt with, once a decision says that it follows one."""
    if order.demand and order.verb in _FOLLOWS:
        settle(order.subject.number)


def settle(number: int) -> int:
    """Mark the open legal demands about an item as dealt with; give how many there were."""
    return Demand.objects.filter(number=number, done_at=None).update(done_at=this_minute())


def wrong_day(text: str) -> str:
    """Say what is wrong with the day on which a legal demand came; empty where nothing is."""
    day = _day(text)
    if day is None:
        return _("A day is like 2026-11-23.")
    return _("That day has not come yet.") if day > today() else ""


def clock(it: Demand) -> str:
    """Say how long a legal demand has waited, and how long it may."""
    ago = (today() - it.received).days
    told = (
        ngettext("received %(days)d day ago", "received %(days)d days ago", ago) % {"days": ago}
        if ago
        else _("received today")
    )
    if it.due is None:
        return told
    left = (it.due - today()).days
    if left < 0:
        due = ngettext("due %(days)d day ago", "due %(days)d days ago", -left) % {"days": -left}
    elif left == 0:
        due = _("due today")
    else:
        due = ngettext("due in %(days)d day", "due in %(days)d days", left) % {"days": left}
    return f"{told}, {due}"


def _day(text: str) -> date | None:
    """Read a day as it is written in the record: `date.fromisoformat` alone would take more."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if len(text) == len("2026-11-23") else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
