"""The machine under the site: nginx, room on the disc, where temporary files go, the clock."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from handbill import limits, sockets
from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.front.nginx import find_nginx
from handbill.settings import Settings, SettingsError

FULL = 200_000_000  # bytes that must be free: below that, one busy day may fill the disc
NARROW = 2_000_000_000
FILES = 20_000  # files that must be possible: an article is four to a dozen
MADE = 1_790_000_000  # seconds since 1970, September 2026: this program is not older
REMOTE = frozenset({"9p", "afs", "ceph", "cifs", "fuse.sshfs", "nfs", "nfs4", "smb3"})


def check(site: Settings) -> Iterator[Finding]:
    """Look at all of it."""
    yield from _nginx(site)
    yield from _room(site)
    yield from _temporary(site)
    yield from _clock()
    yield from _served(site)


def _nginx(site: Settings) -> Iterator[Finding]:
    try:
        found = find_nginx(site.front.nginx)
    except SettingsError as error:
        yield wrong(str(error))
        return
    if found.can.gzip_static:
        yield ok(f"nginx is {found.binary}")
    else:
        yield look(
            f"nginx is {found.binary}, which packs pages anew for each reader: apt install nginx has one that need not"
        )
    if site.front.trusted_proxy and not found.can.realip:
        yield wrong("front.trusted_proxy: this nginx was built without the realip module")


def _room(site: Settings) -> Iterator[Finding]:
    room = os.statvfs(site.data)
    free = room.f_bavail * room.f_frsize
    if room.f_flag & os.ST_RDONLY:
        yield wrong(f"the disc under {site.folder} may only be read: nothing can be stored")
    words = f"{free // 1_000_000:,} MB are free for {site.folder}"
    judge = wrong if free < FULL else look if free < NARROW else ok
    yield judge(words)
    if room.f_files and room.f_favail < FILES:
        yield wrong(f"only {room.f_favail:,} more files can be made there")
    kind = kind_of(site.data)
    if kind in REMOTE and not site.database_url:
        yield wrong(f"{site.data} lies on {kind}: SQLite needs a disc of this machine, or use PostgreSQL")


def _temporary(site: Settings) -> Iterator[Finding]:
    run = sockets.run_folder(site.data)
    for folder in (run / "tmp", site.data / "tmp"):
        left = [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
        if left:
            yield look(
                f"{len(left)} temporary files lie in {folder}; while the site is not served they can be deleted"
            )
    kind = kind_of(run)
    memory = f"what is sent stays in memory up to {limits.REQUEST // 1000:,} kB"
    if kind == "tmpfs":
        yield ok(f"{memory}, and more than that too: {run} is a tmpfs")
    else:
        yield look(
            f"{memory}; more than that lies on the disc for as long as it is received: mount a tmpfs at {run}"
        )


def _clock() -> Iterator[Finding]:
    now = time.time()
    told = time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime(now))
    if now < MADE:
        yield wrong(
            f"the clock says {told}, which is before this program was made: entries would lie, and no code opens the desk"
        )
    else:
        yield ok(f"the clock says {told}")


def _served(site: Settings) -> Iterator[Finding]:
    try:
        holder = (site.data / "run.lock").read_text("ascii").strip()
        os.kill(int(holder), 0)
    except PermissionError:
        yield ok("the site is being served")
    except (OSError, ValueError):
        yield look("the site is not being served now")
    else:
        yield ok(f"the site is being served, by process {holder}")


def kind_of(place: Path) -> str:
    """Give the type of the file system that a place lies on, as Linux names it; empty where that is not told."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for fields in (line.split(" ") for line in mounts):
        at = fields[1].replace("\\040", " ")
        if len(at) >= len(best) and place.resolve().is_relative_to(at):
            best, kind = at, fields[2]
    return kind
