"""The guard's secret: whoever has it can forge forms and compute the receipts of nonces that they saw."""

import hmac
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from handbill.settings import site


def keyed(purpose: str, text: str) -> str:
    """Give an HMAC-SHA-256 under the site's secret, 64 hexadecimal digits; purposes do not mix."""
    return keyed_in(site().secrets, purpose, text)


def keyed_in(secrets: Path, purpose: str, text: str) -> str:
    """Give the same for a site that is named by the folder of its secrets."""
    key = _read(secrets / "guard")
    return hmac.new(key, f"{purpose}\0{text}".encode(), sha256).hexdigest()


@lru_cache(maxsize=4)
def _read(file: Path) -> bytes:
    """Read the secret once a process; it never changes, and a site without one must not serve forms."""
    return file.read_bytes().strip()
