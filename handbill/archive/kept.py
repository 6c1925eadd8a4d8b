"""A folder of public files that somebody kept, and the site folder that grows from it. No Django yet: it needs the folder."""

import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from handbill.archive.folder import Past, make_folder
from handbill.archive.found import Found, found
from handbill.record.format.audit import Audit
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.note import Signer, Verifier


@dataclass(frozen=True, slots=True)
class Kept:
    """A verified copy of a site's public files: the log that it holds, and what it says of the site."""

    folder: Path
    checkpoint: Checkpoint
    note: bytes
    vkey: str
    site: Found

    @classmethod
    def open(cls, folder: Path) -> "Kept":
        """Read a copy that a verification has found right.

        Raises:
            ValueError: its checkpoint is not signed by its key.
        """
        vkey = (folder / "record/vkey").read_text("utf-8").removesuffix("\n")
        note = (folder / "record/checkpoint").read_bytes()
        checkpoint = open_checkpoint(note, Verifier.parse(vkey))
        kept = cls(folder, checkpoint, note, vkey, Found())
        return replace(kept, site=found(kept.get))

    def get(self, path: str) -> bytes | None:
        """Read a public file; None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    @property
    def witnessed(self) -> str:
        """The last checkpoint that witnesses cosigned; empty where there is none."""
        return (self.get("record/checkpoint.witnessed") or b"").decode()

    def entries(self) -> list[bytes]:
        """Read all entries of the log.

        Raises:
            ValueError: a file does not fit; the words name it.
        """
        audit = Audit(self.checkpoint, lambda path: self.get(f"record/{path}"))
        for path, words in audit.wrong.items():
            raise ValueError(f"record/{path} {words}")
        return audit.entries


def grow(into: Path, kept: Kept, key: bytes | None, said: dict[str, str], timezone: str) -> Path:
    """Make the folder in which the site grows beside `into`; it is renamed when it is whole, so a kill leaves no half site.

    `said` overrides what the public files say of the site. With `key` the log goes on; without it another one begins.

    Raises:
        FileExistsError: `into` is there and not empty.
        ValueError: the key is another one, or a name, address or language is neither found nor said.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise FileExistsError(f"{into} is not empty")
    origin = kept.checkpoint.origin
    if key is not None and (len(key) != 32 or Signer(origin, key).vkey != kept.vkey):  # noqa: PLR2004 - a seed of RFC 8032
        raise ValueError("this is not the key that signed the record of these files")
    known = {name: getattr(kept.site, name) for name in ("name", "tagline", "address", "language")}
    known |= {name: value for name, value in said.items() if value}
    for name in ("name", "address", "language"):
        if not known[name]:
            raise ValueError(f"the files do not say the {name} of the site: give it with --{name}")
    address = known["address"]
    identity = kept.site.identity or f"tag:{urlsplit(address).hostname},{datetime.now(UTC).year}:"
    growing = into.absolute().with_name(f".{into.name}.growing")
    shutil.rmtree(growing, ignore_errors=True)
    past = Past(identity, origin if key else next_origin(origin), key)
    make_folder(growing, **known, timezone=timezone, past=past)
    return growing


def next_origin(origin: str) -> str:
    """Give the name of the log that takes up another one, which has a name of its own: `…/2`, then `…/3`."""
    match = re.fullmatch(r"(.+)/([1-9][0-9]{0,5})", origin)
    return f"{match[1]}/{int(match[2]) + 1}" if match else f"{origin}/2"
