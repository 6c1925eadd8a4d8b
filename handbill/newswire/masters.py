"""The masters of attachments in a private bucket, where several machines serve one site: what one was sent, all need.

It has the masters before a row says that they are there, as the disc does. Each machine keeps those that it needed in
`data/media`. Bringing and deleting exclude each other by a lock in the database, which all machines share.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.db import connection

from handbill.newswire.attachment import MediaFile
from handbill.settings import Settings, site
from handbill.store import PART, Failed, Store

KEY: Final = 0x6D617374657273
"""The lock's number: `masters`."""
AT_ONCE: Final = 8
"""Files of one picture are put together: one takes 10 to 50 ms, nearly all of it waiting."""
SHARES: Final = 256
"""Parts in which what a crash left behind is looked for, one at a time: by the first byte of the hash."""


def shared() -> bool:
    """Is there such a bucket?"""
    return bool(site().pages.masters)


def put(files: Iterable[tuple[Path, str]]) -> None:
    """Put files, each with its hash.

    Raises:
        Failed: the store does not take them.
    """
    store = _store(site())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _done in pool.map(lambda one: store.put(_key(one[1]), one[0], _TOLD), files):
            pass


def fetch(sha256: str, place: Path) -> None:
    """Let a master be at its place on this machine, if the bucket has it.

    Raises:
        Failed: the store does not answer.
    """
    fresh = place.with_name(f".{sha256}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        if not _store(site()).fetch(_key(sha256), fresh):
            return
        if _hash(fresh) != sha256:
            raise Failed("another file")
        os.utime(fresh, (EPOCH, EPOCH))
        fresh.chmod(0o644)
        fresh.rename(place)
    finally:
        fresh.unlink(missing_ok=True)


def delete(sha256: str) -> None:
    """Delete a master. Where the store does not answer it stays for now: `sweep` finds it, since no row needs it."""
    with contextlib.suppress(Failed):
        _store(site()).delete(_key(sha256))


def sweep(share: int, folder: Path) -> int:
    """Delete the masters of one share that no row needs, and put those of this machine's folder that are missing; give how many.

    Raises:
        Failed: the store does not answer.
    """
    prefix, found, gone = f"{share % SHARES:02x}", there(share), 0
    for sha256 in sorted(found):
        if not MediaFile.objects.filter(sha256=sha256).exists():
            with locked(alone=True):
                if not MediaFile.objects.filter(sha256=sha256).exists():
                    delete(sha256)
                    gone += 1
    needed = MediaFile.objects.filter(sha256__startswith=prefix).values_list("sha256", flat=True)
    missing = {name for name in needed if name not in found and (folder / name).exists()}
    put((folder / name, name) for name in missing)
    return gone + len(missing)


def there(share: int) -> dict[str, int]:
    """Give the masters of one share that the bucket has, and how many bytes it has of each.

    Raises:
        Failed: the store does not answer.
    """
    listed = _store(site()).list(f"{share % SHARES:02x}/")
    return {path.rpartition("/")[2]: size for path, size, _tag in listed}


@contextlib.contextmanager
def locked(*, alone: bool) -> Iterator[None]:
    """Hold the lock that all machines share: many may bring, one deletes."""
    if not shared() or connection.vendor != "postgresql":
        yield
        return
    how = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock{how}(%s)", [KEY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock{how}(%s)", [KEY])


EPOCH: Final = 946_684_800
"""The time of all masters: 2000-01-01."""
_TOLD: Final = {"Content-Type": "application/octet-stream", "Cache-Control": "no-store"}


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@lru_cache(maxsize=4)
def _store(here: Settings) -> Store:
    return Store(here, here.pages.masters)


def _hash(file: Path) -> str:
    made = hashlib.sha256()
    with file.open("rb") as stream:
        while part := stream.read(PART):
            made.update(part)
    return made.hexdigest()
