"""One front a folder: a lock in `data/` that ends with the process, however it ends."""

import contextlib
import fcntl
import os
import time
from pathlib import Path

PATIENCE = 8.0  # seconds; longer than the keeper needs to end what a killed supervisor left


class AlreadyRuns(RuntimeError):
    """Another front serves this folder."""


def take(data: Path) -> int:
    """Lock the folder and give the lock's file descriptor; it holds as long as that is open here or in the keeper.

    A front that was killed leaves its keeper behind, which holds the lock until the last child is gone: that is waited for.

    Raises:
        AlreadyRuns: its process id is in the message.
    """
    lock = os.open(data / "run.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
            if _alive(holder) or time.monotonic() > deadline:
                os.close(lock)
                raise AlreadyRuns(f"this folder is already served, by process {holder}") from None
            time.sleep(0.05)
        else:
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)
            return lock


def _alive(holder: str) -> bool:
    if not holder.isdigit():
        return True
    with contextlib.suppress(ProcessLookupError):
        try:
            os.kill(int(holder), 0)
        except PermissionError:
            return True
        return True
    return False
