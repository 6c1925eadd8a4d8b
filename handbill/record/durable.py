"""Files that are there whole or not at all, and one call that puts them all on the disc.

A sync of the whole file system costs as much as that of two files, so a batch is written first and synced once, before
anything says that it is there: a signature over tiles, a cursor behind pages. After a power failure the file may be
empty, but then nothing said yet that it is done, and it is written again.

A file is made beside its place under a name that is never served, `.NAME.new`, and then renamed: moving it there from
another folder took the processor twice as long, and made the writers of a rebuild wait for each other. Who writes leaves a
mark in the folder `.new` first and takes it away when all is written. Where a mark is found, what a crash may have left half
written is swept away before anything is written again, so that no half of a page outlives what was destroyed.
"""

import contextlib
import ctypes
import filecmp
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

NURSERY = ".new"
ENDING = ".new"
_MARKED: set[str] = set()
"""The marks of this process."""
_WATCHED: dict[Path, int] = {}
"""Open handles of folders that are written below: a failure of the disc is told to each handle that was open then, once."""
_TOLD: dict[Path, Callable[[str], None]] = {}
"""Who is told, for each folder, which path below it changes: before it does, so that a kill in between forgets none."""
_LIBC = ctypes.CDLL(None, use_errno=True)
_MINUTE = 60


@contextlib.contextmanager
def whole(public: Path) -> Iterator[None]:
    """Write below `public`, alone: first what a crash left half written is taken away; at the end nothing is."""
    marks = public / NURSERY
    marks.mkdir(exist_ok=True)
    if os.listdir(marks):  # noqa: PTH208 - at every batch: a fifth of iterdir
        _sweep(public)
    _WATCHED[public] = os.open(public, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield
    finally:
        os.close(_WATCHED.pop(public))
    _unmark(marks)


def _sweep(public: Path) -> None:
    for folder, _folders, files in os.walk(public):
        for name in files:
            if name.startswith(".") and name.endswith(ENDING):
                Path(folder, name).unlink(missing_ok=True)
    _unmark(public / NURSERY)


def _unmark(marks: Path) -> None:
    for name in os.listdir(marks):  # noqa: PTH208 - as above
        (marks / name).unlink(missing_ok=True)
    _MARKED.clear()


def _mark(public: Path) -> None:
    mark = f"{public}/{NURSERY}/{os.getpid()}"
    if mark not in _MARKED:
        Path(mark).parent.mkdir(parents=True, exist_ok=True)
        Path(mark).touch()
        _MARKED.add(mark)


@contextlib.contextmanager
def telling(public: Path, told: Callable[[str], None]) -> Iterator[None]:
    """Tell of each path below `public` that changes, until the end."""
    _TOLD[public] = told
    try:
        yield
    finally:
        del _TOLD[public]


def _tell(public: Path, file: str | Path) -> None:
    if _TOLD and (told := _TOLD.get(public)):
        told(os.path.relpath(file, public))


def remove(public: Path, file: str | Path) -> None:
    """Take a file away.

    Raises:
        FileNotFoundError: it is not there.
    """
    if _TOLD and os.path.lexists(file):
        _tell(public, file)
    os.unlink(file)  # noqa: PTH108 - of each article once: it mostly has no earlier versions


def place(public: Path, file: str | Path, data: bytes, changed: int) -> None:
    """Put `data` where `file` is, below `public`, in one step; `changed` is its time. `settle` puts it on the disc."""
    _mark(public)
    _tell(public, file)
    folder, _slash, name = str(file).rpartition("/")
    temporary = f"{folder}/.{name}{ENDING}"  # one writer a file: the name is free
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fchmod(handle, 0o644)
        os.utime(handle, (changed, changed))
    finally:
        os.close(handle)
    os.replace(temporary, file)  # noqa: PTH105 - a third of the cost of Path.replace, four times a page


def replace(public: Path, file: Path, data: bytes) -> None:
    """Put `data` where `file` is; its time tells the minute, and is never that of other bytes."""
    minute = int(time.time()) // _MINUTE * _MINUTE
    with contextlib.suppress(FileNotFoundError):
        minute = max(minute, int(file.stat().st_mtime) + 1)
    file.parent.mkdir(parents=True, exist_ok=True)
    place(public, file, data, minute)


def create(public: Path, file: Path, data: bytes) -> None:
    """Put `data` into a new file. A file that is there with the same bytes is fine, since a step may be done twice.

    Raises:
        FileExistsError: it is there with other bytes; nothing was changed.
    """
    try:
        present = file.read_bytes()
    except FileNotFoundError:
        present = b""
    if not present:  # or the power failed before it was on the disc
        replace(public, file, data)
    elif present != data:
        raise FileExistsError(f"{file.relative_to(public)} is there with other bytes")


def renew(public: Path, file: Path, data: bytes) -> None:
    """Put `data` where `file` is, whatever a power loss has left there; the same bytes are left alone, since a step may be done twice."""
    try:
        present = file.read_bytes()
    except FileNotFoundError:
        present = None
    if present != data:
        replace(public, file, data)


def link(public: Path, file: Path, master: Path) -> bool:
    """Let `file`, below `public`, be a link to a master, or a copy where the file system has no links; say whether it is new.

    Raises:
        FileNotFoundError: there is no such master.
    """
    if _is_same(file, master):
        return False
    _mark(public)
    _tell(public, file)
    fresh = file.with_name(f".{file.name}{ENDING}")
    fresh.unlink(missing_ok=True)
    try:
        os.link(master, fresh)
    except FileNotFoundError:
        raise
    except OSError:  # another file system
        shutil.copy2(master, fresh)
    fresh.replace(file)
    return True


def _is_same(file: Path, master: Path) -> bool:
    try:
        here, there = file.stat(), master.stat()
    except FileNotFoundError:
        return False
    if (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino):
        return True
    return here.st_dev != there.st_dev and filecmp.cmp(file, master, shallow=False)


def settle(folder: Path) -> None:
    """Put all that was written to the file system of `folder` on the disc: syncfs(2), else sync(2).

    Raises:
        OSError: the disc could not take it.
    """
    if not hasattr(_LIBC, "syncfs"):
        os.sync()
        return
    watched = _WATCHED.get(folder, _WATCHED.get(folder.parent))
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if watched is None else watched
    try:
        if _LIBC.syncfs(handle):
            raise OSError(ctypes.get_errno(), "syncfs failed", str(folder))
    finally:
        if watched is None:
            os.close(handle)


def settle_new(folder: Path, files: list[Path]) -> None:
    """Put new files on the disc, or take them away again: after a sync that failed the system may hold as written what is not.

    See https://wiki.postgresql.org/wiki/Fsync_Errors.

    Raises:
        OSError: the disc could not take it. Nothing may count on these files.
    """
    try:
        settle(folder)
    except OSError:
        for file in files:
            with contextlib.suppress(OSError):
                file.unlink()
        raise
