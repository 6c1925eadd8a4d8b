"""What follows from the entries in their order: items, their states, who may act (docs/record.md 3 and 4).

Feed it every entry; what it refuses breaks the specification. It keeps no words, so it is small: it
serves whoever reads a log from the beginning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handbill.record.format.attached import MEDIA
from handbill.record.format.births import Births
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Entry
from handbill.record.format.items import Item, Items
from handbill.record.format.kinds import ATTACHING, DECISIONS, ITEM_DECISIONS, RULES, STILL, Kind
from handbill.record.format.rows import Packed, Row, Rows
from handbill.record.format.said import DECISION_WORDS, REDACTABLE
from handbill.record.format.state import BORN, ENDED, after

SHOWN: Final = ("listed", "slow")
"""In these states an item is shown at its own address."""


@dataclass(slots=True)
class Decision:
    """A decision as the log has it: its entry, the words that a later one destroyed, its kind of subject."""

    kind: Kind
    number: int | None
    content: str | None
    item: bool
    at: str
    by: str
    guideline: int | None
    destroyed: frozenset[str] = frozenset()


def _row(one: Decision) -> Row:
    said = (one.kind, one.number, one.content, one.item, one.at, one.by, one.guideline)
    return [*said, sorted(one.destroyed)]


def _decision(_index: int, row: Row) -> Decision:
    kind, number, content, item, at, by, guideline, destroyed = row
    return Decision(Kind(kind), number, content, item, at, by, guideline, frozenset(destroyed))


_WITH: Final = {"body": ("html",), "title": ("legacy",)}
"""What goes with a field that is redacted; `legacy` only where it holds an address."""
_KINDS: Final = {kind.value: kind for kind in Kind}


class History:
    """The log, replayed. `items` by number, `decisions` by index."""

    def __init__(self) -> None:
        self.size = 0
        self.items = Items()
        self.decisions = Rows(_decision, _row)
        self._contents: dict[
            int, tuple[Kind, str]
        ] = {}  # of sets by index, but those that items were born with
        self.guidelines = 0
        self.editors: list[bool] = []
        self.invites: list[int] = []  # the entry of each editor
        self.rules: dict[int, list[int]] = {}  # the entries of each guideline
        self.frozen = False
        self._last: Entry | None = None

    def state(self) -> dict[str, Any]:
        """Give all of it but items and decisions, as JSON has it."""
        return {
            "size": self.size,
            "contents": [[index, *found] for index, found in self._contents.items()],
            "guidelines": self.guidelines,
            "editors": self.editors,
            "invites": self.invites,
            "rules": [*self.rules.items()],
            "frozen": self.frozen,
            "last": self._last.encode().decode() if self._last else "",
        }

    @classmethod
    def of(cls, state: Mapping[str, Any], items: Items, decisions: Packed) -> "History":
        """Take what `state` gave; ValueError, KeyError or TypeError where it is not that."""
        made = cls()
        made.size, made.items, made.frozen = int(state["size"]), items, bool(state["frozen"])
        made.decisions = Rows(_decision, _row, decisions)
        made._contents = {int(index): (_KINDS[kind], str(it)) for index, kind, it in state["contents"]}
        made.guidelines, made.invites = int(state["guidelines"]), [int(one) for one in state["invites"]]
        made.editors = [bool(one) for one in state["editors"]]
        made.rules = {int(number): [int(one) for one in found] for number, found in state["rules"]}
        made._last = Entry.decode(state["last"].encode()) if state["last"] else None
        return made

    def add(self, entry: Entry, said: Mapping[str, Json]) -> None:
        """Take the next entry, and what a `redact` or one about an attachment says in its fields; ValueError where it breaks a rule.

        After a refusal the entry counts as taken: the indexes of those after it stay right.
        """
        index, last = self.size, self._last
        self.size, self._last = index + 1, entry
        self._who(entry)
        if entry.kind in DECISIONS:
            about = ITEM_DECISIONS if "decision" not in said else frozenset()
            self.decisions[index] = Decision(
                *(entry.kind, entry.number, entry.content, entry.kind in about),
                *(entry.at, entry.by, entry.guideline),
            )
        elif entry.content is not None and entry.kind not in BORN:
            self._contents[index] = (entry.kind, entry.content)
        self._who(entry)
        if self.frozen and entry.kind not in STILL:
            raise ValueError(f"{entry.kind} on a site that is finished")
        if entry.kind in BORN:
            self._birth(index, entry)
        elif entry.kind is Kind.REDACT and "decision" in said:
            self._redact_decision(index, entry, said)
        elif RULES[entry.kind].subject in ("item", "article", "comment"):
            self._act(index, entry, said, last)
        else:
            self._office(index, entry, last)

    def add_births(self, births: Births, last: Entry) -> bool:
        """Take the next entries together, `last` being the last of them; where a rule may be broken, none."""
        if self.frozen or not self.items.born_together(self.size, births):
            return False
        self.size, self._last = self.size + len(births.numbers), last
        return True

    def counts(self) -> dict[str, int]:
        """Count what there is."""
        comments = len(self.items) - self.items.articles
        return {"articles": self.items.articles, "comments": comments, "decisions": len(self.decisions)}

    def additions(self, article: Item) -> list[int]:
        """Give the additions of an article, by number, in the order in which they were raised."""
        if article.state in ENDED:
            return []
        below = (self.items.changed(number) for number in article.comments)
        raised = [
            (it.raised, it.number) for it in below if it and it.raised is not None and it.state in SHOWN
        ]
        return [number for _index, number in sorted(raised)]

    def content(self, item: Item, entry: int) -> tuple[Kind, str]:
        """Give the kind and the commitment of an entry that says an item, or amends it."""
        return self.items.content(item.number) if entry == item.sets[0] else self._contents[entry]

    def _who(self, entry: Entry) -> None:
        if entry.by.startswith("editor:"):
            n = int(entry.by[7:])
            if n > len(self.editors) or not self.editors[n - 1]:
                raise ValueError(f"an act by {entry.by}, who is no editor then")
        if entry.guideline is not None and entry.guideline > self.guidelines:
            raise ValueError(f"guideline {entry.guideline} is not set before")

    def _birth(self, index: int, entry: Entry) -> None:
        number = len(self.items) + 1
        if entry.number != number:
            raise ValueError(f"number {entry.number} where {number} is next")
        if entry.article is not None and not self.items.is_article(entry.article):
            raise ValueError(f"a comment on {entry.article}, which is no article")
        imported = entry.kind is Kind.IMPORT
        self.items.born(index, entry.article, entry.path, entry.content or "", imported=imported)

    def _act(self, index: int, entry: Entry, said: Mapping[str, Json], last: Entry | None) -> None:
        kind, item = entry.kind, self._subject(entry, last)
        item.state = after(item.state, kind, whole="field" not in said)
        item.was_hidden |= item.state == "hidden"
        item.appeals += (kind is Kind.APPEAL) - (kind is Kind.ANSWER)
        if kind in (Kind.RAISE, Kind.UNRAISE) or item.state in ENDED:
            item.raised = index if kind is Kind.RAISE else None
        if kind in (Kind.HIDE, Kind.HOLD) or (kind is Kind.REDACT and "field" not in said):
            item.away = index
        if kind is Kind.REVISE:
            item.sets.append(index)
        elif kind is Kind.AMEND:
            item.amendments += (index,)
        elif kind is not Kind.WITHDRAW:
            item.decisions += (index,)
        if kind is Kind.REVISE or item.state in ENDED:
            self._loosen(item)
        elif kind in ATTACHING and isinstance(said.get("media"), int):
            self._attach(index, item, kind, int(str(said["media"])))
        self._destroy(index, item, kind, said)

    def _destroy(self, index: int, item: Item, kind: Kind, said: Mapping[str, Json]) -> None:
        """Note which words of the item, or of appeals about it, are destroyed with this."""
        if kind is Kind.WITHDRAW:
            for one in item.decisions:
                if self.decisions[one].kind is Kind.APPEAL:
                    self.decisions[one].destroyed |= {"text"}
        if kind is Kind.REDACT and "field" in said:
            name = str(said["field"])
            if name not in REDACTABLE:
                raise ValueError(f"redact of a field {name!r}")
            item.redactions += ((index, frozenset({name, *_WITH.get(name, ())})),)
            item.bare = item.sets[-1] if MEDIA(name) else item.bare
            self._loosen(item, name)

    def _attach(self, index: int, item: Item, kind: Kind, k: int) -> None:
        """Let an attachment be what this entry says, and nothing before it."""
        self._loosen(item, f"media_{k}")
        item.attached[k] = index
        if kind is Kind.BLUR:
            item.redactions += ((index, frozenset({f"media_{k}"})),)
            item.bare = item.sets[-1]

    def _loosen(self, item: Item, name: str | None = None) -> None:
        """Let what decisions said of an attachment, or of all, stand no more."""
        for k in [one for one in item.attached if name in (None, f"media_{one}")]:
            self.decisions[item.attached.pop(k)].destroyed |= {"attachment"}

    def _subject(self, entry: Entry, last: Entry | None) -> Item:
        """Find the item that an act is about; ValueError where the act does not fit it."""
        kind, item = entry.kind, self.items.kept(entry.number or 0)
        if item is None:
            raise ValueError(f"{kind} of an item that is not there")
        if RULES[kind].subject == ("article" if item.article is not None else "comment"):
            raise ValueError(f"{kind} is not about {entry.number}")
        if kind is Kind.HIDE and entry.guideline is None:  # an import that comes hidden
            before = (last.kind, last.number) if last else None
            if before != (Kind.IMPORT, entry.number):
                raise ValueError("hide without a guideline")
        if kind is Kind.ANSWER and not item.appeals:
            raise ValueError("an answer without an appeal")
        if kind in (Kind.RAISE, Kind.UNRAISE) and (kind is Kind.RAISE) != (item.raised is None):
            raise ValueError(f"{kind} of a comment that is {'' if kind is Kind.RAISE else 'not '}raised")
        return item

    def _redact_decision(self, index: int, entry: Entry, said: Mapping[str, Json]) -> None:
        target = self.decisions.get(said["decision"]) if isinstance(said["decision"], int) else None
        if target is None or said["decision"] == index or target.number != entry.number:
            raise ValueError("redact of a decision that is not there")
        words = DECISION_WORDS & {str(said["field"])} if "field" in said else DECISION_WORDS
        if not words:
            raise ValueError(f"redact of {said['field']!r}, which no decision has")
        target.destroyed |= words
        if target.item and (item := self.items.kept(entry.number or 0)):
            self.decisions[index].item = True
            item.decisions += (index,)
            after(item.state, entry.kind, decision=True)

    def _office(self, index: int, entry: Entry, last: Entry | None) -> None:
        if entry.kind is Kind.INVITE:
            if entry.number != len(self.editors) + 1:
                raise ValueError(f"editor {entry.number} where {len(self.editors) + 1} is next")
            self.editors.append(True)
            self.invites.append(index)
        elif entry.kind is Kind.DISMISS:
            n = entry.number or 0
            if n > len(self.editors) or not self.editors[n - 1]:
                raise ValueError(f"dismiss of {n}, who is no editor then")
            self.editors[n - 1] = False
        elif entry.kind is Kind.SET_GUIDELINES:
            if (entry.number or 0) > self.guidelines + 1:
                raise ValueError(f"guideline {entry.number} where {self.guidelines + 1} is next")
            self.guidelines = max(self.guidelines, entry.number or 0)
            self.rules.setdefault(entry.number or 0, []).append(index)
        elif entry.kind in (Kind.FREEZE, Kind.THAW):
            if self.frozen == (entry.kind is Kind.FREEZE):
                raise ValueError("thaw of a site that is not finished")
            self.frozen = entry.kind is Kind.FREEZE
        elif entry.kind is Kind.CONTINUE and last is not None and last.kind is not Kind.CONTINUE:
            raise ValueError("continue stands after another entry")
