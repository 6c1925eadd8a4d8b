"""Which fields a decision may commit to: the rules of the specification, refused where they are broken."""

from typing import Any

import pytest

from handbill.record.format.canonical import Json
from handbill.record.format.commitment import Fields, destroyed, seal_fields
from handbill.record.format.kinds import Kind
from handbill.record.format.said import check_set

DEMAND: dict[str, Json] = {"reason": "r", "demand": "Take down the name.", "demanded": "2026-11-20"}
RULE: dict[str, Json] = {"title": "Be kind", "text": "Always."}
TONGUES: list[Any] = [
    *([], "es", [[]], ["es", "a", "b"], {"es": ["a", "b"]}, [["es", "a"]], [["es", "a", "b", "c"]]),
    *(
        [["", "a", "b"]],
        [["es", "", "b"]],
        [["es", "a", ""]],
        [["es", "a\nb", "b"]],
        [["es", 1, "b"]],
        [[1, "a", "b"]],
    ),
    *(
        [["ES", "a", "b"]],
        [["pt-br", "a", "b"]],
        [["pt_BR", "a", "b"]],
        [["en-x-a", "a", "b"]],
        [["es\n", "a", "b"]],
    ),
    [["sl" + "-abcde" * 6, "a", "b"]],
    [["es", "a", "b"], ["es", "a", "c"]],
    [["es", "a", "b"], ["de", "a", "b"]],
]
GOOD: dict[str, tuple[Kind, dict[str, Json]]] = {
    "an editor": (Kind.INVITE, {"name": "Nora"}),
    "a steward": (Kind.INVITE, {"name": "Nora", "role": "steward"}),
    **{f"{kind} after a legal demand": (kind, DEMAND) for kind in (Kind.HIDE, Kind.HOLD, Kind.REDACT)},
    "a field redacted after one": (Kind.REDACT, {**DEMAND, "field": "phone"}),
    "a guideline": (Kind.SET_GUIDELINES, RULE),
    "a guideline in three languages": (
        Kind.SET_GUIDELINES,
        {
            **RULE,
            "translations": [["es", "Normas", "t"], ["pt-BR", "Normas", "t\nt"], ["zh-Hant-TW", "n", "t"]],
        },
    ),
    "sorted anew": (Kind.CLASSIFY, {"reason": "r", "genre": "", "topics": [], "places": ["mill"]}),
}
BAD: dict[str, tuple[Kind, dict[str, Json], str]] = {
    "another role": (Kind.INVITE, {"name": "Nora", "role": "editor"}, "'role' whose value"),
    "a role that is none": (Kind.INVITE, {"name": "Nora", "role": ""}, "'role' whose value"),
    "a role of a dismissal": (Kind.DISMISS, {"reason": "r", "role": "steward"}, "a field 'role'"),
    "a demand without its day": (Kind.HIDE, {"reason": "r", "demand": "d"}, "not its day"),
    "a day without a demand": (Kind.HIDE, {"reason": "r", "demanded": "2026-11-20"}, "not its day"),
    "a demand of nothing": (Kind.HIDE, {**DEMAND, "demand": ""}, "'demand' whose value"),
    "a day with an hour": (Kind.HIDE, {**DEMAND, "demanded": "2026-11-20T04:29"}, "'demanded' whose value"),
    "a day that is none": (Kind.HIDE, {**DEMAND, "demanded": "2026-02-30"}, "'demanded' whose value"),
    "a day in words": (Kind.HIDE, {**DEMAND, "demanded": "yesterday"}, "'demanded' whose value"),
    "a demand to unhide": (Kind.UNHIDE, DEMAND, "a field 'demand'"),
    "a demand to feature": (Kind.FEATURE, DEMAND, "a field 'demand'"),
    "a page in languages": (
        Kind.SET_PAGE,
        {"page": "about", "title": "t", "translations": [["es", "a", "b"]]},
        "a field 'translations'",
    ),
    **{
        f"a page {name!r}": (Kind.SET_PAGE, {"page": name, "title": "t"}, "'page' whose")
        for name in ("rule", "rules/words", "About", "topic", "topic/A", "")
    },
    **{
        f"a guideline in {told!r}": (
            Kind.SET_GUIDELINES,
            {**RULE, "translations": told},
            "'translations' whose",
        )
        for told in TONGUES
    },
}


@pytest.mark.parametrize("name", GOOD)
def test_what_a_decision_may_say(name):
    kind, said = GOOD[name]
    check_set(seal_fields(said), kind)


@pytest.mark.parametrize("name", BAD)
def test_what_it_may_not(name):
    kind, said, words = BAD[name]
    with pytest.raises(ValueError, match=words):
        check_set(seal_fields(said), kind)


def test_a_demand_that_is_destroyed_still_has_its_day():
    fields: Fields = seal_fields(DEMAND)
    check_set(fields | destroyed({"demand": fields["demand"]}), Kind.HIDE)
