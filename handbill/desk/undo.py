"""Undo what one editor decided: all of it that still holds, as one act. For an account in the wrong hands.

Nothing is taken off the record: each decision is answered by its opposite, so that everything stands as it did before this
editor. What another editor decided afterwards stays. What cannot be undone (a redaction, an answer, a link to a
translation) is told by name; it is why the desk asks for two where words are destroyed.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.dismiss import dismiss
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.open_ import open_
from handbill.actions.raise_ import raise_
from handbill.actions.set_guidelines import set_again
from handbill.actions.set_page import set_page
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.desk import redacting, rights
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.newswire.standing import state_of
from handbill.record.format.commitment import values
from handbill.record.format.state import ENDED

ASPECTS: Final = {
    "hide": "state",
    "unhide": "state",
    "hold": "state",
    "admit": "state",
    "slow": "state",
    "redact": "state",
    "feature": "feature",
    "unfeature": "feature",
    "classify": "classes",
    "raise": "addition",
    "unraise": "addition",
    "close": "talk",
    "open": "talk",
    "set-page": "page",
    "set-guidelines": "guideline",
    "invite": "editor",
    "dismiss": "editor",
}
"""What a kind of decision settles: a later one about the same takes its place."""
_AFTER: Final = {"hide": "hidden", "hold": "held", "slow": "slow"}
Tick = Callable[[int], None]


@dataclass(slots=True)
class Undone:
    """What was done, by verb, and what could not be undone, in words."""

    verbs: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Run:
    """What an editor decided last about one thing, oldest first, and what held before it."""

    aspect: str
    decided: tuple[Decision, ...]
    before: Decision | None

    @property
    def number(self) -> int:
        """The subject's number; 0 for pages, which have names."""
        return self.decided[0].number or 0

    def told(self) -> dict[str, Any]:
        """Give the fields of what held before."""
        return values(json.loads(self.before.fields)) if self.before else {}


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
        for run in _runs(editor, since):
            _settle(act, run, reason, done)
            tick(1)
        if not done.verbs and not done.left:
            raise Refused(_("Nothing that this editor decided still holds."))
    return done


def count(editor: int, since: datetime | None = None) -> int:
    """Give how many things would be settled."""
    return sum(1 for _run in _runs(editor, since))


def _runs(editor: int, since: datetime | None) -> Iterator[_Run]:
    """Find the things about which this editor decided last, those decided first coming first."""
    theirs = Decision.objects.filter(by=f"editor:{editor}").order_by("entry_id")
    if since:
        theirs = theirs.filter(at__gte=since)
    seen = set[tuple[str, object]]()
    for one in theirs:
        aspect = ASPECTS.get(one.kind, "")
        key = (aspect or one.kind, _page(one) if aspect == "page" else one.number)
        if key in seen:
            continue
        seen.add(key)
        about = list(_about(one, aspect))
        others = (
            at for at, it in enumerate(about) if it.by != f"editor:{editor}" or (since and it.at < since)
        )
        last = next(others, len(about))
        if last:
            yield _Run(aspect, tuple(about[:last][::-1]), about[last] if last < len(about) else None)


def _about(one: Decision, aspect: str) -> Iterable[Decision]:
    """Give all decisions about the same thing, the newest first."""
    kinds = [kind for kind, settled in ASPECTS.items() if settled == aspect] or [one.kind]
    rows = Decision.objects.filter(number=one.number, kind__in=kinds).order_by("-entry_id")
    if aspect == "page":
        return [row for row in rows if _page(row) == _page(one)]
    if aspect == "state":
        return [row for row in rows if "field" not in json.loads(row.fields)]
    return rows


def _page(one: Decision) -> str:
    return str(values(json.loads(one.fields)).get("page", ""))


def _settle(act: Act, run: _Run, reason: str, done: Undone) -> None:
    """Let things stand as they did before a run, by the opposite verbs."""
    settle = _SETTLE.get(run.aspect)
    words = settle(act, run, reason) if settle else _LEFT["other"](run)
    if words.startswith("="):
        done.left.append(words[1:])
    elif words:
        done.verbs.update(words.split())


