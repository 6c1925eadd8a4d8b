"""Copies of a site, so that one can be broken and the other not."""

import dataclasses
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections

from handbill import settings
from handbill.settings import Settings
from tests.conftest import connect
from tests.postgres import create_database

NUMBERS = itertools.count()


class PowerCut(BaseException):
    """The end of a process, as far as a test can play it: nothing may catch it."""


def twin(site: Settings, server: str, into: Path) -> Settings:
    """Copy a site that nobody is writing to, with its database, and enter the copy."""
    connections.close_all()
    name = f"twin_{next(NUMBERS)}"
    shutil.copytree(site.folder, into / name)
    copy = dataclasses.replace(site, folder=into / name)
    if server:
        original = site.database_url.partition("@/")[2].partition("?")[0]
        create_database(server, f"{original}_{name}", original)
        copy = dataclasses.replace(copy, database_url=server.format(name=f"{original}_{name}"))
    settings.use(copy)
    connect(copy)
    return copy


class Step:
    """One function of the road, that can be cut off at its call number `at`, before or after it took effect."""

    def __init__(self, real: Callable[..., Any], at: int | None = None, *, after: bool = False) -> None:
        self.real, self.at, self.after = real, at, after
        self.calls = 0

    def method(self) -> Callable[..., Any]:
        """Give the step as a method of its owner."""

        def step(owner: Any, *given: Any, **named: Any) -> Any:
            return self(owner, *given, **named)

        return step

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == self.at and not self.after:
            raise PowerCut
        answer = self.real(*given, **named)
        if self.calls == self.at:
            raise PowerCut
        return answer
