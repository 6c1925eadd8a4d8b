import dataclasses
from collections.abc import Iterator

import pytest
import time_machine

from handbill import settings
from handbill.settings import Front, Guard, Settings
from tests.intake.door import Answer, Door

NOON = "2026-11-23T12:00:00Z"


@pytest.fixture
def door(site: Settings) -> Door:
    """The doors of a site that asks nothing."""
    return Door()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as frozen:
        yield frozen


@pytest.fixture
def guarded(site: Settings, clock: time_machine.Traveller) -> Door:
    """The doors of a site as it comes: tokens, ages, repeats."""
    settings.use(dataclasses.replace(site, guard=Guard(), front=Front()))
    return Door()


@pytest.fixture
def article(door: Door) -> Answer:
    """An article on the newswire: number 1, with its receipt."""
    answer = door.post("/publish/", {"title": "Flood at the weir", "body": "The water rose at noon."})
    assert answer.status == 201
    return answer
