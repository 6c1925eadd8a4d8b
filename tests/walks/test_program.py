"""A program's way: the client that docs/publishing.md prints, as it stands there."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.walks.site import Site

DOCS = Path(__file__).parents[2] / "docs" / "publishing.md"


def test_the_client_of_the_documentation_publishes(wire: Site) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(code.splitlines()) <= 10
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code.replace("https://wire.example/", wire.url), {})
    url, receipt = said.getvalue().split()
    assert re.fullmatch("[0-9a-f]{32}", receipt)
    assert url.startswith(wire.url)
    wire.shows(url.removeprefix(wire.url), "It has rained since noon.")


@pytest.mark.parametrize(
    "examples", [4, pytest.param(200, marks=[pytest.mark.drill, pytest.mark.timeout(1800)])]
)
def test_through_the_front_no_answer_is_a_surprise(wire: Site, examples: int) -> None:
    """The same as at the app alone: what nginx refuses, slows or passes on is in the description too."""
    schema = schemathesis.openapi.from_url(f"{wire.url}api/v1/openapi.json")
    asked = 0
    for path, methods in schema.raw_schema["paths"].items():
        for method in methods:

            @settings(
                max_examples=examples, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True
            )
            @given(case=schema[path][method.upper()].as_strategy())
            def ask(case: Any) -> None:
                nonlocal asked
                case.call_and_validate(base_url=wire.url, excluded_checks=[positive_data_acceptance])
                asked += 1

            ask()
    assert asked >= examples
