"""As root, the front becomes the owner of the site's folder before it starts anything: nothing of Handbill runs as root.

The one thing that root is needed for, a port below 1024, is bound before.
"""

import contextlib
import os
import pwd
from collections.abc import Iterator
from pathlib import Path


def _names(folder: Path) -> tuple[int, int, str]:
    owner = folder.stat()
    try:
        return owner.st_uid, owner.st_gid, pwd.getpwuid(owner.st_uid).pw_name
    except KeyError:  # an owner without a name, as in containers
        return owner.st_uid, owner.st_gid, ""


@contextlib.contextmanager
def acting_as_owner(folder: Path) -> Iterator[None]:
    """Open files as the folder's owner would, for a while; nothing changes unless we are root."""
    if os.geteuid() != 0:
        yield
        return
    uid, gid, _ = _names(folder)
    os.setegid(gid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def become_owner(folder: Path) -> None:
    """Give up root for good; nothing happens unless we are root and the folder is somebody else's."""
    uid, gid, name = _names(folder)
    if os.geteuid() != 0 or uid == 0:
        return
    if name:
        os.initgroups(name, gid)
        os.environ["HOME"] = pwd.getpwuid(uid).pw_dir
    else:
        os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
