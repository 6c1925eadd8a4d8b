"""The public JSON of items and decisions, checked against the log (docs/record.md section 9).

What is wrong is raised as ValueError in plain words. An index equal to or beyond the size of the log is
*not yet sealed*: it excuses the state and which fields are destroyed, and nothing else (section 11).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from handbill.record.format.attached import MEDIA
from handbill.record.format.canonical import Json
from handbill.record.format.commitment import Fields, commitment, values
from handbill.record.format.history import History
from handbill.record.format.items import Item
from handbill.record.format.kinds import Kind
from handbill.record.format.plain import to_html
from handbill.record.format.said import check_set, sort_date

PAGE: Final = 100
"""Comments in an article's file, and in each further one."""

CLOSED: Final = frozenset({"held", "withdrawn", "redacted"})
"""In these states nothing that was said is public."""

_ITEM: Final[dict[str, type]] = {
    "number": int,
    "kind": str,
    "state": str,
    "fields": dict,
    **dict.fromkeys(("versions", "amendments", "decisions", "comments"), list),
    "entry": int,
}
_SET: Final = {"entry": int, "fields": dict}


class Set(NamedTuple):
    """Fields as public JSON has them, with the index of the entry that commits to them."""

    entry: int
    fields: Fields


def members(value: Json, shape: Mapping[str, type]) -> dict[str, Any]:
    """Give an object that has exactly these members; ValueError for any other value."""
    if not isinstance(value, dict):
        raise ValueError("something that should be an object")  # noqa: TRY004 - callers expect ValueError alone
    if value.keys() != shape.keys():
        other = min(value.keys() ^ shape.keys())
        raise ValueError(f"{'an unknown' if other in value else 'without its'} member {other!r}")
    for name, kind in shape.items():
        if type(value[name]) is not kind:
            raise ValueError(f"a member {name!r} of the wrong type")
    return value


def check_item(value: Json, history: History) -> tuple[int, bool]:
    """Check an item's object but for its comments; give its number, and whether a part is not yet sealed."""
    given = members(value, _ITEM)
    sets = [_set(one) for one in [*given["versions"], {"entry": given["entry"], "fields": given["fields"]}]]
    amendments = [_set(one) for one in given["amendments"]]
    item = history.items.get(given["number"])
    lists = ([one.entry for one in sets], [one.entry for one in amendments], given["decisions"])
    behind = any(_behind(each, history.size) for each in lists)
    if item is None:
        if any(index < history.size for each in lists for index in each):
            raise ValueError(f"no entry made number {given['number']}")
        return given["number"], True
    if given["kind"] != ("article" if item.article is None else "comment"):
        raise ValueError(f"the kind is not that of number {item.number}")
    for each, sealed, what in zip(
        lists,
        (item.sets, item.amendments, item.decisions),
        ("entry and versions", "amendments", "decisions"),
        strict=True,
    ):
        if [index for index in each if index < history.size] != list(sealed):
            raise ValueError(f"{what} are not those of the log")
    for one in [*sets, *amendments]:
        if one.entry < history.size:
            _check_content(one, item, history)
    if not behind:
        if given["state"] != item.state:
            raise ValueError(f"the state is not {item.state}")
        _check_destroyed(item, sets, amendments)
    return item.number, behind


def check_comments(value: Json, numbers: Sequence[int], history: History) -> bool:
    """Check which comments stand in a list, by number; say whether one is not yet sealed."""
    if not isinstance(value, list):
        raise ValueError("comments that are no array")  # noqa: TRY004 - callers expect ValueError alone
    given = [members(one, _ITEM)["number"] for one in value]
    if any(one["kind"] != "comment" or one["comments"] for one in value if isinstance(one, dict)):
        raise ValueError("a comment that is none, or has comments itself")
    sealed = [number for number in given if number in history.items]
    if sealed != list(numbers) or given != sorted(set(given)) or len(given) > PAGE:
        raise ValueError("the comments are not those of the log")
    return len(given) > len(sealed)


