"""Destroy fields of one row: values and salts go, the hashes stay, so that the record still verifies."""

import json

from handbill.newswire.decision import Decision
from handbill.newswire.version import Amendment, Version
from handbill.record.format.attached import MEDIA
from handbill.record.format.canonical import Json, canonical
from handbill.record.format.commitment import Fields, field_hash

Row = Version | Amendment | Decision


def forget(row: Row, names: set[str]) -> None:
    """Destroy the fields of one row that have these names, and save it."""
    fields: Fields = json.loads(row.fields)
    left: dict[str, Json] = {
        name: {"hash": field_hash(one)} if name in names else {**one} for name, one in fields.items()
    }
    row.fields = canonical(left).decode()
    row.save(update_fields=["fields"])


def forget_attachment(number: int, field: str) -> None:
    """Destroy an attachment of the present version, and all of the earlier ones: who wrote them may have had it at any place there."""
    for age, row in enumerate(Version.objects.filter(number=number).order_by("-id")):
        names = {name for name in json.loads(row.fields) if MEDIA(name)}
        forget(row, names if age else names & {field})
