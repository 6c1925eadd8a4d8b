"""Who has the receipt of an item may look at its files, whatever its state: by addresses that hold a key of a day, never the receipt."""

import hmac
import re
from datetime import datetime
from typing import Final

from handbill.guard.secret import keyed
from handbill.limits import FORM_LIFE

_DIGITS: Final = 32
"""Hexadecimal digits of a key: 128 bits."""
_KEY: Final = re.compile(rf"([1-9][0-9]{{0,14}})-([0-9]{{1,12}})-([0-9a-f]{{{_DIGITS}}})", re.ASCII).fullmatch


def key(number: int, now: datetime) -> str:
    """Give a key to the files of an item, good for as long as a form."""
    told = f"{number}-{int(now.timestamp())}"
    return f"{told}-{_mac(told)}"


def opens(typed: str, now: datetime) -> int | None:
    """Give the number of the item whose files a key opens now; None for one that is none, or is over."""
    match = _KEY(typed)
    if match is None or not hmac.compare_digest(match[3], _mac(f"{match[1]}-{match[2]}")):
        return None
    return int(match[1]) if now.timestamp() - int(match[2]) <= FORM_LIFE else None


def _mac(told: str) -> str:
    return keyed("files of an item", told)[:_DIGITS]
