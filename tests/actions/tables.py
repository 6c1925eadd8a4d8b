"""All that a site knows, to be compared."""

from django.db import connection

ROOM = "guard_", "newswire_", "record_", "desk_"


def dump() -> dict[str, list[str]]:
    """Give every row of every table of ours."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(ROOM):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor]
                found[table] = sorted(map(repr, rows))
    return found
