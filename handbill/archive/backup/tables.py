"""The rows of a site, as either database takes them: each table in parts, lines of JSON with the columns in their order, packed.

The tables are those of the migrations that were run, not those of the program: so a backup can be made before an upgrade, and
brought back after one. All rows are of one moment of the database.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from handbill.archive.backup.parts import BadBackup, Part, packed
from handbill.archive.migrate import migrate
from handbill.archive.public import SNAPSHOT

ROOMS: Final = ("record", "newswire", "guard", "desk", "otp_totp")
LEFT_OUT: Final = frozenset(
    {
        "desk_session",
        "desk_presence",
        "desk_attendance",
        "desk_attempt",
        "newswire_countdown",
        "record_leader",
    }
)
"""Who is at the desk, and since when: a backup outlives what the site forgets within a day. How often its end was announced: that is said anew.
Which machine led: where a backup is brought back, another does."""

STEP: Final = 2000
"""A part ends where the key passes a multiple of this, so that one row more or less changes one part."""
_FEW: Final = STEP // 4
"""Fewer rows do not make a part: keys may lie far apart."""
_LARGE: Final = 2**22
"""Bytes of rows after which a part ends in any case."""
_ROWS: Final = 500

Model: TypeAlias = type[models.Model]
Step: TypeAlias = tuple[str, str]


def steps() -> list[Step]:
    """Give the migrations that were run."""
    return sorted(key for key in MigrationLoader(connections[SNAPSHOT]).applied_migrations if key[0] in ROOMS)


def tables(done: list[Step]) -> dict[str, Model]:
    """Give the tables that these migrations made, by name.

    Raises:
        BadBackup: this program does not know one of them.
    """
    loader = MigrationLoader(connection)
    for one in done:
        if one not in loader.graph.nodes:
            raise BadBackup(
                f"it was made by a newer Handbill: the migration {one[0]}.{one[1]} is not known here"
            )
    apps = loader.project_state(done).apps
    found = {_meta(model).db_table: model for model in apps.get_models() if _meta(model).app_label in ROOMS}
    return {name: found[name] for name in sorted(found) if name not in LEFT_OUT}


def columns(model: Model) -> list[str]:
    """Name the columns of a table."""
    return [str(one.column) for one in _meta(model).concrete_fields]


def count(model: Model) -> int:
    """Give the number of rows."""
    return model._base_manager.using(SNAPSHOT).count()  # noqa: SLF001 - all rows


def parts(name: str, model: Model, tick: Callable[[int], None]) -> Iterator[Part]:
    """Give a table in parts. `tick` is told how many rows are done."""
    for number, lines in enumerate(_runs(model), 1):
        yield Part.of(f"tables/{name}/{number:06}.jsonl.gz", packed(b"".join(lines)))
        tick(len(lines))


def _runs(model: Model) -> Iterator[list[bytes]]:
    names = [one.attname for one in _meta(model).concrete_fields]
    key = names.index(_meta(model).pk.attname)
    rows = model._base_manager.using(SNAPSHOT).order_by("pk").values_list(*names)  # noqa: SLF001 - all rows
    run: list[bytes] = []
    size, place = 0, None
    for row in rows.iterator(chunk_size=_ROWS):
        at = row[key] // STEP if isinstance(row[key], int) else None
        if run and ((at != place and len(run) > _FEW) or size > _LARGE or len(run) == STEP):
            yield run
            run, size = [], 0
        place = at
        run.append(
            json.dumps([_said(one) for one in row], ensure_ascii=False, separators=(",", ":")).encode()
            + b"\n"
        )
        size += len(run[-1])
    if run:
        yield run


def _said(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date


def prepare(done: list[Step]) -> None:
    """Make the tables as these migrations, which are known, made them."""
    loader = MigrationLoader(connection)
    if set(done) >= {key for key in loader.graph.nodes if key[0] in ROOMS}:
        migrate()
    else:
        later = {parent for one in done for parent in loader.graph.node_map[one].parents}
        last = [one for one in done if not any(p.key == one for p in later)]
        MigrationExecutor(connection).migrate(last)


def demand(found: dict[str, Model], said: dict[str, list[str]]) -> None:
    """Demand that a backup has these tables, with their columns.

    Raises:
        BadBackup: it has others.
    """
    if {name: columns(model) for name, model in found.items()} != said:
        raise BadBackup("its tables are not those of the migrations that it names")


def load(model: Model, lines: Iterator[bytes]) -> None:
    """Put rows into a table, in the caller's transaction.

    Raises:
        BadBackup: a line is no row of it.
    """
    fields = _meta(model).concrete_fields
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(one.column) for one in fields), ", ".join(["%s"] * len(fields))
    into = f"INSERT INTO {quote(_meta(model).db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
    rows: list[list[Any]] = []
    with connection.cursor() as cursor:
        try:
            for line in lines:
                rows.append(
                    [_meant(field, value) for field, value in zip(fields, json.loads(line), strict=True)]
                )
                if len(rows) == _ROWS:
                    cursor.executemany(into, rows)
                    rows.clear()
            if rows:
                cursor.executemany(into, rows)
        except (ValueError, TypeError, DatabaseError) as error:
            raise BadBackup(f"a row of {_meta(model).db_table} cannot be taken: {error}") from None


def _meant(field: Any, value: Any) -> Any:
    if value is not None:
        match field:
            case models.BinaryField():
                value = b64decode(value, validate=True)
            case models.DateTimeField():
                value = datetime.fromisoformat(value)
            case models.DateField():
                value = date.fromisoformat(value)
    return field.get_db_prep_save(value, connection)


def count_on(found: dict[str, Model]) -> None:
    """Let the database give the next rows numbers of their own."""
    with connection.cursor() as cursor:
        for said in connection.ops.sequence_reset_sql(no_style(), list(found.values())):
            cursor.execute(said)


def _meta(model: Model) -> Any:
    return model._meta  # noqa: SLF001 - Django's own way to ask for tables and columns
