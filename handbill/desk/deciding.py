"""One decision of an editor about one item, in one transaction: from its own page, from the queue, or out of a selection."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.actions.appeal import appealed
from handbill.desk import acting, appeals, blurring, decided, seen
from handbill.desk.complaints import settle
from handbill.desk.order import Order
from handbill.desk.place import Place
from handbill.desk.rights import APPEALED, CLOSED, FEATURED, PICTURED, PROPOSED, RAISED, TRANSLATED
from handbill.desk.verbs import DONE, Verb, possible
from handbill.look.contexts.doors import QueueRow
from handbill.newswire.editor import Editor

SETTLE, RECEIVE, FOLLOWED = "dismiss", "receive", "followed"
"""What is private, so no verb of the table: leave it as it is, the complaints are dealt with; a legal demand came; it is dealt with."""
_SETTLED_BY: Final = frozenset({"hide", "hold", "redact"})


def decide(editor: int, order: Order, shown: str) -> str:
    """Do a clean order about an item without faults; give the name of what was done. `shown`: what the editor's page said that it shows.

    Raises:
        Refused: 403, 404, 409 or 410, as `acting.do` and `seen.demand` have it; nothing was changed.
    """
    who = Act.editor(editor)
    with blurring.burned(who, order) as whole, transaction.atomic():
        acting.lock(who)
        if order.verb in seen.ASKED:
            seen.demand(order.subject.number, shown)
        done = acting.do(who, whole)
        if order.verb in _SETTLED_BY and not order.field:
            settle(order.subject.number)
    return done


def can(row: QueueRow, editor: Editor) -> list[Verb]:
    """Give the verbs that an editor may do with an item now; who decided about it does not answer its appeal."""
    number = row.item.number
    marks = {
        FEATURED: row.featured,
        CLOSED: row.closed,
        RAISED: row.raised,
        PROPOSED: bool(row.proposals),
        APPEALED: appealed(number) and not appeals.barred(Act.editor(editor.number), number),
        TRANSLATED: row.translated,
        PICTURED: any(one.kind == "image" for one in row.item.media),
    }
    here = frozenset({row.item.state, *(mark for mark, there in marks.items() if there)})
    return possible(editor.role, row.item.kind, here)


_PRIVATE = {
    SETTLE: lambda: _("The complaints are dealt with."),
    RECEIVE: lambda: _("The legal demand is recorded. It waits in the queue, with its clock."),
    FOLLOWED: lambda: _("The legal demand is dealt with."),
}


def said(query: Mapping[str, str]) -> str:
    """Say what has just been decided, with the words that are public now."""
    done, was = query.get("done", ""), query.get("was", "")
    if done in _PRIVATE:
        words = _PRIVATE[done]()
    elif done in DONE:
        words = str(DONE[done])
    else:
        return ""
    if not was.isdigit() or not was.isascii() or len(was) > 15:  # noqa: PLR2004 - fits every database
        return words
    reason = decided.last_reason(int(was), "answer" if done == "grant" else done)
    if reason:
        return _("%(number)s: %(words)s Public reason: “%(reason)s”") % {
            "number": was,
            "words": words,
            "reason": reason,
        }
    return _("%(number)s: %(words)s") % {"number": was, "words": words}


def onward(place: str, verb: str, number: int) -> str:
    """Give the address of the place in the queue that a form named, with what was decided."""
    here = Place.parse(place)
    query = "&".join(part for part in (here.query, f"done={verb}&was={number}") if part)
    return f"desk/?{query}"
