"""The whole record of a site, replayed as a reader does: what an import wrote must be what the specification allows."""

import json
from typing import Any

from handbill.newswire.decision import Decision
from handbill.newswire.version import Amendment, Version
from handbill.record.format.commitment import commitment, values
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.history import History
from handbill.record.format.said import check_set
from handbill.record.models import Entry as Row


def replay() -> History:
    """Check every entry, every commitment and every set of fields; give what follows from them."""
    sets = {
        row.entry_id: json.loads(row.fields)
        for noun in (Version, Amendment, Decision)
        for row in noun.objects.all()
    }
    history = History()
    for row in Row.objects.order_by("pk"):
        entry = Entry.decode(bytes(row.body))
        fields = sets.get(row.pk, {})
        if entry.content:
            assert commitment(fields) == entry.content
            comment = entry.article is not None or entry.kind is Kind.COMMENT
            check_set(fields, entry.kind, comment=comment, imported=entry.kind is Kind.IMPORT)
        history.add(entry, values(fields))
    return history


def length() -> int:
    """Count the entries of the record."""
    return Row.objects.count()


def said(number: int) -> dict[str, Any]:
    """Give the present values of an item."""
    last = Version.objects.filter(number=number).order_by("-id")[0]
    return values(json.loads(last.fields))
