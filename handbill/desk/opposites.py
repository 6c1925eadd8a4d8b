"""How each kind of thing is put back as it stood before an editor decided about it: by the opposite verbs.

Each gives the verbs that it did; nothing where all is as it was, or where the item is gone for good.
"""

from collections.abc import Callable
from typing import Final

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
from handbill.actions.set_mode import set_mode
from handbill.actions.set_page import set_page
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.desk import redacting
from handbill.desk.runs import Run, page_of
from handbill.guard.mode import OPEN
from handbill.newswire.mode import present
from handbill.newswire.standing import state_of
from handbill.record.format.state import ENDED

_AFTER: Final = {"hide": "hidden", "hold": "held", "slow": "slow"}


class Left(Exception):
    """It cannot be undone, and is left as it is. Words for people."""


def settle(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    """Let things stand as they did before a run.

    Raises:
        Left: that cannot be.
        Refused: as the verbs say.
    """
    if run.aspect in _OF_ITEMS and state_of(run.number) in ENDED:
        if any(one.kind == "redact" for one in run.decided):
            raise Left(_("Number %(number)d was redacted: its words are gone.") % {"number": run.number})
        return ()
    if run.aspect not in _SETTLE:
        told = {"kind": run.decided[-1].kind, "number": run.number}
        raise Left(_("“%(kind)s” about number %(number)d stays.") % told)
    return _SETTLE[run.aspect](act, run, reason)


def _state(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    now = state_of(run.number)
    then = _AFTER.get(run.before.kind, "listed") if run.before else "listed"
    if now == then or {now, then} == {"listed", "slow"}:
        return ()
    if words := redacting.undecided(run.number):
        raise Left(words)
    if run.before and run.before.kind in {"hide", "hold"} and not run.before.guideline:
        # by the guard, or it came hidden; whoever does so now must cite one
        told = {"number": run.number}
        raise Left(_("Number %(number)d was held or hidden without a guideline before; look at it.") % told)
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
    return tuple(verbs)


def _feature(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    then, now = run.before is not None and run.before.kind == "feature", run.decided[-1].kind == "feature"
    verbs = []
    if now:
        unfeature(act, run.number, reason)
        verbs.append("unfeature")
    if then and (not now or state_of(run.number) == "listed"):
        feature(act, run.number, reason, tuple(run.told().get("related", ())))
        verbs.append("feature")
    return tuple(verbs)


def _classes(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    told = run.told()
    topics, places = (tuple(told[name]) if name in told else None for name in ("topics", "places"))
    classify(act, run.number, reason, genre=told.get("genre"), topics=topics, places=places)
    return ("classify",)


def _talk(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    then, now = run.before is not None and run.before.kind == "close", run.decided[-1].kind == "close"
    if then == now:
        return ()
    (close if then else open_)(act, run.number, reason)
    return ("close" if then else "open",)


def _addition(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    then, now = run.before is not None and run.before.kind == "raise", run.decided[-1].kind == "raise"
    if then == now:
        return ()
    if now:
        unraise(act, run.number, reason)
        return ("unraise",)
    raise_(act, run.number, reason, corrects="corrects" in run.told())
    return ("raise",)


def _page(act: Act, run: Run, _reason: str) -> tuple[str, ...]:
    if run.before is None:
        told = {"page": page_of(run.decided[0])}
        raise Left(_("The page %(page)s was made, and pages are not taken away; edit it.") % told)
    before = run.told()
    set_page(act, str(before["page"]), str(before["title"]), str(before.get("text", "")))
    return ("set-page",)


def _guideline(act: Act, run: Run, _reason: str) -> tuple[str, ...]:
    if run.before is None:
        told = {"number": run.number}
        raise Left(_("Guideline %(number)d was written, and guidelines are not taken away; edit it.") % told)
    set_again(act, run.number, run.told())
    return ("set-guidelines",)


def _mode(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    now, then = present(), str(run.told().get("mode", OPEN))
    if now is None or now.name == then:
        return ()
    set_mode(act, then, reason)
    return ("set-mode",)


def _editor(act: Act, run: Run, reason: str) -> tuple[str, ...]:
    if run.decided[-1].kind == "dismiss":
        told = {"number": run.number}
        raise Left(_("Editor %(number)d was dismissed: invite them anew, under another name.") % told)
    if act.by == f"editor:{run.number}":
        raise Refused(_("This editor invited you. Whether you stay is for another steward to say."), 403)
    dismiss(act, run.number, reason)
    return ("dismiss",)


_OF_ITEMS: Final = frozenset({"state", "feature", "classes", "addition", "talk"})
_SETTLE: Final[dict[str, Callable[[Act, Run, str], tuple[str, ...]]]] = {
    "state": _state,
    "feature": _feature,
    "classes": _classes,
    "addition": _addition,
    "talk": _talk,
    "page": _page,
    "guideline": _guideline,
    "mode": _mode,
    "editor": _editor,
}