def _state(act: Act, run: _Run, reason: str) -> str:
    now = state_of(run.number)
    if now in {"redacted", "withdrawn"}:
        return _LEFT["gone"](run) if any(one.kind == "redact" for one in run.decided) else ""
    then = _AFTER.get(run.before.kind, "listed") if run.before else "listed"
    if now == then or {now, then} == {"listed", "slow"}:
        return ""
    if words := redacting.undecided(run.number):
        return f"={words}"
    if run.before and run.before.kind in {"hide", "hold"} and not run.before.guideline:
        return _LEFT["uncited"](
            run
        )  # the guard held it, or it came hidden; whoever does so now must cite one
    verbs = []
    if now == "hidden":
        unhide(act, run.number, reason)
        verbs.append("unhide")
    elif now == "held" and then != "hidden":
        admit(act, run.number, reason)
        verbs.append("admit")
    if then in {"hidden", "held"} and run.before and run.before.guideline:
        (hide if then == "hidden" else hold)(act, run.number, run.before.guideline, reason)
        verbs.append("hide" if then == "hidden" else "hold")
    return " ".join(verbs)


def _feature(act: Act, run: _Run, reason: str) -> str:
    then, now = run.before is not None and run.before.kind == "feature", run.decided[-1].kind == "feature"
    if now:
        unfeature(act, run.number, reason)
    if then and state_of(run.number) == "listed":
        feature(act, run.number, reason, tuple(run.told().get("related", ())))
    return " ".join([*(["unfeature"] if now else []), *(["feature"] if then else [])])


def _classes(act: Act, run: _Run, reason: str) -> str:
    told = run.told()
    topics, places = (tuple(told[name]) if name in told else None for name in ("topics", "places"))
    classify(act, run.number, reason, genre=told.get("genre"), topics=topics, places=places)
    return "classify"


def _talk(act: Act, run: _Run, reason: str) -> str:
    then, now = run.before is not None and run.before.kind == "close", run.decided[-1].kind == "close"
    if then == now:
        return ""
    (close if then else open_)(act, run.number, reason)
    return "close" if then else "open"


def _addition(act: Act, run: _Run, reason: str) -> str:
    then, now = run.before is not None and run.before.kind == "raise", run.decided[-1].kind == "raise"
    if then == now or state_of(run.number) in ENDED:
        return ""
    if now:
        unraise(act, run.number, reason)
    elif state_of(run.number) in {"listed", "slow"}:
        raise_(act, run.number, reason, corrects="corrects" in run.told())
    return "unraise" if now else "raise"


def _set_page(act: Act, run: _Run, _reason: str) -> str:
    if run.before is None:
        return _LEFT["page"](run)
    told = run.told()
    set_page(act, str(told["page"]), str(told["title"]), str(told.get("text", "")))
    return "set-page"


def _guideline(act: Act, run: _Run, _reason: str) -> str:
    if run.before is None:
        return _LEFT["guideline"](run)
    set_again(act, run.number, run.told())
    return "set-guidelines"


def _editor(act: Act, run: _Run, reason: str) -> str:
    if run.decided[-1].kind == "dismiss":
        return _LEFT["dismissed"](run)
    dismiss(act, run.number, reason)
    return "dismiss"


_SETTLE: Final[dict[str, Callable[[Act, _Run, str], str]]] = {
    "state": _state,
    "feature": _feature,
    "classes": _classes,
    "addition": _addition,
    "talk": _talk,
    "page": _set_page,
    "guideline": _guideline,
    "editor": _editor,
}
_LEFT: Final[dict[str, Callable[[_Run], str]]] = {
    "uncited": lambda run: (
        "="
        + _("Number %(number)d was held or hidden without a guideline before; look at it.")
        % {"number": run.number}
    ),
    "gone": lambda run: (
        "=" + _("Number %(number)d was redacted: its words are gone.") % {"number": run.number}
    ),
    "page": lambda run: (
        "="
        + _("The page %(page)s was made, and pages are not taken away; edit it.")
        % {"page": _page(run.decided[0])}
    ),
    "guideline": lambda run: (
        "="
        + _("Guideline %(number)d was written, and guidelines are not taken away; edit it.")
        % {"number": run.number}
    ),
    "dismissed": lambda run: (
        "="
        + _("Editor %(number)d was dismissed: invite them anew, under another name.") % {"number": run.number}
    ),
    "other": lambda run: (
        "="
        + _("“%(kind)s” about number %(number)d stays.")
        % {"kind": run.decided[-1].kind, "number": run.number}
    ),
}
