"""Is the database there, whole, of this version, and does a commit of it hold?"""

from collections.abc import Iterator

from django.db import Error, connection

from handbill.archive.migrate import waiting
from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.newswire.editor import Editor
from handbill.settings import Settings

PRAGMAS = {"journal_mode": ("wal",), "synchronous": (2, 3), "secure_delete": (1,), "foreign_keys": (1,)}
"""How SQLite must be set, and why: readers are not in the way of a writer; a receipt is a promise, so its commit is on
the disc (2 is FULL); what is destroyed is overwritten; rows that belong together stay together."""

TRIGGERS = frozenset(
    f"record_{table}_no_{verb}" for table in ("entry", "sealed") for verb in ("update", "delete")
)


def check(site: Settings) -> Iterator[Finding]:
    """Look at the database; stops where it cannot be asked."""
    if missing(site):
        yield wrong(f"{site.data / 'handbill.sqlite3'} is missing")
        return
    try:
        steps = waiting()
        if steps:
            yield wrong(f"{len(steps)} migrations wait: handbill upgrade {site.folder}")
        else:
            yield ok(f"the database is {connection.vendor}, and its tables are of this version")
        yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
        gone = TRIGGERS - _triggers()
        if gone:
            yield wrong(
                f"nothing keeps the record from being changed: triggers are missing ({', '.join(sorted(gone))})"
            )
        if not steps:
            yield _editors(site)
    except Error as error:
        yield wrong(f"the database does not answer: {str(error).strip() or type(error).__name__}")


def missing(site: Settings) -> bool:
    """Tell whether there is no database file: then it is not asked, for to connect would make an empty one."""
    return not site.database_url and not (site.data / "handbill.sqlite3").exists()


def _sqlite() -> Iterator[Finding]:
    off = [name for name, good in PRAGMAS.items() if _one(f"PRAGMA {name}") not in good]
    if off:
        yield wrong(f"SQLite is not set as it must be: {', '.join(off)}")
    else:
        yield ok("SQLite puts each commit on the disc (WAL, synchronous FULL) and overwrites what is deleted")
    said = _one("PRAGMA quick_check(1)")
    yield (
        ok("the database file is whole (quick_check)")
        if said == "ok"
        else wrong(f"the database file is damaged: {said}")
    )


def _postgresql() -> Iterator[Finding]:
    off = [name for name in ("fsync", "full_page_writes") if _one(f"SHOW {name}") != "on"]
    if _one("SHOW synchronous_commit") == "off":
        off.append("synchronous_commit")
    if off:
        yield wrong(f"PostgreSQL may lose what was promised: {', '.join(off)} is off")
    else:
        yield ok("PostgreSQL puts each commit on the disc")


def _triggers() -> set[str]:
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {str(row[0]) for row in cursor.fetchall()}


def _editors(site: Settings) -> Finding:
    count = Editor.objects.filter(dismissed_at=None, account__isnull=False).count()
    if count:
        return ok(f"{count} at the desk")
    return look(f"nobody is at the desk: handbill editor {site.folder} invite NAME")


def _one(asked: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(asked)
        row = cursor.fetchone()
    return row[0] if row else None
