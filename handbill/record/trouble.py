"""Where the tiles are not what was signed, signing stops and says so; pages go on, and all is looked at again later."""

import contextlib
import sys
from collections.abc import Iterator

from handbill.record import seal
from handbill.record.audit import audit, audit_newest
from handbill.record.models import Head
from handbill.record.restore import restore
from handbill.record.seal import Log, Trouble


def trouble(using: str = "default") -> str:
    """Give in words why signing has stopped; empty where it has not."""
    return Head.objects.using(using).filter(id=1).values_list("trouble", flat=True).first() or ""


def signed() -> int:
    """Give how many entries the last checkpoint covers."""
    return Head.objects.filter(id=1).values_list("size", flat=True).first() or 0


def publish(log: Log, size: int) -> None:
    """Publish the log up to this size, unless signing has stopped."""
    if not trouble():
        with _noted():
            seal.publish(log, size)


def waiting() -> None:
    """Look whether entries wait that are not what was appended."""
    if not trouble():
        with _noted():
            seal.check_waiting()


def look(log: Log, start: int, count: int) -> int:
    """Read `count` tiles again from number `start`; give where to go on. Where signing has stopped, look at all."""
    with _noted():
        tiles = audit(log, start, count)  # first where it was found: while it is wrong, nothing else is read
        if not trouble():
            return start + count if start + count < tiles else 0
        look_at_all(log)
    return start


def look_at_start(log: Log) -> None:
    """Look at what the next signature depends on, and at the newest tiles. Where signing has stopped, look at all."""
    if trouble():
        look_at_all(log)
        return
    with _noted():
        seal.check(log)
        audit_newest(log)


def look_at_all(log: Log) -> None:
    """Read all tiles again; signing goes on if all is as it was signed."""
    with _noted():
        audit(log)
        seal.check(log)
        _end(log)


def mend(log: Log) -> int:
    """Make tiles anew that are lost or damaged, then look at all; give how many were written."""
    with _noted():
        written = restore(log)
        audit(log)
        seal.check(log)
        _end(log)
        return written
    return 0


def behind(log: Log) -> str:
    """Say in words that this database must not be written to: more was published than it knows of. Else empty."""
    with _noted():
        seal.check_checkpoint(log, seal.head_of(log))
    return Head.objects.filter(id=1, behind=True).values_list("trouble", flat=True).first() or ""


def _end(log: Log) -> None:
    if trouble():
        log.settle([])  # was it the disc, it must take something first
    Head.objects.filter(id=1).exclude(trouble="").update(trouble="", behind=False)


@contextlib.contextmanager
def _noted() -> Iterator[None]:
    try:
        yield
    except Trouble as found:
        said = {"trouble": str(found), "behind": isinstance(found, seal.Behind)}
        if Head.objects.filter(id=1).exclude(trouble=str(found)).update(**said):
            sys.stderr.write(f"signing has stopped: {found}\n")
