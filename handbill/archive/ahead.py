"""A generator that works ahead in a process of its own, so that both cores have something to do."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Final, TypeVar

from django.db import connections

from handbill.cores import end_with

T = TypeVar("T")

_ALONE: Final = 1
"""Cores, with which nothing is won."""


def ahead(making: Callable[[], Iterator[T]]) -> Iterator[T]:
    """Give what a generator gives, in its order; what it raises is raised here. It is at most some batches ahead: a pipe holds no more.

    What is not taken any more ends it.
    """
    if (os.cpu_count() or _ALONE) == _ALONE:
        yield from making()
        return
    connections.close_all()  # each process opens its own
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_run, args=(making, sending, receiving, os.getpid()), daemon=True
    )
    process.start()
    sending.close()
    try:
        while True:
            kind, value = receiving.recv()
            if kind == "end":
                return
            if kind == "error":
                raise value
            yield value
    except EOFError:
        raise ChildProcessError("the process that reads the source ended before its work did") from None
    finally:
        receiving.close()
        process.terminate()
        process.join()


def _run(making: Callable[[], Iterator[T]], sending: Connection, receiving: Connection, parent: int) -> None:
    receiving.close()
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for it is told, and ends it
    try:
        for one in making():
            sending.send(("one", one))
        sending.send(("end", None))
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001 - it is raised where the others are
        sending.send(("error", error))
    finally:
        connections.close_all()
