"""Commitments, a field each: what was said can be shown, and destroyed (docs/record.md section 5).

A field is `{"salt", "value"}`, or `{"hash"}` once destroyed; either way the commitment can be computed.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from handbill.record.format.canonical import Json, canonical

Fields: TypeAlias = dict[str, dict[str, Json]]

_HEX = re.compile(r"[0-9a-f]{64}").fullmatch


def seal_fields(values: Mapping[str, Json]) -> Fields:
    """Give each value a salt of its own: 32 random bytes in lower-case hexadecimal digits."""
    return {name: {"salt": secrets.token_hex(32), "value": value} for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Sealed:
    """Values that an entry is to commit to, each with a salt: the text of each field as it is published, and its hash."""

    texts: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Json]) -> "Sealed":
        """Seal values, as `seal_fields` does; each is made canonical once.

        Raises:
            ValueError: the record never holds such a value.
        """
        texts, hashes = {}, {}
        for name, value in values.items():
            salt, form = secrets.token_bytes(32), canonical(value)
            texts[name] = f'{{"salt":"{salt.hex()}","value":{form.decode()}}}'
            hashes[name] = sha256(salt + form).hexdigest()
        return cls(texts, hashes)

    def and_(self, more: "Sealed") -> "Sealed":
        """Give these fields and more."""
        return Sealed(self.texts | more.texts, self.hashes | more.hashes)

    @property
    def fields(self) -> str:
        """Give the fields as canonical JSON."""
        members = (f'"{name}":{self.texts[name]}' for name in sorted(self.texts))
        return "{" + ",".join(members) + "}"

    @property
    def content(self) -> str | None:
        """Give what the entry's `content` says; None where there are no fields."""
        return sha256(canonical({**self.hashes})).hexdigest() if self.hashes else None


def field_hash(one: Mapping[str, Json]) -> str:
    """Hash a field, or give the hash that is left of a destroyed one; ValueError for another shape."""
    if isinstance(one, Mapping) and one.keys() == {"salt", "value"}:
        salt = one["salt"]
        if isinstance(salt, str) and _HEX(salt):
            return sha256(bytes.fromhex(salt) + canonical(one["value"])).hexdigest()
    elif isinstance(one, Mapping) and one.keys() == {"hash"}:
        left = one["hash"]
        if isinstance(left, str) and _HEX(left):
            return left
    raise ValueError("a field is a salt of 64 hexadecimal digits and a value, or a hash")


def commitment(fields: Mapping[str, Mapping[str, Json]]) -> str:
    """Compute what an entry's `content` says about these fields."""
    return sha256(canonical({name: field_hash(one) for name, one in fields.items()})).hexdigest()


def destroyed(fields: Mapping[str, Mapping[str, Json]], only: str | None = None) -> Fields:
    """Give the fields with all values and salts gone, or those of one field; the commitment stays."""
    return {
        name: {"hash": field_hash(one)} if only in (None, name) else dict(one) for name, one in fields.items()
    }


def values(fields: Mapping[str, Mapping[str, Json]]) -> dict[str, Json]:
    """Give the values of the fields that are not destroyed."""
    return {name: one["value"] for name, one in fields.items() if "value" in one}
