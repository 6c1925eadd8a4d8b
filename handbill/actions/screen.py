"""What the guard said of a new item becomes an act of the site, in the transaction of the publication."""

from handbill.actions.act import Act
from handbill.actions.item import Item, stand
from handbill.guard.verdict import Verdict
from handbill.record.format.entry import Kind

_KINDS = {"hold": (Kind.HOLD, "held"), "slow": (Kind.SLOW, "slow")}


def screen(item: Item, verdict: Verdict, act: Act) -> str:
    """Hold or slow a new item where the guard says so; give its state."""
    if verdict.word not in _KINDS:
        return "listed"
    kind, state = _KINDS[verdict.word]
    decision = Act("site", act.at).decide(kind, {"reason": verdict.reason}, number=item.number)
    stand(item.number, state, decision, item, guard=True)
    return state
