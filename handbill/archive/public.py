"""What is public of items, as an export has it: the part that moves house, and the acts that stay with the record."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing
from handbill.newswire.version import Amendment, Version
from handbill.record.format.attached import standing
from handbill.record.format.commitment import Fields, destroyed, values
from handbill.record.format.kinds import ATTACHING, ITEM_DECISIONS
from handbill.record.format.state import ENDED
from handbill.record.models import Entry, Sealed

SNAPSHOT: Final = "snapshot"
_ATTACHING: Final = frozenset(kind.value for kind in ATTACHING)
_GONE: Final = {*ENDED, "held"}


def items(rows: Iterable[Article | Comment], origin: str) -> list[dict[str, Any]]:
    """Give the lines of some articles or comments, at most a few hundred at a time: a query for each table."""
    rows = list(rows)
    numbers = [row.number for row in rows]
    sets = _by_number(Version.objects, numbers)
    added = _by_number(Amendment.objects, numbers)
    kinds = [kind.value for kind in ITEM_DECISIONS]
    decided = _by_number(Decision.objects.filter(kind__in=kinds), numbers)
    ids = [one.entry_id for found in (sets, added, decided) for some in found.values() for one in some]
    acts = entries(ids)
    states = {
        one.number: one
        for one in _using(Standing.objects).filter(number__in=numbers, over=False).select_related("begun")
    }
    return [
        _item(
            row,
            origin,
            states.get(row.number),
            (sets[row.number], added[row.number], decided[row.number]),
            acts,
        )
        for row in rows
    ]


def entries(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Give entries of the record by the ids of their rows, each with its index where it is sealed."""
    index: dict[int, int] = {}
    found: dict[int, dict[str, Any]] = {}
    for at in range(0, len(ids), 500):
        some = ids[at : at + 500]
        index |= dict(_using(Sealed.objects).filter(entry_id__in=some).values_list("entry_id", "index"))
        for pk, body in _using(Entry.objects).filter(pk__in=some).values_list("pk", "body"):
            found[pk] = {"entry": json.loads(bytes(body))}
    for pk, one in found.items():
        if pk in index:
            one["index"] = index[pk]
    return found


def _item(
    row: Article | Comment,
    origin: str,
    standing: Standing | None,
    sets: tuple[list[Any], list[Any], list[Any]],
    acts: dict[int, dict[str, Any]],
) -> dict[str, Any]:
    versions, amendments, decisions = sets
    present: Fields = json.loads(versions[-1].fields)
    state = standing.state if standing else "listed"
    said = values(present)
    line: dict[str, Any] = {
        "kind": "article" if isinstance(row, Article) else "comment",
        "number": row.number,
        "state": "listed" if state == "slow" else state,
    }
    if isinstance(row, Comment):
        line["article"] = row.article_id
    imported = acts[versions[0].entry_id]["entry"]["kind"] == "import"
    date = said.pop("date", "") if imported else row.at.strftime("%Y-%m-%dT%H:%M")
    if date:
        line["date"] = date
    line["legacy"] = said.pop("legacy", None) or {"from": origin, "number": str(row.number)}
    if state not in _GONE:
        said.pop("forget", None)
        line["values"] = said
        if attached := _standing(said, versions[-1], decisions):
            line["attachments"] = list(attached.values())
        opened = [values(json.loads(one.fields)) for one in amendments]
        if shown := [one for one in opened if "body" in one]:
            line["amendments"] = shown
    if state == "hidden" and standing and standing.begun:
        line["hidden"] = _hidden(standing.begun)
    line["entries"] = [
        {**acts[one.entry_id], "fields": _left(json.loads(one.fields), _how(one, versions[-1], state))}
        for one in sorted([*versions, *amendments, *decisions], key=lambda one: one.entry_id)
    ]
    return line


def _standing(said: dict[str, Any], present: Version, decisions: list[Any]) -> dict[int, dict[str, Any]]:
    """Give the attachments of an item that stand, by K."""
    later = (one for one in decisions if one.entry_id > present.entry_id and one.kind in _ATTACHING)
    return standing(said, [values(json.loads(one.fields)) for one in later])


def _how(one: Version | Amendment | Decision, present: Version, state: str) -> str:
    """Tell how much of a set is given: whole, its salts (its values stand in the line), or its hashes alone."""
    if isinstance(one, Decision):
        return "whole"
    if state in _GONE:  # a held item's words are in the database still, and not public
        return "hashes"
    return "salts" if one == present else "whole"


def _left(fields: Fields, how: str) -> dict[str, Any]:
    """Give a set as it is published, or less of it."""
    if how == "hashes":
        return destroyed(fields)
    if how == "whole":
        return fields
    return {
        name: {"salt": one["salt"]} if "salt" in one and name != "forget" else one
        for name, one in fields.items()
    }


def _hidden(decision: Decision) -> dict[str, Any]:
    said = values(json.loads(decision.fields))
    given = {"guideline": decision.guideline, "reason": said.get("reason")}
    return {name: value for name, value in given.items() if value}


def _by_number(manager: Any, numbers: list[int]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for one in _using(manager).filter(number__in=numbers).order_by("entry_id"):
        found[one.number].append(one)
    return found


def _using(manager: Any) -> Any:
    return manager.using(SNAPSHOT)
