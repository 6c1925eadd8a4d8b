"""The worker of a machine that takes what is sent and makes no pages: it throws away what is left over here, and no more.

It seals nothing, leads never and needs no bell: NOTIFY reaches the machines that make pages.
"""

import sys
import time
from datetime import UTC, datetime
from typing import Final, NoReturn

from handbill.patience import patiently
from handbill.ticks import clear

MINUTE: Final = 60.0
"""Seconds between two looks."""


def loop() -> NoReturn:
    """Run until the process ends."""
    sys.stdout.write("caught-up\n")
    sys.stdout.flush()
    while True:
        patiently(lambda: clear(datetime.now(UTC)))
        time.sleep(MINUTE)
