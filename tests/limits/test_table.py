"""Every limit of the table has its case: what just fits, one more, a thousand times as much, through its real door.

A limit that is added without one fails here. Most that are about what is sent have a case in this folder; the others are tested
where what they limit is tested anyway (`elsewhere`).
"""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from handbill import limits
from handbill.settings import Settings
from tests.intake.door import Door
from tests.limits.cases import (
    of_forms,
    of_names,
    of_names_of_things,
    of_programs,
    of_receipts,
    of_requests,
    of_rules_and_words,
    of_settings,
    of_the_desk,
    of_the_street_door,
    of_what_is_shown,
)
from tests.limits.elsewhere import ELSEWHERE

ROOT: Final = Path(__file__).parents[2]
CASES: Final = {
    of_forms: ("complaint", "comment_title", "language"),
    of_names: ("topics", "places"),
    of_receipts: ("receipt", "amendments", "versions", "appeal"),
    of_requests: ("request", "request_fields", "request_files"),
    of_programs: ("idempotency_key", "idempotency_key_min", "work_answer", "work_cost"),
    of_the_desk: (
        *(
            "reason",
            "note",
            "notes",
            "ready",
            "ready_texts",
            "page_title",
            "page_text",
            "desk_name",
            "related",
        ),
    ),
    of_what_is_shown: (
        *("list_items", "feed_items", "front_features", "front_comments", "front_lines", "front_words"),
        *("hidden_latest", "decided_latest"),
    ),
    of_the_street_door: (
        *("asks_open", "searches_rate", "searches_burst", "header_time", "body_time", "connections"),
    ),
    of_rules_and_words: ("rules", "search"),
    of_settings: (
        *("site_name", "threads", "unattended", "freeze_after", "mirrors", "mirror"),
        *("megabytes", "megapixels", "minutes"),
    ),
    of_names_of_things: ("name", "file_name"),
}


@pytest.mark.once
@pytest.mark.parametrize(
    "case", [of_forms, of_names, of_receipts, of_requests, of_programs, of_the_desk, of_rules_and_words]
)
def test_at_a_door(site: Settings, case: Callable[[Door], list[str]]) -> None:
    assert case(Door()) == []


@pytest.mark.once
@pytest.mark.parametrize("case", [of_what_is_shown, of_the_street_door])
def test_what_a_site_is_made_to_show_and_to_take(
    site: Settings, case: Callable[[Settings], list[str]]
) -> None:
    assert case(site) == []


@pytest.mark.once
def test_what_is_set_and_how_things_are_called(site: Settings, tmp_path: Path) -> None:
    assert of_settings(site, tmp_path) + of_names_of_things() == []


def test_no_limit_is_without_a_case() -> None:
    here = [name for told in CASES.values() for name in told]
    assert len(here) == len(set(here))
    assert set(here) & ELSEWHERE.keys() == set()
    assert {*here, *ELSEWHERE} == {limit.name for limit in limits.LIMITS}


def test_what_is_tested_elsewhere_is_there() -> None:
    wrong = []
    for name, told in ELSEWHERE.items():
        path, _colons, function = told.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if not (function in there if function else any(one.startswith("test_") for one in there)):
            wrong.append(f"{name}: {told}")
    assert wrong == []
