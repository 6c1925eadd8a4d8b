"""The description of the API is true: schemathesis asks all that it says and much that it does not."""

from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from handbill.intake.api.description import description
from tests.intake.door import Answer, Door

pytestmark = pytest.mark.once  # what an answer looks like hangs on no engine; test_api.py runs on both


def is_text_in_a_form(case: Any) -> bool:
    """In a form all is text, so that a number or a truth value is right there; schemathesis 4 knows it of fields that come once alone."""
    wrong = case.meta.phase.data.mutations
    return (
        case.media_type == "multipart/form-data"
        and wrong != ()
        and all(
            one.keywords == ("type",)
            and one.parameter_location == ParameterLocation.BODY
            and (one.original_value, one.new_value in {"number", "integer", "boolean"}) == ("string", True)
            for one in wrong
        )
    )


@pytest.mark.parametrize(
    "name",
    [
        "GET /api/v1/challenge",
        "POST /api/v1/articles",
        "GET /api/v1/articles/{number}",
        "POST /api/v1/articles/{number}/comments",
        "GET /api/v1/comments/{number}",
        "POST /api/v1/receipts",
    ],
)
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
@pytest.mark.parametrize(
    "examples", [20, pytest.param(200, marks=[pytest.mark.drill, pytest.mark.timeout(1800)])]
)
def test_no_answer_is_a_surprise(door: Door, article: Answer, name: str, mode: str, examples: int) -> None:
    """No 5xx, no status, type or member that the description does not have; what it forbids is refused.

    That what fits is also taken is not asked: which topics exist and whose a receipt is are not a matter of shape.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    method, _space, path = name.partition(" ")
    asked = 0

    @settings(max_examples=examples, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)
    @given(case=schema[path][method].as_strategy(generation_mode=GenerationMode[mode]))
    def ask(case: Any) -> None:
        nonlocal asked
        text = [negative_data_rejection] if is_text_in_a_form(case) else []
        case.call_and_validate(excluded_checks=[positive_data_acceptance, *text])
        asked += 1

    try:
        ask()
    except Unsatisfiable:
        assert mode == "NEGATIVE"  # there is nothing to be wrong about: no parameter, no body
        assert "challenge" in path
        return
    assert asked


def test_every_address_of_the_api_is_described(door: Door) -> None:
    assert set(description()["paths"]) == {
        "/api/v1/challenge",
        "/api/v1/articles",
        "/api/v1/articles/{number}",
        "/api/v1/articles/{number}/comments",
        "/api/v1/comments/{number}",
        "/api/v1/receipts",
    }
