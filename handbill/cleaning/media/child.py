"""The child in which an upload is decoded: it takes its job from standard input, puts itself behind fences, works, and says what it made.

It begins as `python -I -S -c`, with a path of imports that the parent names and no environment but what it needs (`process.py`).
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

from handbill.cleaning.media import refused
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.fences.close import close
from handbill.cleaning.media.fences.limits import limit
from handbill.cleaning.media.job import Job, answer, load
from handbill.cleaning.media.sniff import Family

WORKERS: Final[Mapping[Family, str]] = {
    "picture": "picture",
    "heic": "heic",
    "recording": "recording",
    "paper": "paper",
    "plain": "plain",
}
"""The module of each family. It is imported by name: only behind the limits, and no other one, as each brings its decoders."""

Work = Callable[[Job], Mapping[str, object]]


def main() -> None:
    """Do the job and leave. Whatever goes wrong is an answer too."""
    told = os.dup(1)  # whatever a decoder prints is no answer
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    job = load(sys.stdin.buffer.read())
    os.write(told, json.dumps(done(job)).encode())
    os._exit(0)  # nothing of a decoder is run once more


def done(job: Job) -> Mapping[str, object]:
    """Give what the parent is told."""
    try:
        limit(job.limits)
        work = work_of(job)
        close(job)
    except Exception as error:  # noqa: BLE001 - whatever it is: without a fence that this machine has nothing is decoded
        return {"unclean": refused.FAILED, "why": type(error).__name__}
    return tried(work, job)


def tried(work: Work, job: Job) -> Mapping[str, object]:
    """Do it, and give what is told of it."""
    try:
        return work(job)
    except Unclean as no:
        return {"unclean": no.code}
    except MemoryError:
        return {"unclean": refused.MEMORY}
    except Exception as error:  # noqa: BLE001 - decoders fail in ways of their own; nothing is published
        return {"unclean": refused.FAILED, "why": type(error).__name__}


def work_of(job: Job) -> Work:
    """Import who does it."""
    if job.verb == "probe":
        probe: Work = import_module("handbill.cleaning.media.fences.probe").probe
        return probe
    module: Any = import_module(f"handbill.cleaning.media.{WORKERS[job.family]}")
    if job.verb == "burn":
        return lambda job: answer(module.burn(job.source, job.into, job.areas, job.allowed))
    return lambda job: answer(getattr(module, job.verb)(job.source, job.into, job.allowed))
