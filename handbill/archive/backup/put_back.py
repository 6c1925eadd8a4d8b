"""Rows from a backup, into the empty tables of a database."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.db import Error, connection, connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.backup import proofs, tables
from handbill.archive.backup.unpack import ROWS, Unpacked
from handbill.archive.migrate import migrate
from handbill.archive.whole import sync

_FEW: Final = 5


class NotEmpty(Exception):
    """The database that was named holds something already."""


FAULTS: Final = (NotEmpty, Error)
"""What keeps rows from being put back, in words, beside what is wrong with the backup."""


def put_back(found: Unpacked, tick: Callable[[int], None]) -> None:
    """Make the tables as they were, fill them all or not at all, and bring them up to this version. `tick` is told parts.

    Raises:
        NotEmpty: the database has tables.
        BadBackup: the rows do not fit. Nothing is kept.
    """
    if connection.introspection.table_names():
        raise NotEmpty("the database holds something already; name an empty one in HANDBILL_DATABASE_URL")
    try:
        models = tables.tables(found.migrations)
        tables.demand(models, found.tables)
        tables.prepare(found.migrations)
        with transaction.atomic():
            for name, model in models.items():
                tables.load(model, found.lines(name))
                tick(1)
            tables.count_on(models)
            connection.check_constraints()
        proofs.put_back(found.folder / "public", found.lines("proofs"))
        migrate()
    except Exception:
        take_away()
        raise


def take_away() -> None:
    """Leave the database as empty as it was found, if it answers. The file of SQLite goes with its folder."""
    if connection.vendor == "postgresql":
        with suppress(Error), connection.cursor() as cursor:
            for name in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")


def lines(found: Unpacked, into: Path, newer: list[str] | None, *, other: bool) -> list[str]:
    """Say what came back. `newer`: what was taken over beyond it, None where nothing newer was given; `other`: into another database."""
    count = ngettext("%(count)d entry", "%(count)d entries", found.entries) % {"count": found.entries}
    files = ngettext("%(count)d file of media", "%(count)d files of media", found.masters)
    what = {"at": found.at, "entries": count, "files": files % {"count": found.masters}}
    said = [
        _("Came back: the site as it was at %(at)s, with %(entries)s of the record and %(files)s.") % what
    ]
    if found.damaged:
        words = ngettext(
            "%(count)d file of media was damaged when the backup was made, and is lost: %(names)s",
            "%(count)d files of media were damaged when the backup was made, and are lost: %(names)s",
            len(found.damaged),
        )
        said.append(words % {"count": len(found.damaged), "names": ", ".join(found.damaged[:_FEW])})
    said.append(_("Nobody is signed in; editors sign in as they did then."))
    if other:
        said.append(_("site.toml named another database; that line is a comment now."))
    if newer is not None:
        return [*said, *newer]
    return [
        *said,
        _("What was done since then is not known here: what was redacted or withdrawn since is there again."),
        _(
            "Where anybody has newer public files, an old public folder or a mirror, give this before you run it:"
        ),
        f"  handbill catch-up {into} FROM",
    ]


def finish(growing: Path, into: Path) -> None:
    """Close the database and put the whole site where it was asked for, in one step."""
    connections.close_all()
    for folder in sorted((growing / ROWS).glob("*")):
        folder.rmdir()
    (growing / ROWS).rmdir()
    growing.rename(into)
    sync(into.absolute().parent)
