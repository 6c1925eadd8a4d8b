"""Folders that a site has for a moment, in its private one. Each is locked while somebody works in it; what nobody holds was left by a kill.

A lock (flock(2)) ends with the processes that have it, however they end. So a sweep never takes what is in use, however old it is.
"""

import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

KINDS: Final = ("burn-*", "clean-*", "film-*", "finish-*", "import-*")
"""What they are called, by what is done in them."""


@contextmanager
def folder(beside: Path, kind: str, ending: str = "") -> Iterator[Path]:
    """Make a folder that is gone at the end, whatever happens, unless it has another name by then; `kind` begins its name."""
    with locked(beside, fcntl.LOCK_SH):  # nobody sweeps between these two
        made = Path(tempfile.mkdtemp(prefix=kind, suffix=ending, dir=beside))
        handle = _opened(made)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(handle)


@contextmanager
def growing(into: Path) -> Iterator[Path]:
    """Give a folder beside `into` in which a site can grow; it goes away again unless it was renamed. Two at once have two.

    Raises:
        FileExistsError: `into` is there and not empty.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise FileExistsError(f"{into} is not empty")
    beside = into.absolute().parent
    beside.mkdir(parents=True, exist_ok=True)
    sweep(beside, f".{glob.escape(into.name)}.*.growing")  # by a kill
    with folder(beside, f".{into.name}.", ".growing") as made:
        made.chmod(0o755)
        yield made


@contextmanager
def locked(place: Path, how: int) -> Iterator[None]:
    """Hold the lock of a folder."""
    handle = _opened(place)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def is_held(place: Path) -> bool:
    """Tell whether somebody works in a folder."""
    try:
        handle = _opened(place)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def sweep(beside: Path, *kinds: str) -> None:
    """Throw away the folders that nobody holds, of these kinds."""
    with locked(beside, fcntl.LOCK_EX):
        for kind in kinds or KINDS:
            for left in beside.glob(kind):
                if left.is_dir() and not left.is_symlink() and not is_held(left):
                    shutil.rmtree(left, ignore_errors=True)


def _opened(place: Path) -> int:
    return os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
