"""Which imported thing became which item: keys that tell nothing, in a table that outlives the texts."""

import hmac
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from handbill.archive.sources import ImportedItem, SourceError
from handbill.newswire.provenance import Provenance
from handbill.newswire.version import Version
from handbill.record.format.entry import Entry
from handbill.record.models import Entry as Row
from handbill.settings import Settings


class Keys:
    """Makes the keys of a site: HMAC-SHA256 with `secrets/provenance`.

    Without the secret nobody can guess a text that is gone from its key, so the table may be copied with the database.
    """

    def __init__(self, site: Settings) -> None:
        """Read the secret.

        Raises:
            SourceError: it is not there; with another one everything would be imported twice.
        """
        file = site.secrets / "provenance"
        try:
            self._secret = file.read_bytes().strip()
        except FileNotFoundError:
            raise SourceError(f"{file} is missing") from None

    def of(self, parts: Sequence[str]) -> str:
        """Give the key of what these words tell apart, 64 hexadecimal digits."""
        return hmac.new(self._secret, json.dumps(list(parts)).encode(), sha256).hexdigest()


def number_of(item: ImportedItem, keys: Sequence[str], here: Mapping[str, int]) -> int:
    """Give the number under which an item is here already, where `here` are those that are known; 0 where it is new."""
    for key in keys:
        if key in here:
            return here[key]
    if item.native:
        number, content = item.native
        first = Version.objects.filter(number=number).order_by("id").first()
        if first and Entry.decode(bytes(Row.objects.get(pk=first.entry_id).body)).content == content:
            return number
    return 0


def known(keys: list[str]) -> dict[str, int]:
    """Give the numbers of those that were imported before."""
    found: dict[str, int] = {}
    for at in range(0, len(keys), 500):  # SQLite takes a limited number of values in one statement
        rows = Provenance.objects.filter(key__in=keys[at : at + 500])
        found |= dict(rows.values_list("key", "number"))
    return found
