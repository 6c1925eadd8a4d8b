"""Receipts: the secret code by which an author of an item acts on it, without an account.

A code is 128 bits as 32 lower-case hexadecimal digits. It is shown once, in groups of four; what is typed back may have
spaces, hyphens and any case. The site keeps its SHA-256 alone, which stands on the public record.
"""

import re
import secrets
from hashlib import sha256
from typing import Final

from handbill.limits import RECEIPT

_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015\u2212\u00ad\u200b-\u200d\u2060\ufeff]+")
_CODE: Final = re.compile("[0-9a-f]{32}")
BITS: Final = 128
DIGITS: Final = BITS // 4


def random_code() -> str:
    """Give a new code that comes from no form."""
    return secrets.token_hex(BITS // 8)


def normalise(typed: str) -> str | None:
    """Give the code that was typed, or None where it cannot be one."""
    if len(typed) > RECEIPT:
        return None
    code = _BETWEEN.sub("", typed).lower()
    return code if _CODE.fullmatch(code) else None


def groups(code: str) -> str:
    """Give a code as it is shown: groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def digest(code: str) -> str:
    """Give what entries and rows hold of a code: SHA-256 of its text without separators, hexadecimal."""
    return sha256(code.encode("ascii")).hexdigest()
