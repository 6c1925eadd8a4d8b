"""Commitments, a field each: what was said can be shown, and destroyed (docs/record.md section 5).

A field is `{"salt", "value"}`, or `{"hash"}` once destroyed; either way the commitment can be computed.
"""

import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import TypeAlias

from handbill.record.format.canonical import Json, canonical

Fields: TypeAlias = dict[str, dict[str, Json]]

_HEX = re.compile(r"[0-9a-f]{64}").fullmatch


def seal_fields(values: Mapping[str, Json]) -> Fields:
    """Give each value a salt of its own: 32 random bytes in lower-case hexadecimal digits."""
    return {name: {"salt": secrets.token_hex(32), "value": value} for name, value in values.items()}


def field_hash(field: Mapping[str, Json]) -> str:
    """Hash a field, or give the hash that is left of a destroyed one; ValueError for another shape."""
    if isinstance(field, Mapping) and field.keys() == {"salt", "value"}:
        salt = field["salt"]
        if isinstance(salt, str) and _HEX(salt):
            return sha256(bytes.fromhex(salt) + canonical(field["value"])).hexdigest()
    elif isinstance(field, Mapping) and field.keys() == {"hash"}:
        left = field["hash"]
        if isinstance(left, str) and _HEX(left):
            return left
    raise ValueError("a field is a salt of 64 hexadecimal digits and a value, or a hash")


def commitment(fields: Mapping[str, Mapping[str, Json]]) -> str:
    """Compute what an entry's `content` says about these fields."""
    return sha256(canonical({name: field_hash(field) for name, field in fields.items()})).hexdigest()


def destroyed(fields: Mapping[str, Mapping[str, Json]], only: str | None = None) -> Fields:
    """Give the fields with all values and salts gone, or those of one field; the commitment stays."""
    return {
        name: {"hash": field_hash(field)} if only in (None, name) else dict(field)
        for name, field in fields.items()
    }


def values(fields: Mapping[str, Mapping[str, Json]]) -> dict[str, Json]:
    """Give the values of the fields that are not destroyed."""
    return {name: field["value"] for name, field in fields.items() if "value" in field}
