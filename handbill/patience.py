"""Work that a disc does not take, or for which PostgreSQL is away, is done again until it is through; readers notice nothing."""

import sys
import time
from collections.abc import Callable
from typing import Final, Literal

from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

from handbill.record import disc
from handbill.store import Failed

RETRY: Final = 5.0
"""Seconds after which it tries again where the disc is full, may not be written or fails."""

AWAY: Final = 1.0
"""Seconds after which it asks again where PostgreSQL does not answer: it is started anew, or its replica takes its place."""

STATES: Final = {
    "full": "there is no room left on the disc",
    "read-only": "the disc may only be read",
    "failing": "the disc fails: what was written is not on it",
    "away": "PostgreSQL does not answer",
    "store": "the object store does not answer",
}
"""What is said of the state of a disc, or of the database's server."""

AGAIN: Final = {"away": "PostgreSQL answers again", "store": "the object store answers again"}
"""What is said when that is over."""


def patiently(do: Callable[[], object]) -> None:
    """Do it, again and again until it is through, and say once what is the matter. What else goes wrong ends the process."""
    said = ""
    while True:
        try:
            do()
        except (OSError, DatabaseError, InterfaceError) as error:
            state = disc.state(error) or _away(error)
            if not state:
                raise
            pause = AWAY if state == "away" else RETRY
            if state != said:
                words = f"{STATES[state]}. Reading goes on; tried again every {pause:g} seconds"
                sys.stderr.write(f"{words}\n")
            said = state
            connections.close_all()
            time.sleep(pause)
        else:
            if said:
                sys.stderr.write(AGAIN.get(said, "the disc takes what is written again") + "\n")
            return


def _away(error: Exception) -> Literal["away", "store", ""]:
    """Has the server of the database gone, or of media? What it was asked is undone, or done: both are found when it is back."""
    if isinstance(error, Failed):
        return "store"
    lost = isinstance(error, OperationalError | InterfaceError) and connection.vendor == "postgresql"
    return "away" if lost else ""
