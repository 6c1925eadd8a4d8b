"""The sealed entries as the database has them, in the order of the log."""

from handbill.record.format.tree import leaf_hash
from handbill.record.log import Trouble
from handbill.record.models import Entry, Sealed


def entries(start: int, end: int) -> list[bytes]:
    """Give the sealed entries from one index to another; Trouble where the database has lost one."""
    sealed = Sealed.objects.filter(index__gte=start, index__lt=end).order_by("index")
    ids = list(sealed.values_list("entry_id", flat=True))
    if len(ids) != end - start or not ids:
        raise Trouble(f"the database has lost entries between {start} and {end}")
    span = Entry.objects.filter(id__gte=min(ids), id__lte=max(ids))  # mostly without gaps
    rows = {
        row: (bytes(body), bytes(leaf))
        for row, body, leaf in (
            span if max(ids) - min(ids) < 2 * len(ids) else Entry.objects.filter(id__in=ids)
        ).values_list("id", "body", "leaf")
    }
    found = []
    for index, (at, row, leaf) in enumerate(sealed.values_list("index", "entry_id", "leaf"), start):
        body, appended = rows.get(row, (b"", b""))
        if at != index or leaf_hash(body) != bytes(leaf) or appended != bytes(leaf):
            raise Trouble(f"entry {index} in the database is not what was sealed")
        found.append(body)
    return found
