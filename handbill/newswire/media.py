"""The masters of attachments: `data/media/SHA256`, on the disc before anything says that they are there.

A file is deleted when no row needs it. Who brings one says so in a row first; that and the deletion exclude each other, on this
machine, by a lock on the folder. A file that no row needs is what a crash left: it goes after an hour.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from handbill.cleaning.media.cleaned import Allowed
from handbill.newswire import masters
from handbill.newswire.attachment import MediaFile
from handbill.settings import site

ORPHAN: Final = 3600
"""Seconds after which a file that no row needs is taken for left behind."""


class _Thread(threading.local):
    """Whether this thread brings files: then what it has to delete afterwards."""

    later: set[str] | None = None


_THREAD: Final = _Thread()
_IS_MASTER: Final = re.compile(r"[0-9a-f]{64}").fullmatch


def folder() -> Path:
    """Give the folder of the masters; nobody but the site may look into it."""
    here = site().data / "media"
    here.mkdir(mode=0o700, exist_ok=True)
    return here


def path_of(sha256: str) -> Path:
    """Say where the master with this hash is; it is there, if any machine of the site has it.

    Raises:
        Failed: the bucket that they share does not answer.
    """
    place = folder() / sha256
    if masters.shared() and _IS_MASTER(sha256) and not place.exists():
        masters.fetch(sha256, place)
    return place


def allowed() -> Allowed:
    """Give what the settings allow of an upload."""
    here = site().media
    return Allowed(
        bytes=here.megabytes * 1_000_000, pixels=here.megapixels * 1_000_000, seconds=here.minutes * 60
    )


@contextlib.contextmanager
def bringing() -> Iterator[None]:
    """While files are brought, and rows say that they are needed, none is deleted: what would be is deleted at the end."""
    if _THREAD.later is not None:
        raise RuntimeError("files are being brought already")
    later: set[str] = set()
    _THREAD.later = later
    try:
        with _locked(fcntl.LOCK_SH), masters.locked(alone=False):
            yield
    finally:
        _THREAD.later = None
        delete(later)


def bring(files: Iterable[tuple[Path, str]]) -> None:
    """Put files, each with its hash, among the masters and on the disc. One that is there is left alone.

    Raises:
        OSError: the disc does not take them.
    """
    here = folder()
    brought = list(files)
    if masters.shared():
        masters.put(brought)
    for file, sha256 in brought:
        place = here / sha256
        if place.exists():
            continue
        fresh = here / f".{sha256}.{os.getpid()}.{time.monotonic_ns()}"
        try:
            shutil.copyfile(file, fresh)
            os.utime(
                fresh, (masters.EPOCH, masters.EPOCH)
            )  # a hard link tells it to everyone, and it might tell of another article
            fresh.chmod(0o644)
            _sync(fresh)
            fresh.rename(place)
        finally:
            fresh.unlink(missing_ok=True)
    _sync(here)


def bring_bytes(data: bytes, sha256: str) -> None:
    """Put a file that is in memory among the masters and on the disc, as `bring` does.

    Raises:
        OSError: the disc does not take it.
    """
    with tempfile.NamedTemporaryFile(dir=site().temporary) as made:
        made.write(data)
        made.flush()
        bring([(Path(made.name), sha256)])


def text_of(sha256: str) -> str:
    """Give a master that is a text; empty where it is not there."""
    try:
        return path_of(sha256).read_text("utf-8")
    except FileNotFoundError:
        return ""


def delete(hashes: Iterable[str]) -> int:
    """Delete the masters among these that no row needs; give how many. Call it after the commit."""
    gone = 0
    if _THREAD.later is not None:
        _THREAD.later.update(hashes)
        return gone
    for sha256 in set(hashes):
        with _locked(fcntl.LOCK_EX), masters.locked(alone=True):
            if not MediaFile.objects.filter(sha256=sha256).exists():
                with contextlib.suppress(FileNotFoundError):
                    (folder() / sha256).unlink()
                    gone += 1
                if masters.shared():
                    masters.delete(sha256)
    return gone


def sweep_shared(share: int) -> int:
    """Do the same in one share of the bucket that the machines share, and put what it lacks; give how many files."""
    return masters.sweep(share, folder()) if masters.shared() else 0


def let_go(share: int) -> int:
    """Throw away, in one share, what the bucket that the machines share has too, and came here more than an hour ago; give how many files.

    For a machine that makes no pages: an editor who looks at a file there fetches it again.

    Raises:
        Failed: the store does not answer.
    """
    if not masters.shared():
        return 0
    old, gone, here = time.time() - ORPHAN, 0, folder()
    for sha256, size in masters.there(share).items():
        with _locked(fcntl.LOCK_EX), contextlib.suppress(FileNotFoundError):
            about = (here / sha256).stat()
            if about.st_ctime < old and about.st_size == size:
                (here / sha256).unlink()
                gone += 1
    return gone


def sweep() -> int:
    """Delete what a crash left behind; give how many files."""
    old = time.time() - ORPHAN
    with os.scandir(folder()) as found:
        left = []
        for one in found:
            with contextlib.suppress(FileNotFoundError):
                left += [one] if one.is_file(follow_symlinks=False) and one.stat().st_ctime < old else []
    for one in left:
        if one.name.startswith(".") and one.name != _LOCK:
            Path(one.path).unlink(missing_ok=True)
    return delete(one.name for one in left if _IS_MASTER(one.name))


_LOCK: Final = ".lock"


@contextlib.contextmanager
def _locked(how: int) -> Iterator[None]:
    handle = os.open(folder() / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
