"""What `make test` takes a sample of, and `make drill` all."""

import random
from typing import Any

import pytest

WHOLE = pytest.mark.parametrize(
    "whole",
    [False, pytest.param(True, marks=[pytest.mark.drill, pytest.mark.timeout(1800)])],
    ids=["a sample", "all"],
)
"""Gives a test `whole`: False with `make test`, True with `make drill`."""

SAMPLE = 1


def cuts(name: str, places: set[int], *, whole: bool) -> list[tuple[int, bool]]:
    """Give at which calls of a step to cut it off, before or after it took effect: all, or some that its name draws."""
    found = [(at, after) for at in sorted(places) for after in (False, True)]
    return found if whole else random.Random(f"20261126 {name}").sample(found, min(SAMPLE, len(found)))


def seeds(count: int) -> Any:
    """Give a test `seed`: 0 with `make test`, all below `count` with `make drill`."""
    return pytest.mark.parametrize(
        "seed", [0, *(pytest.param(seed, marks=pytest.mark.drill) for seed in range(1, count))]
    )
