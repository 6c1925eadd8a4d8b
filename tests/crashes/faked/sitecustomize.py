"""Under libfaketime alone: it mistakes the absolute time that Python sleeps until for one of the clock that it sets."""

import select
import time


def sleep(seconds: float) -> None:
    select.select([], [], [], max(0.0, seconds))


time.sleep = sleep  # type: ignore[assignment]
