"""Contexts are values: equal ones have the same hash, and whether anything changes one is asked of mypy."""

from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import handbill.look.contexts
from handbill.look.contexts.parts import Link


def test_equal_contexts_are_found_by_each_other() -> None:
    known = {Link("Harbour", "place/harbour/index.html"): 1}
    assert known[Link("Harbour", "place/harbour/index.html")] == 1
    assert Link("Harbour", "place/port/index.html") not in known


def test_every_context_says_that_it_is_frozen() -> None:
    """What says `frozen` here is frozen to mypy, and is made in a third of the time."""
    folder = Path(handbill.look.contexts.__path__[0])
    found = 0
    for file in folder.glob("[a-z]*.py"):
        made = [
            one
            for one in vars(import_module(f"handbill.look.contexts.{file.stem}")).values()
            if is_dataclass(one) and one.__module__ == f"handbill.look.contexts.{file.stem}"
        ]
        assert file.read_text().count("@dataclass(frozen=True, slots=True)") == len(made), file.name
        assert all(one.__hash__ is not object.__hash__ for one in made)
        found += len(made)
    assert found > 50
