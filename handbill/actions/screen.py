"""What the guard said of a text becomes an act of the site, in the transaction of the act that brought the text."""

from typing import Any, Final

from django.db import connection

from handbill.actions.act import Act
from handbill.actions.item import Item, stand
from handbill.guard import filter as learning
from handbill.guard.text import Text
from handbill.guard.ticket import Reused
from handbill.guard.verdict import Verdict
from handbill.newswire.standing import state_of
from handbill.record.format.entry import Kind

_KINDS: Final = {"hold": (Kind.HOLD, "held"), "slow": (Kind.SLOW, "slow")}


def screen(item: Item, verdict: Verdict, act: Act) -> str:
    """Hold or slow a new item where the guard says so; give its state."""
    if verdict.word not in _KINDS:
        return "listed"
    kind, state = _KINDS[verdict.word]
    decision = act.by_site().decide(kind, {"reason": verdict.reason}, number=item.number)
    stand(item.number, state, decision, item, guard=True)
    return state


def screen_again(item: Item, verdict: Verdict, act: Act) -> None:
    """Hold an item for what its author made of it. It is not slowed: it came long ago. What is not shown anyway stays so."""
    if verdict.word == "hold" and state_of(item.number) in {"listed", "slow"}:
        screen(item, verdict, act)


def look(text: Text) -> Verdict:
    """Give what the guard says of what a text says: before any lock is taken, for that needs no other text."""
    return learning.judge(text)


def text_of(values: dict[str, Any], *, titled: bool) -> str:
    """Give what a repeat would repeat: of an article title and body, else the body."""
    body = str(values.get("body", ""))
    return f"{values.get('title', '')}\n{body}" if titled else body


def demand_new(receipt: str) -> None:
    """Check that a receipt opens nothing yet; else whoever has it could reach but one of two items.

    Raises:
        Reused: it does.
    """
    with connection.cursor() as cursor:  # for every act: two queries of Django's cost eight times as much
        cursor.execute(_KNOWN, [receipt, receipt])
        if cursor.fetchone():
            raise Reused


_KNOWN: Final = "SELECT 1 FROM newswire_article WHERE receipt = %s UNION ALL SELECT 1 FROM newswire_comment WHERE receipt = %s LIMIT 1"
