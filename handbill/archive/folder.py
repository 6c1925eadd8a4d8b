"""Make the folder of a site: settings, secrets, and room for what will come. No Django yet: it needs the folder."""

import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from handbill.limits import SITE_NAME

TEXTS = ("django", "guard", "provenance")
KEYS = ("record", "witness")
"""Seeds of Ed25519 keys (RFC 8032), 32 bytes each: of the own record, and to cosign those of others."""
SECRETS = (*TEXTS, *KEYS)

TOML = """\
# The settings of this site. `handbill doctor` names every setting with its default.

name = {name}
tagline = {tagline}
address = {address}
language = {language}
timezone = {timezone}

# Fixed when the site was made. Never change these two: feeds and the record hang on them.
identity = {identity}
origin = {origin}
"""


@dataclass(frozen=True, slots=True)
class Past:
    """What a site that is made again keeps: the ids of its feeds, the name of its key, and the key where it is there."""

    identity: str
    origin: str
    key: bytes | None = None


def make_folder(
    folder: Path,
    *,
    name: str,
    address: str,
    language: str,
    tagline: str = "",
    timezone: str = "UTC",
    past: Past | None = None,
) -> None:
    """Make the folder of a site with `site.toml`, `secrets/`, `data/`, `public/`; nothing but the owner reads the first three.

    `past`: what is fixed for ever is that of a site that was there before.

    Raises:
        FileExistsError: the folder is there and not empty.
        ValueError: the address has no host, or the name is too long.
    """
    address = address if address.endswith("/") else f"{address}/"
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s+]", address):
        raise ValueError("the address must be like https://wire.example/")
    if len(name) > SITE_NAME:
        raise ValueError(f"the name has at most {SITE_NAME} characters")
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    folder.chmod(0o755)
    for part, mode in (("secrets", 0o700), ("data", 0o700), ("data/tmp", 0o700), ("public", 0o755)):
        (folder / part).mkdir(mode=mode)
        (folder / part).chmod(mode)
    for secret in TEXTS:
        _private(folder / "secrets" / secret, secrets.token_hex(32).encode())
    kept = {"record": past.key} if past and past.key else {}
    for key in KEYS:
        _private(folder / "secrets" / key, kept.get(key) or secrets.token_bytes(32))
    _private(folder / "data" / "handbill.sqlite3", b"")  # its mode is that of all that SQLite makes beside it
    values = {
        "name": name,
        "tagline": tagline,
        "address": address,
        "language": language,
        "timezone": timezone,
        "identity": past.identity if past else f"tag:{host},{datetime.now(UTC).year}:",
        "origin": past.origin if past else parts.netloc + parts.path.rstrip("/") + "/record",
    }
    # a JSON string is a TOML basic string
    toml = TOML.format(**{key: json.dumps(value, ensure_ascii=False) for key, value in values.items()})
    _private(folder / "site.toml", toml.encode())


def unmake_folder(folder: Path, *, whole: bool) -> None:
    """Take away what `make_folder` made just now; the folder itself stays where it was there before (`whole` is false)."""
    (folder / "site.toml").unlink()
    for part in ("secrets", "data", "public"):
        shutil.rmtree(folder / part)
    if whole:
        folder.rmdir()


def _private(file: Path, data: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
