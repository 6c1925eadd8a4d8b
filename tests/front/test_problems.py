"""What the street door itself says to programs: problems (RFC 9457) that the description of the API has, at every address of it."""

import json
from pathlib import Path

import pytest

from handbill import limits
from handbill.intake.api.description import description
from tests.front.asking import get, status
from tests.front.conftest import LARGEST, make_site, opened
from tests.front.test_doors import posts, town

ARTICLES = "/api/v1/articles"


def told(answer: str) -> tuple[int, str]:
    """Check that an answer is a problem; give its status and when to come again."""
    head, _blank, body = answer.partition("\r\n\r\n")
    assert "Content-Type: application/problem+json" in head, answer
    problem = json.loads(body)
    assert problem["status"] == status(answer)
    assert {"type", "title", "detail"} <= problem.keys()
    later = [line.partition(": ")[2] for line in head.split("\r\n") if line.startswith("Retry-After")]
    return problem["status"], next(iter(later), "")


@pytest.mark.once
def test_what_the_front_says_is_described(folder: Path, site: object) -> None:
    del site  # whose description it is
    answers = []
    with town() as door:
        answers.append(told(get(door.port, ARTICLES, method="POST", body="x" * (LARGEST + 1))))
        posts(door, ARTICLES, limits.POSTS_BURST + 5)
        answers.append(told(get(door.port, ARTICLES, method="POST", body="{}")))
    with opened(make_site(folder)) as door:  # and no app
        answers.append(told(get(door.port, "/api/v1/challenge")))
    assert answers == [(413, ""), (429, str(limits.RETRY_BUSY)), (503, str(limits.RETRY_DOWN))]
    operations = [
        (f"{method} {path}", operation["responses"])
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]
    wrong = [
        f"{name}: {one}"
        for name, responses in operations
        for one in ("429", "503", *(("413",) if name.startswith("post") else ()))
        if one not in responses or (one != "413" and "Retry-After" not in responses[one]["headers"])
    ]
    assert wrong == []
