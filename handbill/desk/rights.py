"""The one table of who may do what, and when: role, verb, state. The desk's pages and `handbill act` both read it.

The site, which is the operator at the shell, may do all of it. A test compares this with the table of docs/editing.md,
and with what the verbs do and refuse.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.editor import EDITOR, STEWARD, Editor

FEATURED, APPEALED, CLOSED, RAISED, TRANSLATED = "featured", "appealed", "closed", "raised", "translated"
PROPOSED, PICTURED = "proposed", "pictured"
"""Marks: what an item may be besides its state."""


@dataclass(frozen=True, slots=True)
class Right:
    """Who may do a verb; of an item also: in which states, and with which mark, or without it."""

    roles: frozenset[str]
    states: frozenset[str] = frozenset()
    marked: str = ""
    unmarked: str = ""

    def fits(self, here: frozenset[str]) -> bool:
        """Tell whether the verb can be done with an item of this state and these marks."""
        return bool(self.states & here) and self.unmarked not in here and {self.marked} - {""} <= here


_BOTH: Final = frozenset({EDITOR, STEWARD})
_STEWARD: Final = frozenset({STEWARD})
_ON: Final = ("listed", "slow")
_THERE: Final = (*_ON, "held", "hidden")


def _right(*states: str, marked: str = "", unmarked: str = "") -> Right:
    return Right(_BOTH, frozenset(states), marked, unmarked)


RIGHTS: Final = {
    "admit": _right("slow", "held", unmarked=PROPOSED),
    "hide": _right(*_ON, "held"),
    "unhide": _right("hidden", unmarked=PROPOSED),
    "hold": _right(*_ON),
    "blur": _right(*_THERE, marked=PICTURED),
    "redact": _right(*_THERE),
    "decline": _right(*_THERE, marked=PROPOSED),
    "grant": _right("held", "hidden", marked=APPEALED, unmarked=PROPOSED),
    "answer": _right(*_THERE, "redacted", "withdrawn", marked=APPEALED),
    "feature": _right("listed"),
    "unfeature": _right(*_THERE, marked=FEATURED),
    "classify": _right(*_THERE),
    "close": _right(*_THERE, unmarked=CLOSED),
    "open": _right(*_THERE, marked=CLOSED),
    "raise": _right(*_ON, unmarked=RAISED),
    "unraise": _right(*_THERE, marked=RAISED),
    "translate": _right(*_THERE),
    "untranslate": _right(*_THERE, marked=TRANSLATED),
    "set-page": Right(_STEWARD),
    "set-guidelines": Right(_STEWARD),
    "set-mode": Right(_BOTH),
    "invite": Right(_STEWARD),
    "dismiss": Right(_STEWARD),
}


def role_of(who: Act) -> str:
    """Give the role of whoever acts; the site has a steward's rights.

    Raises:
        Refused: 403, the editor is not, or not any more, at the desk.
    """
    if not who.by.startswith("editor:"):
        return STEWARD
    here = Editor.objects.filter(number=int(who.by.removeprefix("editor:")), dismissed_at=None)
    role = here.values_list("role", flat=True).first()
    if role is None:
        raise Refused(_("This editor is not at the desk."), 403)
    return role


def barred(who: Act, verb: str) -> str:
    """Say why whoever acts has not the role for a verb, with the names of those who have; empty where they have it."""
    if role_of(who) in RIGHTS[verb].roles:
        return ""
    stewards = Editor.objects.filter(role=STEWARD, dismissed_at=None).order_by("number")
    names = ", ".join(stewards.values_list("name", flat=True))
    if names:
        return _("Only a steward may do that. Ask one: %(names)s.") % {"names": names}
    return _("Only a steward may do that, and none is at the desk. Whoever runs the site can invite one.")


def demand(who: Act, verb: str) -> None:
    """Check that whoever acts has the role for a verb.

    Raises:
        Refused: 403.
    """
    if words := barred(who, verb):
        raise Refused(words, 403)
