"""Work whose parts stand for themselves, shared out: over processes, or over threads that wait for a network. In order."""

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW: Final = 1000
"""Parts that are not worth a process. A batch for threads has as many."""
PIECE: Final = 100
"""Parts that a process takes at once."""
_DIE_WITH_PARENT: Final = 1  # prctl(2): PR_SET_PDEATHSIG
READERS: Final = 4
"""Threads of a process: while one waits for a file that lies on the disc alone, another one works."""


def on_all_cores(do: Callable[[T], R], parts: Sequence[T]) -> Iterator[R]:
    """Do something with each part; give what comes of each, in order.

    The processes are forks of this one, so they know all it knows; only what comes of a part is carried between them.

    Raises:
        BrokenProcessPool: a process was killed; nothing is known of the rest.
    """
    if len(parts) < FEW or _cores() == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(do, parts)
        return
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(
        _cores(), mp_context=fork, initializer=_know, initargs=(os.getpid(), do, parts)
    ) as pool:
        for found in pool.map(_piece, range(0, len(parts), PIECE)):
            yield from found


def in_threads(do: Callable[[T], R], parts: Sequence[T], count: int = 8) -> Iterator[R]:
    """Do the same in threads, a batch at a time."""
    with ThreadPoolExecutor(count) as pool:
        for start in range(0, len(parts), FEW):
            yield from pool.map(do, parts[start : start + FEW])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_known: list[Any] = []


def _know(parent: int, *known: Any) -> None:
    end_with(parent)
    _known[:] = known


def end_with(parent: int) -> None:
    """Let this process end when the one that forked it does, however that ends: else it would wait for ever, and hold what was locked."""
    if hasattr(ctypes.CDLL(None), "prctl"):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before that was said
        os._exit(1)


def _piece(start: int) -> list[Any]:
    do, parts = _known
    with ThreadPoolExecutor(READERS) as pool:
        return list(pool.map(do, parts[start : start + PIECE]))
