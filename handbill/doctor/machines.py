"""Several machines and a bucket: who leads, and is everything put that was made?"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from handbill.bucket.follow import position
from handbill.bucket.outbox import Outbox
from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.record import host, seal
from handbill.record.behind import SEEN, is_older
from handbill.record.leader import KEY
from handbill.record.models import Head, Leader
from handbill.settings import Settings, SettingsError
from handbill.store import Failed, Store

LATE = 300.0
"""Seconds after which what waits to be put has waited for too long."""


def check(site: Settings) -> Iterator[Finding]:
    """Look at the leader's lock, at what waits for the bucket, and whether the buckets answer."""
    if connection.vendor == "postgresql":
        yield _leader(site)
    for name, url in (("url", site.pages.url), ("masters", site.pages.masters)):
        if url:
            yield _answers(site, name, url)
    if not host.makes_pages(site.data):
        yield from _doors(site)
    elif site.pages.url:
        yield _put(site)


def _leader(site: Settings) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [KEY],
        )
        held = cursor.fetchone() is not None
    last = Leader.objects.filter(id=1).first()
    if not held or last is None:
        where = "" if host.makes_pages(site.data) else ", on a machine that makes pages"
        return look(f"no machine leads just now, so nothing is signed: handbill run or handbill work{where}")
    here = last.place == host.place(site)
    return ok("this machine leads" if here else f"another machine leads: {last.place}")


def _doors(site: Settings) -> Iterator[Finding]:
    """Look at what a machine without pages must not have, and must."""
    if any(site.public.iterdir()):
        yield wrong(
            f"{site.public} holds files that nobody keeps up to the record, and they are served: empty it"
        )
    head = Head.objects.filter(id=1).first()
    if is_older(site, head.size if head else 0):
        yield wrong(
            "the database is older than what was signed: nothing is taken here. On a machine that makes pages: handbill catch-up"
            f" DIR FROM; where no more of it is left than this: delete {site.data / SEEN}"
        )
    takes = site.media.files or site.media.comment_files
    if takes and not site.pages.masters and not (site.data / "media").is_mount():
        yield wrong(
            "files are taken here, and no page can show them: name a bucket in pages.masters, or set media.files and comment_files to 0"
        )


def _answers(site: Settings, name: str, url: str) -> Finding:
    try:
        Store(site, url).get("record/checkpoint")
    except (Failed, SettingsError) as error:
        return wrong(f"pages.{name}: the bucket {url} does not answer, or says no: {error}")
    return ok(f"pages.{name}: the bucket {url} answers")


def _put(site: Settings) -> Finding:
    waiting = Outbox(site).batches()
    there, size = position(site), seal.size()
    if not waiting and there >= size:
        return ok(f"all {size} entries are in the bucket with their files")
    oldest = min((one.stat().st_mtime for one in waiting), default=datetime.now(UTC).timestamp())
    judge = wrong if datetime.now(UTC).timestamp() - oldest > LATE and there < size else look
    return judge(
        f"the bucket has {there} of {size} entries with all their files; batches that wait here: {len(waiting)}"
    )
