"""What the guard said of a text becomes an act of the site, in the transaction of the act that brought the text."""

from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.actions.item import Item, stand
from handbill.guard import filter as learning
from handbill.guard import links, mode, rules
from handbill.guard.near import sketch_of
from handbill.guard.text import read
from handbill.guard.ticket import Reused, Ticket
from handbill.guard.verdict import NOTHING, Looked, Verdict, stricter
from handbill.newswire.mode import is_surge
from handbill.newswire.sitepage import rules as public_rules
from handbill.newswire.standing import state_of
from handbill.record.format.entry import Kind
from handbill.settings import site

_KINDS: Final = {"hold": (Kind.HOLD, "held"), "slow": (Kind.SLOW, "slow")}


def weigh(verdict: Verdict, ticket: Ticket, number: int) -> Verdict:
    """Spend the ticket of a new item, and give the strictest that is said of it: in a surge an article is slow at least.

    A comment is not slowed: it has no place on the front page but a line among the latest, and there a surge is left out whole.

    Raises:
        guard.ticket.Spent, guard.ticket.Reused: the form was sent before.
    """
    verdict = stricter(verdict, ticket.spend(number))
    mode.count(ticket.kind, verdict.word, ticket.now)
    if ticket.kind == "article" and is_surge():
        words = _("More comes in than usual just now, so new articles wait six hours for the front page.")
        return stricter(verdict, Verdict("slow", words))
    return verdict


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


def look(kind: str, values: dict[str, Any], about: int = 0) -> Looked:
    """Give what the guard finds in a text, before any lock is taken: for this it needs no other text.

    All may only hold, so the order is that in which the writer is told: what is sure and public first, what the filter takes for spam last.

    Args:
        kind: article, comment, revise or amend; empty where no text comes.
        values: its fields.
        about: number of the article that a comment answers.
    """
    if not kind:
        return NOTHING
    text = read(kind, values)
    said = stricter(stricter(rules.judge(values, public_rules()), links.judge(text)), learning.judge(text))
    if site().front.limits == "off":  # then no repeat is looked for
        return Looked(said)
    answers = (about, int(values.get("reply_to", 0))) if kind == "comment" else ()
    return Looked(said, sketch_of(text), answers)


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
