"""All tiles are read again, some at a time: once after each start and each night, and round and round at all other times.

At the start itself only that is looked at which the next signature depends on, so that it takes as long for a million entries as for ten.
"""

from dataclasses import dataclass
from typing import Final

from handbill.record import trouble
from handbill.record.log import Log

SLICE: Final = 8
"""Tiles that are read again at one time, with their bundles: some 20 ms of processor time."""


@dataclass(slots=True)
class Rounds:
    """How far the present round is. `hurried`: not all were read yet since the start, or since the day turned."""

    at: int = 0
    hurried: bool = True

    def begin(self) -> None:
        """Begin anew: all are to be read soon."""
        self.at, self.hurried = 0, True

    def step(self, log: Log, *, due: bool, idle: bool) -> None:
        """Go on by a slice: where it is `due`, once a minute; and while all are to be read soon, where nothing else is to do."""
        if due or (idle and self.hurried and not trouble.trouble()):
            self.at = trouble.look(log, self.at, SLICE)
            self.hurried = self.hurried and self.at > 0
