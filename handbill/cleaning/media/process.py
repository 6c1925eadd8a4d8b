"""Run a child: start it, give it its job, and take its answer, or end it with all that it has started."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Final

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.fences.bubblewrap import wrapped
from handbill.cleaning.media.fences.code import VARIABLE, path
from handbill.cleaning.media.job import Job
from handbill.cleaning.media.refused import FAILED, TIME

ANSWER: Final = 64_000
"""Bytes of an answer."""
BEGIN: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; from handbill.cleaning.media import child; child.main()"
)


def run(job: Job) -> dict[str, object]:
    """Give what the child says.

    Raises:
        Unclean: it said no, nothing that can be read, or nothing in time.
    """
    end = time.monotonic() + job.limits.seconds
    with subprocess.Popen(  # noqa: S603 - its words are all our own
        wrapped(command(), job),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd="/",
        start_new_session=True,
    ) as child:
        assert child.stdin is not None  # noqa: S101 - both are pipes
        assert child.stdout is not None  # noqa: S101
        try:
            with suppress(BrokenPipeError):
                child.stdin.write(job.dump())
                child.stdin.close()
            said = _read(child.stdout.fileno(), end)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # before it is reaped: the number is its own still
    return _understood(said, child.returncode)


def command() -> list[str]:
    """Start Python alone: no site, no user's modules, nothing from the environment."""
    return [sys.executable, "-I", "-S", "-c", BEGIN, *path()]


def environment() -> dict[str, str]:
    """Give the little that it is told. One arena, or each thread would take 64 MiB of address space."""
    told = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    return told | {VARIABLE: os.environ[VARIABLE]} if VARIABLE in os.environ else told


def _read(handle: int, end: float) -> bytes:
    said = b""
    while len(said) <= ANSWER:
        ready, _, _ = select.select([handle], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise Unclean(TIME)
        piece = os.read(handle, 65536)
        if not piece:
            return said
        said += piece
    raise Unclean(FAILED)


def _understood(said: bytes, ended: int) -> dict[str, object]:
    if not said and ended == -signal.SIGXCPU:
        raise Unclean(TIME)
    if not said:
        raise Unclean(FAILED)
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        raise Unclean(FAILED) from None
    if not isinstance(told, dict):
        raise Unclean(FAILED)
    return told
