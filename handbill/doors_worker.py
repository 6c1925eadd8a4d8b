"""The worker of a machine that takes what is sent and makes no pages: it throws away what is left over here, and no more.

It seals nothing, leads never and needs no bell: NOTIFY reaches the machines that make pages.
"""

import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from typing import Final, NoReturn

from handbill.newswire import media
from handbill.patience import patiently
from handbill.store import Failed
from handbill.ticks import clear

MINUTE: Final = 60.0
"""Seconds between two looks."""


_SHARES: Final = count(int(time.time() // MINUTE))
"""Whoever is started often begins with another one each time."""


def look() -> None:
    """Throw away what nobody sent, what was destroyed elsewhere, and in the next share of the media what the bucket has too."""
    clear(datetime.now(UTC))
    with suppress(Failed):  # in some hours it is this share's turn again
        media.let_go(next(_SHARES))


def loop() -> NoReturn:
    """Run until the process ends."""
    sys.stdout.write("caught-up\n")
    sys.stdout.flush()
    while True:
        patiently(look)
        time.sleep(MINUTE)
