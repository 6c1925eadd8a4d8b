"""Undo what one editor decided: all of it that still holds, as one act. For an account in the wrong hands.

Nothing is taken off the record: each decision is answered by its opposite, so that everything stands as it did before this
editor. What another editor decided afterwards stays. What cannot be undone (a redaction, an answer, a link to a
translation), or is refused, is left and told by name, and keeps nothing else from being undone.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.dismiss import dismiss
from handbill.desk import redacting, rights
from handbill.desk.opposites import Left, settle
from handbill.desk.runs import Run, runs
from handbill.newswire.editor import Editor

Tick = Callable[[int], None]
_CLOSED = 503


@dataclass(slots=True)
class Undone:
    """What was done, by verb, and what could not be undone, in words."""

    verbs: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)


def undo(
    act: Act,
    editor: int,
    reason: str,
    *,
    since: datetime | None = None,
    dismissing: bool = False,
    tick: Tick = lambda _done: None,
) -> Undone:
    """Undo all that still holds of what an editor decided, since a minute or ever, in one transaction.

    `dismissing` dismisses them first. `tick` is told of each thing that is settled.

    Raises:
        Refused: 403 whoever acts is no steward, or undoes themselves; 404 there is no such editor; 409 nothing of theirs holds.
    """
    rights.demand(act, "dismiss")
    if act.by == f"editor:{editor}":
        raise Refused(_("Nobody undoes themselves. Ask another steward."), 403)
    done = Undone()
    with transaction.atomic():
        if not Editor.objects.select_for_update().filter(number=editor).exists():
            raise Refused(_("There is no editor with that number."), 404)
        if dismissing and Editor.objects.filter(number=editor, dismissed_at=None).exists():
            dismiss(act, editor, reason)
            done.verbs["dismiss"] += 1
        if taken := redacting.take_back(act, editor, reason, since):
            done.verbs["decline"] += taken
        found = list(runs(editor, since))
        for run in sorted(
            found, key=lambda one: one.aspect != "state"
        ):  # on the newswire first, then featured
            _settle(act, run, reason, done)
            tick(1)
        if not done.verbs and not done.left:
            raise Refused(_("Nothing that this editor decided still holds."))
    return done


def count(editor: int, since: datetime | None = None) -> int:
    """Give how many things would be settled."""
    return sum(1 for _run in runs(editor, since))


def _settle(act: Act, run: Run, reason: str, done: Undone) -> None:
    """Let one thing stand as it did before a run. What is refused is left whole, and named."""
    try:
        with transaction.atomic():
            done.verbs.update(settle(act, run, reason))
    except Left as left:
        done.left.append(str(left))
    except Refused as refused:
        if refused.status == _CLOSED:
            raise  # nothing at all can be done
        told = {"subject": run.subject, "words": refused}
        done.left.append(_("%(subject)s is left as it is: %(words)s") % told)
