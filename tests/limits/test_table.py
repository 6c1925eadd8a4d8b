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
from tests.limits import cases, editors, files, finding, guarding, hanging, markup, times, witnessing
from tests.limits.elsewhere import ELSEWHERE

ROOT: Final = Path(__file__).parents[2]
AT_A_DOOR: Final[dict[Callable[[Door], list[str]], tuple[str, ...]]] = {
    cases.of_forms: ("complaint", "comment_title", "language"),
    cases.of_names: ("topics", "places"),
    cases.of_receipts: ("receipt", "amendments", "versions", "appeal"),
    cases.of_requests: ("request", "request_fields", "request_files"),
    cases.of_programs: ("idempotency_key", "idempotency_key_min", "work_answer", "work_cost"),
    cases.of_the_desk: (
        *("reason", "note", "notes", "ready", "ready_texts", "page_title", "page_text", "desk_name"),
        "related",
    ),
    cases.of_rules_and_words: ("rules", "search"),
    hanging.of_what_waits: ("complaints", "offers"),
    hanging.of_all_that_stands_in_an_item: ("article_bytes", "comment_bytes"),
    hanging.of_marks: ("mark_run",),
    hanging.of_what_stands_beside: ("additions", "translations", "translations_all"),
    markup.of_markup: ("tag_depth", "table_columns", "table_cells"),
    files.of_forms_with_files: ("form_draft", "drafts", "cleaning"),
    editors.of_many_items: ("selection", "queue_items", "complaints_shown"),
    editors.of_accounts: (
        *("password", "password_min", "recovery_codes", "passkeys", "passkey_name", "passkey_answer"),
        "sessions",
    ),
    editors.of_words_for_strangers: ("questions", "question", "answers", "answer", "rule", "languages"),
    finding.of_likeness: ("alike",),
}
OF_A_SITE: Final[dict[Callable[[Settings], list[str]], tuple[str, ...]]] = {
    cases.of_what_is_shown: (
        *("list_items", "feed_items", "front_features", "front_comments", "front_lines", "front_words"),
        *("hidden_latest", "decided_latest"),
    ),
    cases.of_the_street_door: (
        *("asks_open", "searches_rate", "searches_burst", "header_time", "body_time", "connections"),
    ),
    times.of_forms_and_work: ("form_life", "work_life", "nonce_life"),
    times.of_the_desk: ("session", "idle", "presence", "passkey_life", "invitation", "known"),
    times.of_ticks: ("slow", "held", "settled", "mode_kept", "left"),
    guarding.of_repeats: ("flood", "flood_minutes", "short", "short_times"),
    guarding.of_surges: ("surge_articles", "surge_comments", "surge_held"),
    guarding.of_reading: ("guard_read", "lesson_words", "lessons"),
    finding.of_searches: ("search_page", "search_ranked", "search_looked", "search_query", "search_terms"),
    witnessing.of_witnessing: ("witness_request",),
}
OF_NO_SITE: Final = {
    "markup.of_work": ("tag_work", "html"),
    "cases.of_settings": (
        *("site_name", "threads", "unattended", "freeze_after", "mirrors", "mirror"),
        *("megabytes", "megapixels", "minutes"),
    ),
    "cases.of_names_of_things": ("name", "file_name", "path"),
    "files.of_text_files": ("text_file",),
}
"""Those that are given something else."""


@pytest.mark.once
@pytest.mark.parametrize("case", AT_A_DOOR)
def test_at_a_door(site: Settings, case: Callable[[Door], list[str]]) -> None:
    assert case(Door()) == []


@pytest.mark.once
@pytest.mark.parametrize("case", OF_A_SITE)
def test_what_a_site_is_made_to_show_and_to_take(
    site: Settings, case: Callable[[Settings], list[str]]
) -> None:
    assert case(site) == []


@pytest.mark.once
def test_what_is_set_and_how_things_are_called(site: Settings, tmp_path: Path) -> None:
    assert cases.of_settings(site, tmp_path) + cases.of_names_of_things() + markup.of_work() == []


@pytest.mark.once
def test_a_file_of_text(site: Settings, tmp_path: Path) -> None:
    assert files.of_text_files(Door(), tmp_path) == []


def test_no_limit_is_without_a_case() -> None:
    told = [*AT_A_DOOR.values(), *OF_A_SITE.values(), *OF_NO_SITE.values()]
    here = [name for names in told for name in names]
    assert len(here) == len(set(here))
    assert set(here) & ELSEWHERE.keys() == set()
    assert {*here, *ELSEWHERE} == {limit.name for limit in limits.LIMITS}


def test_what_is_tested_elsewhere_is_there() -> None:
    wrong = []
    for name, (told, _why) in ELSEWHERE.items():
        path, _colons, function = told.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if function not in there:
            wrong.append(f"{name}: {told}")
    assert wrong == []
