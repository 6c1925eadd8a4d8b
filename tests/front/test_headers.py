"""The reader's view, as a text file: headers_test.txt."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handbill import headers
from tests.front.asking import get, status
from tests.front.conftest import Door


@dataclass
class Case:
    line: int
    method: str
    path: str
    status: int = 0
    sent: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read(text: str) -> list[Case]:
    cases: list[Case] = []
    for number, line in enumerate(text.splitlines(), 1):
        mark, _, rest = line.partition(" ")
        match mark:
            case "" | "#":
                continue
            case ">":
                cases[-1].sent.append(rest)
            case "=":
                cases[-1].status = int(rest)
            case "+":
                cases[-1].wanted.append(rest)
            case "-":
                cases[-1].refused.append(rest)
            case _:
                cases.append(Case(number, mark, rest))
    return cases


CASES = read(Path(__file__).with_name("headers_test.txt").read_text("utf-8"))


@pytest.fixture(scope="module", autouse=True)
def _links(door: Door) -> None:
    """Links that lead out of the public folder."""
    outside = door.site.folder / "outside.html"
    outside.write_text("outside")
    (door.site.public / "link-out.html").symlink_to(outside)
    (door.site.public / "linked").symlink_to(door.site.folder)


@pytest.mark.parametrize("case", CASES, ids=[f"{c.line}-{c.method}-{c.path}" for c in CASES])
def test_a_case_of_the_table(door: Door, case: Case) -> None:
    answer = get(door.port, case.path, *case.sent, method=case.method)
    assert status(answer) == case.status, answer
    for words in case.wanted:
        assert words.lower() in answer.lower(), answer
    for words in case.refused:
        assert words.lower() not in answer.lower(), answer


def test_the_table_is_read_whole() -> None:
    assert len(CASES) > 60
    assert all(case.status for case in CASES)


def test_no_static_kind_allows_a_script() -> None:
    """But the page of the search of a finished site, where no word of a stranger stands before its script has asked for it."""
    for kind in headers.KINDS:
        policy = headers.headers(kind)["Content-Security-Policy"]
        assert ("script-src" in policy) == (kind in {"dynamic", "finder"})
        assert ("worker-src 'none'" in policy) == (kind == "dynamic")  # elsewhere default-src says it
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")


def test_https_and_onion_are_said_where_they_are_set() -> None:
    table = headers.headers("page", https=True, onion="wire.onion", path="/a?b")
    assert table["Strict-Transport-Security"] == "max-age=31536000"
    assert table["Onion-Location"] == "http://wire.onion/a?b"
    assert "Onion-Location" not in headers.headers("look", onion="wire.onion")


def test_every_ending_has_one_type() -> None:
    endings = list(itertools.chain.from_iterable(e.split() for e in headers.TYPES.values()))
    assert len(endings) == len(set(endings))
