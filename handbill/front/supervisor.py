"""`handbill run`: one light process that starts nginx, the app and the worker, and keeps them.

It imports no Django. As root it becomes the folder's owner first. It holds the listening socket itself and hands it to
nginx, so a port that is taken is known before anything starts, and readers wait instead of failing while nginx is
started anew.
"""

import errno
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from handbill import limits, sockets
from handbill.front import keeper, lock, nginx, owner
from handbill.front.children import Command
from handbill.front.house import House
from handbill.headers import CLOSED
from handbill.settings import Settings, SettingsError

Builder = Callable[[Settings, socket.socket, Path, Path], Sequence[Command]]

FILES = 65_536
"""Open files that a process of the front may have, where the system allows it: connections to readers and to the app."""

PLACES = limits.WAITING + limits.WAITING_TEXT + limits.WAITING_DESK + 48
"""Requests that may be with the app, of whatever kind, and a few more: nginx is who refuses, in words."""

BEHIND = 5
"""How far the app and the worker stand back behind nginx: where all want the processor, who reads comes first."""

KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
KEPT_FAMILIES = ("HANDBILL_", "PYTHON", "LC_", "PG", "AWS_")


def run(site: Settings, host: str, port: int, commands: Builder | None = None) -> int:
    """Serve a site until SIGTERM, SIGINT or SIGHUP; give the exit status. Tests build other `commands` than `real` does."""
    try:
        with owner.acting_as_owner(site.folder):
            held = lock.take(site.data)
        door = listen(host, port)
        owner.become_owner(site.folder)
        os.umask(0o077)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what memory holds of readers lies in no crash file
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most if 0 < most < FILES else FILES, most))
        _reachable(site)
        run_folder = sockets.make_run_folder(site.data)
        found = nginx.find_nginx(site.front.nginx)
        written = nginx.write(site, run_folder, door, found)
    except (SettingsError, lock.AlreadyRuns, OSError) as error:
        sys.stderr.write(_words(error, host, port) + "\n")
        return 1
    url = address(host, door.getsockname()[1])
    started = (commands or real)(site, door, found.binary, written)
    house = House(started, environment(os.environ), keeper.Keeper((held,)), site.public)
    return house.keep(lambda: answers(site, door), f"ready {url}", door)


def real(site: Settings, door: socket.socket, binary: Path, written: Path) -> tuple[Command, ...]:
    """Give the three commands of a site; one that is finished needs no more than the front."""
    serves = {"HANDBILL_SITE": str(site.folder)}
    app = sockets.app_socket(site.data)
    granian = f"--interface wsgi --http 1 --no-ws --workers 1 --blocking-threads {site.threads} --backpressure {PLACES} --backlog {PLACES}"
    granian += " --uds-permissions 0o600 --workers-kill-timeout 5 --log-level error"
    front = Command(
        "nginx",
        (str(binary), "-e", "stderr", "-c", str(written)),
        environ=nginx.inherit(door),
        fds=(door.fileno(),),
        end=signal.SIGQUIT,
        stage=0,
    )
    if site.finished:
        return (front,)
    return (
        front,
        Command(
            "app",
            (
                sys.executable,
                "-m",
                "granian",
                *granian.split(),
                "--uds",
                str(app),
                "handbill.wsgi:application",
            ),
            environ=serves,
            socket=app,
            nice=BEHIND,
        ),
        Command(
            "worker",
            (sys.executable, "-m", "handbill", "work", str(site.folder)),
            environ=serves,
            says="caught-up",
            nice=BEHIND,
            umask=0o022,  # what it makes below public/ is for everybody; nobody else comes into data/
        ),
    )


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen.

    Raises:
        OSError: the port is taken, or the host is none of ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((host, port))
        door.listen(511)  # as nginx itself
        # nginx leaves a socket that it inherits as it is; a worker whose accept() waits would leave its readers waiting
        door.settimeout(0)
    except OSError:
        door.close()
        raise
    return door


def address(host: str, port: int) -> str:
    """Give the address under which this machine reaches itself."""
    host = _reached(host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _reached(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is compared, not bound


def answers(site: Settings, door: socket.socket) -> bool:
    """Is the publishing form answered, through nginx? Of a finished site: that there is none?"""
    host, port = door.getsockname()[:2]
    try:
        if not site.finished:  # first by the side door, so that nginx has nothing to complain about
            with socket.socket(socket.AF_UNIX) as app:
                app.settimeout(2)
                app.connect(str(sockets.app_socket(site.data)))
        with socket.create_connection((_reached(host), port), timeout=2) as front:
            front.sendall(b"GET /publish/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            said = front.recv(2048, socket.MSG_WAITALL)
    except OSError:
        return False
    closed = f"\r\nretry-after: {CLOSED}\r\n".encode() in said.lower()  # by the app itself; reading goes on
    return closed or said.startswith((b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4"))


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Give what children may know of our environment: not where somebody signed in from, not other programs' secrets."""
    kept = {name: value for name, value in environ.items() if name in KEPT or name.startswith(KEPT_FAMILIES)}
    return kept | {"PYTHONUNBUFFERED": "1"}


def _reachable(site: Settings) -> None:
    if not os.access(sys.executable, os.X_OK):
        raise SettingsError(
            f"the owner of {site.folder} may not run {sys.executable}: install Handbill where all may read it"
        )


def _words(error: Exception, host: str, port: int) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"handbill: port {port} of {host} is taken by another program; choose one with --port"
    if isinstance(error, OSError) and not error.filename:
        return f"handbill: cannot listen on {host}, port {port}: {error.strerror or error}"
    return f"handbill: {error}"
