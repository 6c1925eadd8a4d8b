"""Insert rows that are new: Django makes the same statement anew each time, here it is made once for a table."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection, models

_PLAIN: Final = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
"""Fields whose values are kept as they are: asking Django about each takes 5 us, and an import has a hundred an article."""


def add(row: models.Model) -> None:
    """Insert a row whose fields are all set, within the transaction of the act. Its key is given, or not asked for."""
    add_all([row])


def add_all(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table, as `add` does."""
    if not rows:
        return
    statement, fields = _statement(type(rows[0]))
    given = [[keep(getattr(row, name)) for name, keep in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, given)
    for row in rows:
        row._state.adding = False  # noqa: SLF001 - as save() does; there is no other way to say it


@cache
def _statement(kind: type[models.Model]) -> tuple[str, tuple[tuple[str, Callable[[Any], Any]], ...]]:
    fields = [field for field in kind._meta.concrete_fields if not isinstance(field, models.AutoField)]  # noqa: SLF001 - Django's documented Meta API
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {connection.ops.quote_name(kind._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608, SLF001 - names of our own tables
    return statement, tuple((field.attname, _kept(field)) for field in fields)


def _kept(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Give what makes of a value what the table holds."""
    if isinstance(field, (*_PLAIN, models.ForeignKey)):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)
