"""`handbill` as somebody at a shell runs it: a process of its own, with its own environment, forked from one that has imported the libraries."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, Self

from handbill.cli import main

PATIENCE: Final = 110.0
_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.preloaded"])


class Running:
    """A command that somebody begins (`with`), and that has ended and left nothing when they leave."""

    def __init__(self, *args: str | Path, **environ: str) -> None:
        own = {name: it for name, it in os.environ.items() if not name.startswith(("HANDBILL_", "DJANGO_"))}
        self.words = [*map(str, args)]
        self._held = tempfile.TemporaryDirectory(prefix="hb-shell-")
        self.folder = Path(self._held.name)
        self._out, self._err = self.folder / "out", self.folder / "err"
        given = (self.words, own | environ, str(Path.cwd()), str(self._out), str(self._err))
        self._process = _FORKING.Process(target=_run, args=given)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """With SIGKILL, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._held.cleanup()

    @property
    def ended(self) -> bool:
        return self._process.exitcode is not None

    def wait(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end; give its exit code and what it said.

        Raises:
            subprocess.TimeoutExpired: it did not end in time.
        """
        self._process.join(PATIENCE)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self.words, PATIENCE)
        return subprocess.CompletedProcess(self.words, code, self._out.read_text(), self._err.read_text())


def handbill(*args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; give its exit code and what it said. Of the tester's settings it knows nothing.

    Raises:
        subprocess.TimeoutExpired: it did not end in time, and was killed.
    """
    with Running(*args, **environ) as running:
        return running.wait()


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
