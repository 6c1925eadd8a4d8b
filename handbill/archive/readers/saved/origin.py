"""Where a page stood, and by what its article and comments are known again."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from handbill.archive.readers.saved import addresses
from handbill.archive.readers.saved.layout import Layout
from handbill.cleaning.text import one_line
from handbill.limits import FILE_NAME
from handbill.record.format.canonical import Json

_OUT: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Origin:
    """A page at an address, or in a file at a place where that is not known."""

    place: str
    address: str
    layout: Layout

    def legacy(self, number: str = "", anchor: str = "") -> dict[str, Json]:
        """Give what is said of where something stood (docs/record.md section 6)."""
        host = addresses.host(self.address)
        legacy: dict[str, Json] = {"from": (host or one_line(self.place))[:FILE_NAME]}
        if number:
            legacy["number"] = one_line(number)[:FILE_NAME]
        if self.address and addresses.fits(self.address):
            legacy["address"] = f"{self.address}#{anchor}" if anchor else self.address
        return legacy

    def keys(self, number: str, title: str, body: str) -> list[tuple[str, ...]]:
        """Give what tells an article from others: where it stood, else its words."""
        host = addresses.host(self.address)
        keys: list[tuple[str, ...]] = []
        if self.address:
            keys.append(("address", addresses.bare(self.address)))
        if number and host and self.layout.number:
            keys.append(("number", host.removeprefix("www."), self.layout.name, number))
        return keys or [("page", digest(title, body))]


def digest(*parts: str) -> str:
    """Give a hash of words, however they are set."""
    return sha256("\0".join(_OUT.sub(" ", part).strip() for part in parts).encode()).hexdigest()