def check_decision(value: Json, index: int, history: History) -> None:
    """Check a decision's object."""
    decision = history.decisions[index]
    shape = {"entry": int, "fields": dict, "kind": str}
    given = members(value, shape if decision.number is None else {**shape, "number": int})
    told = (given["entry"], given["kind"], given.get("number"))
    if told != (index, decision.kind.value, decision.number):
        raise ValueError("entry, kind or number are not those of the log")
    one = _set({"entry": index, "fields": given["fields"]})
    if decision.content is None:
        if one.fields:
            raise ValueError("fields where the entry has none")
        return
    if commitment(one.fields) != decision.content:
        raise ValueError("the fields are not those that the entry commits to")
    check_set(one.fields, decision.kind)
    closed = decision.item and history.items[decision.number or 0].state in CLOSED
    for name, field in one.fields.items():
        gone = name in decision.destroyed or (closed and name == "attachment")
        if ("hash" in field) != gone:
            raise ValueError(f"the field {name!r} is {'not ' if gone else ''}destroyed")
    said = values(one.fields)
    for number in [*_numbers(said.get("related")), *_numbers(said.get("translation"))]:
        if not _stands(history.items.get(number), None, index):
            raise ValueError(f"{number} is no article before this entry")


def shown_body(said: Mapping[str, Json]) -> str | None:
    """Give the HTML fragment that shows a body (section 6); None where it is destroyed."""
    body = said.get("html" if said.get("format") == "markdown" else "body")
    if not isinstance(body, str):
        return None
    return to_html(body) if said.get("format") == "text" else body


def _set(value: Json) -> Set:
    given = members(value, _SET)
    if any(type(one) is not dict for one in given["fields"].values()):
        raise ValueError("a field that is no object")
    return Set(given["entry"], given["fields"])


def _behind(indexes: Sequence[object], size: int) -> bool:
    if any(type(index) is not int for index in indexes):
        raise ValueError("an index that is no number")
    numbers = [index for index in indexes if isinstance(index, int)]
    if numbers != sorted(set(numbers)):
        raise ValueError("indexes that do not rise")
    return bool(numbers) and numbers[-1] >= size


def _check_content(one: Set, item: Item, history: History) -> None:
    kind, content = history.content(item, one.entry)
    if commitment(one.fields) != content:
        raise ValueError(f"the fields of entry {one.entry} are not those that it commits to")
    check_set(one.fields, kind, comment=item.article is not None, imported=item.imported)
    said = values(one.fields)
    reply, date = said.get("reply_to"), said.get("date")
    if isinstance(reply, int) and not _stands(history.items.get(reply), item.article, one.entry):
        raise ValueError(f"{reply} is no comment before this one on the same article")
    if isinstance(date, str) and item.path and kind is Kind.IMPORT:
        at = sort_date(date)
        if not item.path.startswith(f"{at[:4]}/{at[5:7]}/"):
            raise ValueError("the path is not of the month of the date")


def _stands(other: Item | None, article: int | None, before: int) -> bool:
    return other is not None and other.article == article and other.sets[0] < before


def _numbers(value: Json | None) -> list[int]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)]


def _check_destroyed(item: Item, sets: Sequence[Set], amendments: Sequence[Set]) -> None:
    """A field is destroyed exactly where the log says so: by state, by a redaction, by a later `forget`."""
    every = [*sets, *amendments]
    for index, names in item.redactions:
        if not any(names & one.fields.keys() for one in every if one.entry < index):
            raise ValueError(f"entry {index} redacts a field that was not there")
    for one in every:
        following = next((later for later in sets if later.entry > one.entry), None)
        forgotten = following is not None and "forget" in following.fields
        redacted = [names for index, names in item.redactions if index > one.entry]
        for name, field in one.fields.items():
            gone = item.state in CLOSED or (forgotten and name != "forget")
            if not gone and any(name in names for names in redacted):
                gone = _goes(name, field, redacted)
            gone = gone or bool(one.entry < item.bare and MEDIA(name))
            if ("hash" in field) != gone:
                raise ValueError(
                    f"the field {name!r} of entry {one.entry} is {'not ' if gone else ''}destroyed"
                )


def _goes(name: str, field: Mapping[str, Json], redacted: Sequence[frozenset[str]]) -> bool:
    """Say whether a redacted field must be destroyed: `legacy` goes with the title where it has an address."""
    if name != "legacy" or frozenset({"legacy"}) in redacted or "hash" in field:
        return True
    value = field["value"]
    return isinstance(value, dict) and "address" in value
