"""Shut the gate behind a child, once all that it needs of other files is in its memory."""

import os
import sys

from handbill.cleaning.media.fences import seccomp
from handbill.cleaning.media.fences.code import code, tools
from handbill.cleaning.media.fences.landlock import Landlock
from handbill.cleaning.media.job import Job


def close(job: Job) -> None:
    """Leave open what the job is about: nothing else, for ever."""
    if sys.platform != "linux":
        return
    gate = Landlock()
    gate.read(code(), run=job.limits.tools)
    if job.limits.tools:
        gate.read(tools(), run=True)
    gate.read([str(job.source), "/dev/urandom"])
    gate.write(str(job.into), os.devnull)
    gate.close()
    seccomp.close(tools=job.limits.tools)
