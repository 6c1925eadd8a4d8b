"""Work that is shared out ends with whoever shared it out."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.walks.site import soon

pytestmark = pytest.mark.once

SHARED_OUT = """
import os, time
from handbill import cores

def do(part):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(600)

cores._cores = lambda: 2
list(cores.on_all_cores(do, range(cores.FEW)))
"""


def ended(process: int) -> bool:
    told = Path(f"/proc/{process}/stat")
    return not told.exists() or told.read_text().rpartition(")")[2].split()[0] == "Z"


def test_its_processes_end_with_one_that_is_killed() -> None:
    """Each waits in a queue that the others hold open too: without a word from the system it would wait for ever."""
    with subprocess.Popen([sys.executable, "-c", SHARED_OUT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = set[int]()
        while len(children) < 2:
            children.add(int(parent.stdout.readline()))
        assert parent.pid not in children
        os.kill(parent.pid, signal.SIGKILL)
        soon(lambda: all(map(ended, children)))
