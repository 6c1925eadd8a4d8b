"""Words that a file says about who made it, one in each place that its format has for such words."""

import re

MARK = "CaNaRy"
_ANY = re.compile(b"(?i)" + b"\0?".join(re.escape(sign.encode()) for sign in MARK))


def canary(place: str) -> str:
    """Give the word for one place."""
    return f"{MARK}.{place}.1867"


def sung(data: bytes) -> list[bytes]:
    """Give all that are in there, as UTF-8 or UTF-16."""
    return [data[found.start() : found.end() + 24] for found in _ANY.finditer(data)]
