"""`handbill` as somebody at a shell runs it: a process of its own, with its own environment, forked from one that has imported the libraries."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from handbill.cli import main

PATIENCE: Final = 110.0
_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.preloaded"])


def handbill(*args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; give its exit code and what it said. Of the tester's settings it knows nothing.

    Raises:
        subprocess.TimeoutExpired: it did not end in time, and was killed.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HANDBILL_", "DJANGO_"))}
    words = [*map(str, args)]
    with tempfile.TemporaryDirectory(prefix="hb-shell-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _FORKING.Process(
            target=_run, args=(words, env | environ, str(Path.cwd()), str(out), str(err))
        )
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, PATIENCE)
        return subprocess.CompletedProcess(words, process.exitcode, out.read_text(), err.read_text())


def _run(words: list[str], env: dict[str, str], folder: str, out: str, err: str) -> None:
    for stream, file in ((1, out), (2, err)):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, stream)
        os.close(handle)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115 - until it ends
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = ["handbill", *words]
    try:
        main(prog_name="handbill")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
