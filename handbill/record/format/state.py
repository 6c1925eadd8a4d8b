"""The state of an item follows from the entries about it (docs/record.md section 4)."""

from typing import Final

from handbill.record.format.kinds import ITEM_DECISIONS, Kind

ENDED: Final = frozenset({"redacted", "withdrawn"})
"""For ever; only an appeal, its answer and a redact of a decision may follow."""

BORN: Final = frozenset({Kind.PUBLISH, Kind.COMMENT, Kind.IMPORT})

_FROM: Final = {
    Kind.ADMIT: frozenset({"held", "slow"}),
    Kind.UNHIDE: frozenset({"hidden"}),
    Kind.SLOW: frozenset({"listed"}),
    Kind.HOLD: frozenset({"listed", "slow"}),
    Kind.HIDE: frozenset({"listed", "slow", "held"}),
}
_TO: Final = {
    Kind.SLOW: "slow",
    Kind.HOLD: "held",
    Kind.ADMIT: "listed",
    Kind.HIDE: "hidden",
    Kind.UNHIDE: "listed",
    Kind.REDACT: "redacted",
    Kind.WITHDRAW: "withdrawn",
}
_ABOUT_ITEMS: Final = ITEM_DECISIONS | {Kind.REVISE, Kind.AMEND, Kind.WITHDRAW}


def after(state: str | None, kind: Kind, *, whole: bool = True, decision: bool = False) -> str:
    """Give the state after an act; ValueError where the act is not done from this state.

    `state` is None before the item exists; `whole=False` is a redact of a single field;
    `decision=True` one of the words of a decision about the item, which may follow in any state.
    """
    if kind in BORN:
        if state is not None:
            raise ValueError(f"{kind} of an item that is there already")
        return "listed"
    if kind not in _ABOUT_ITEMS:
        raise ValueError(f"{kind} is not about an article or comment")
    if state is None:
        raise ValueError(f"{kind} of an item that is not there")
    if kind is Kind.REDACT and decision:
        return state
    if state in ENDED and kind not in (Kind.APPEAL, Kind.ANSWER):
        raise ValueError(f"{kind} of an item that is {state}")
    if kind in _FROM and state not in _FROM[kind]:
        raise ValueError(f"{kind} of an item that is {state}")
    if kind is Kind.REDACT and not whole:
        return state
    return _TO.get(kind, state)
