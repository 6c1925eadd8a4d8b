"""One worker at a time: whoever seals or writes pages of a database, or below one public folder, holds this."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from handbill.record.host import demand_pages
from handbill.settings import Settings


@contextlib.contextmanager
def alone(site: Settings) -> Iterator[None]:
    """Wait until no other process of this machine seals or writes pages, and keep it so.

    Raises:
        NoPages: it is a machine that does neither.
    """
    demand_pages(site)
    handle = os.open(site.data / "worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        public = os.open(site.public, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(public, fcntl.LOCK_EX)  # another site folder may write here too: a copy, by mistake
            yield
        finally:
            os.close(public)
    finally:
        os.close(handle)
