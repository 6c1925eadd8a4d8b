"""Tell the worker that there is something to do: a datagram, which may be lost (the worker looks by itself too)."""

import contextlib
import socket

from handbill import sockets
from handbill.settings import site


def worker() -> None:
    """Send the datagram. Nobody listening is no error: the record is the queue."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out, contextlib.suppress(OSError):
        out.setblocking(False)  # noqa: FBT003 - the interface of sockets
        out.sendto(b"entry", str(sockets.worker_socket(site().data)))
