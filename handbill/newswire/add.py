"""Insert a row that is new: Django makes the same statement anew each time, here it is made once for a table."""

from functools import cache

from django.db import connection, models


def add(row: models.Model) -> None:
    """Insert a row whose fields are all set, within the transaction of the act. Its key is given, or not asked for."""
    statement, fields = _statement(type(row))
    given = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
    row._state.adding = False  # noqa: SLF001 - as save() does; there is no other way to say it


@cache
def _statement(kind: type[models.Model]) -> "tuple[str, tuple[models.Field[object, object], ...]]":
    fields = tuple(field for field in kind._meta.concrete_fields if not isinstance(field, models.AutoField))  # noqa: SLF001 - Django's documented Meta API
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {connection.ops.quote_name(kind._meta.db_table)} ({names}) VALUES ({marks})", fields  # noqa: S608, SLF001 - names of our own tables
