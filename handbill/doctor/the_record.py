"""Is the record sealed, signed and shown, and are its tiles what was signed?"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.pages import follow
from handbill.record import clock, host, seal
from handbill.record.audit import audit
from handbill.record.format.entry import Entry as Format
from handbill.record.models import Entry, Head, Sealed
from handbill.record.seal import Log, Trouble
from handbill.settings import Settings

LATE = timedelta(minutes=5)
"""So long after an entry its page is missing for no good reason, beside what `privacy.batch` asks for."""

PAUSES = (0.0, 0.3, 0.6)
"""Seconds before each look at the published checkpoint, while a worker may be about to replace it."""

AHEAD = timedelta(minutes=2)


def check(site: Settings) -> Iterator[Finding]:
    """Look at the record, from the newest entry to the oldest tile."""
    newest = Entry.objects.order_by("-id").first()
    if newest is None:
        yield wrong("the record is empty: even a new site has its guidelines there")
        return
    if until := clock.believed_from():
        yield wrong(
            f"the clock has jumped, or the site was not served for weeks: nothing is stored before {until:%Y-%m-%d}. Set it, or where it is right: handbill clock {site.folder}"
        )
    ahead = _at(newest) - datetime.now(UTC)
    if ahead > AHEAD:
        yield wrong(
            f"the newest entry is of {_at(newest):%Y-%m-%d %H:%M} UTC, which is to come: the clock went back"
        )
    if host.makes_pages(site.data):
        yield from _followers(site)
        yield from _signing(site)
    else:
        yield ok(
            "this machine takes what is sent, and makes no pages: what is public is for the others to tell"
        )
        yield from _sealed(site, seal.size())
        yield from _stopped(Head.objects.filter(id=1).first())


def _followers(site: Settings) -> Iterator[Finding]:
    late = LATE + timedelta(seconds=site.privacy.batch_seconds)
    reached = {
        name: follow.position(name) for name in follow.FOLLOWERS
    }  # before the size: the worker may go on meanwhile
    size = seal.size()
    yield from _sealed(site, size)
    for name, at in reached.items():
        if at is None:
            yield look(f"no pages were made yet ({name}): handbill run or handbill work {site.folder}")
        elif at > size:
            yield wrong(f"the pages ({name}) are ahead of the record: an old database was put in place")
        elif at < size:
            first = Entry.objects.get(pk=Sealed.objects.get(index=at).entry_id)
            judge = wrong if datetime.now(UTC) - _at(first) > late else look
            yield judge(
                f"the pages ({name}) are behind the record; entries that they have not passed: {size - at}"
            )
    if set(reached.values()) == {size}:
        yield ok("every page is up to the record")


def _sealed(site: Settings, size: int) -> Iterator[Finding]:
    late = LATE + timedelta(seconds=site.privacy.batch_seconds)
    waiting = Entry.objects.filter(pk__gt=_last_sealed()).order_by("id")
    oldest, count = waiting.first(), waiting.count()
    if oldest is not None:
        judge = wrong if datetime.now(UTC) - _at(oldest) > late else look
        here = f"handbill run or handbill work {site.folder}"
        whom = here if host.makes_pages(site.data) else "a machine that makes pages"
        yield judge(f"entries that are not sealed yet: {count}. They wait for {whom}")
    else:
        yield ok(f"all {size} entries are sealed")


def _signing(site: Settings) -> Iterator[Finding]:
    head = Head.objects.filter(id=1).first()
    if head is None:
        yield look(f"nothing was signed yet: handbill run or handbill work {site.folder}")
        return
    yield from _stopped(head)
    try:
        log = Log.of(site)
    except OSError:
        return  # said with the secrets
    if not _is(log.folder / "vkey", f"{log.signer.vkey}\n"):
        yield wrong(f"{log.folder / 'vkey'} is not the key of this site")
    if not any(_is_published(log, pause) for pause in PAUSES):
        yield wrong(f"{log.folder / 'checkpoint'} is not what this site has signed last")
    try:
        count = audit(log)
    except Trouble as trouble:
        yield wrong(str(trouble))
    except KeyError:
        yield wrong("the database has lost entries that are sealed")
    else:
        yield ok(f"{head.size} entries are signed, and all {count} tiles of them are as they were signed")
        yield ok(f"the key of the record, to be handed on: {log.signer.vkey}")


def _stopped(head: Head | None) -> Iterator[Finding]:
    if head is not None and head.trouble:
        yield wrong(f"signing has stopped: {head.trouble}")


def _is_published(log: Log, pause: float) -> bool:
    """Tell whether the published checkpoint is the last one; the file follows the database, so look more than once."""
    time.sleep(pause)
    head = Head.objects.filter(id=1).first()
    return head is not None and _is(log.folder / "checkpoint", head.checkpoint)


def _is(file: Path, expected: str) -> bool:
    try:
        return file.read_bytes() == expected.encode()
    except OSError:
        return False


def _last_sealed() -> int:
    return Sealed.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0


def _at(row: Entry) -> datetime:
    return datetime.strptime(Format.decode(bytes(row.body)).at, "%Y-%m-%dT%H:%M%z")
