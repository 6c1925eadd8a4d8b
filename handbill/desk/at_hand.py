"""The item at hand in the queue: its text, what is around it, and one form that decides it and goes on to the next."""

from collections.abc import Collection
from typing import Final

from handbill.actions.act import Act
from handbill.desk import appeals, decided, demands, ready, redacting, seen
from handbill.desk.alike import alike
from handbill.desk.deciding import can
from handbill.desk.frame import form
from handbill.desk.place import Place
from handbill.desk.rows import nouns, queue_rows
from handbill.desk.thread import above, thread
from handbill.desk.visit import Visit
from handbill.look.contexts.desk import AtHand
from handbill.look.contexts.parts import Link

QUICK: Final = ("hide", "unhide", "admit", "hold", "grant", "answer")
"""What is decided from the queue, in this order; the rest has more to say and is done on the item's own page."""
_LEFT_OPEN: Final = frozenset({"admit", "unhide"})
"""What leaves an appeal unanswered, so it is not offered here where one act can do both."""
_TAKES_AWAY: Final = frozenset({"hide", "hold"})
NEAR: Final = 3  # comments before and after it


def at_hand(visit: Visit, number: int, onward: Place, *, last: bool) -> AtHand | None:
    """Give what is needed to decide `number`, and where it goes on from there; None where there is nothing."""
    found = nouns([number]).get(number)
    if found is None:
        return None
    shown = seen.now(number)  # before the text is read: what is newer than the page is never taken for seen
    row = queue_rows([number])[0]
    who = Act.editor(visit.editor.number)
    able = {verb.name: verb for verb in can(row, visit.editor)}
    return AtHand(
        row=row,
        form=form(f"desk/item/{number}/", visit),
        place=onward.query,
        verbs=tuple(
            Link(str(able[name].words), "", name) for name in _quick(able, proposed=bool(row.proposals))
        ),
        thread=thread(found, NEAR),
        decisions=decided.decisions(number),
        ready=ready.texts(row.item.language),
        seen=shown,
        notice=decided.notice(number),
        alike=alike(number),
        alone=redacting.alone(who).strip() if row.proposals else "",
        one_with=redacting.one_with(who, number) if row.proposals else {},
        today=demands.today().isoformat(),
        barred=appeals.barred(who, number) if row.appeal else "",
        above=above(found),
        following="" if last else onward.href,
    )


def _quick(able: Collection[str], *, proposed: bool) -> list[str]:
    """Name what is decided with the one form: where a redaction is proposed, that is what is decided first."""
    left_out = (_LEFT_OPEN if "grant" in able else frozenset()) | (_TAKES_AWAY if proposed else frozenset())
    return [name for name in QUICK if name in able and name not in left_out]
