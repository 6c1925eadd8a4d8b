"""One more wall where bubblewrap is installed and allowed: namespaces of its own, in which other files, processes and networks do not exist.

Debian has it as `bubblewrap`. Flatpak stands on it too.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from handbill.cleaning.media.fences.code import SYSTEM, code, tools
from handbill.cleaning.media.job import Job

_APART: Final = ("--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--dev", "/dev", "--chdir", "/")


@cache
def program() -> str | None:
    """Find it, and see whether it may do what it is for."""
    found = shutil.which("bwrap")
    if found is None:
        return None
    tried = subprocess.run(  # noqa: S603 - its words are all our own
        [found, *_APART, *_seen(("/usr", "/bin", "/lib", "/lib64")), "true"], capture_output=True, check=False
    )
    return None if tried.returncode else found


def wrapped(command: Sequence[str], job: Job) -> list[str]:
    """Give the command that runs another one inside, with the files of the job; the same one where this cannot be had."""
    found = program()
    if found is None:
        return list(command)
    python = (sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent))
    seen = _seen((*(tools() if job.limits.tools else SYSTEM), *python, *code(), str(job.source)))
    return [found, *_APART, *seen, "--bind", str(job.into), str(job.into), "--", *command]


def _seen(places: Iterable[str]) -> list[str]:
    reached = filter(os.path.exists, dict.fromkeys(places))
    return [word for place in reached for word in ("--ro-bind", place, place)]
