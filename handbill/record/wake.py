"""Tell the workers that there is something to do, by what may be lost: they look by themselves too.

The one on this machine gets a datagram. On PostgreSQL those of all machines are told (NOTIFY), after the commit: within the
transaction it would hold a lock that makes all commits of the server wait for each other's disc.
"""

import contextlib
import socket
from typing import Final

from django.db import DatabaseError, connection

from handbill import sockets
from handbill.settings import site

CHANNEL: Final = "handbill"


def worker() -> None:
    """Send it. Nobody listening is no error: the record is the queue."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out, contextlib.suppress(OSError):
        out.setblocking(False)  # noqa: FBT003 - the interface of sockets
        out.sendto(b"entry", str(sockets.worker_socket(site().data)))
    others()


def others() -> None:
    """Tell the workers of other machines."""
    if connection.vendor == "postgresql":
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
