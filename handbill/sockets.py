"""Where the processes of a site meet: the run folder and the unix sockets in it.

A socket's path must fit into 108 bytes of `sockaddr_un` (unix(7)), the closing zero included, less on other systems
(104 on macOS). So a site whose own folder has a long path meets in a private folder under /tmp instead. Every process
finds the same place from the path of `data/` alone; whoever owns `data/` owns the run folder.
"""

import hashlib
import os
import stat
from functools import lru_cache
from pathlib import Path

LONGEST = 100  # bytes of a socket's path that every system takes
SHORT = Path("/tmp")  # noqa: S108 - the folder is checked below: private, ours, no link


class Squatted(OSError):
    """The run folder is not ours: somebody else made it, or others may enter it."""


def run_folder(data: Path) -> Path:
    """Give the folder of sockets, configuration and temporary files; it may not be there yet."""
    own = data.resolve() / "run"
    if len(os.fsencode(own / "worker.sock")) < LONGEST:
        return own
    return SHORT / f"handbill-{hashlib.sha256(os.fsencode(own)).hexdigest()[:24]}"


@lru_cache(maxsize=8)
def app_socket(data: Path) -> Path:
    """Give the stream socket where the app answers the front."""
    return run_folder(data) / "app.sock"


@lru_cache(maxsize=8)
def worker_socket(data: Path) -> Path:
    """Give the datagram socket that wakes the worker; any datagram will do."""
    return run_folder(data) / "worker.sock"


def make_run_folder(data: Path) -> Path:
    """Make the run folder, mode 0700, or check the one that is there.

    Raises:
        Squatted: it belongs to somebody else, is a link, or is open to others.
    """
    folder = run_folder(data)
    owner = data.stat()
    try:
        folder.mkdir(0o700)
        if os.geteuid() != owner.st_uid:  # root, for a folder that is not root's
            os.chown(folder, owner.st_uid, owner.st_gid, follow_symlinks=False)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.st_uid or found.st_mode & 0o077:
        raise Squatted(f"{folder} is not a private folder of the site's owner; remove it")
    return folder
