"""All tiles are read again, some at a time: once after each start and each night, and round and round at all other times.

At the start itself only that is looked at which the next signature depends on, so that it takes as long for a million entries as for ten.
"""

import time
from dataclasses import dataclass
from typing import Final

from handbill.record import trouble
from handbill.record.log import Log

SLICE: Final = 8
"""Tiles that are read again at one time, with their bundles: some 20 ms of processor time."""

EACH: Final = 0.9
"""Seconds from one slice to the next while all are to be read soon, however busy the worker is: where it has nothing to do it looks once a second."""


@dataclass(slots=True)
class Rounds:
    """How far the present round is. `owed`: rounds to be ended soon, until all were read since the start and since the day turned."""

    at: int = 0
    owed: int = 1
    _last: float = 0.0

    def begin(self) -> None:
        """All are to be read soon. A round that is under way is ended first: where it takes longer than a day, its last tiles have their turn too."""
        self.owed = 2 if self.at else 1

    def step(self, log: Log, *, due: bool) -> None:
        """Go on by a slice: where it is `due`, once a minute; and once a second while a round is owed."""
        now = time.monotonic()
        if due or (self.owed and now - self._last >= EACH and not trouble.trouble()):
            self._last = now
            before, self.at = self.at, trouble.look(log, self.at, SLICE)
            if not self.at and (before or not trouble.trouble()):
                self.owed = max(0, self.owed - 1)
