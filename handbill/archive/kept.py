"""A folder of public files that somebody kept, and the site folder that grows from it. No Django yet: it needs the folder."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from handbill import below
from handbill.archive.folder import Past, make_folder
from handbill.archive.found import Found, found
from handbill.record.format.audit import Audit
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.note import Signer, Verifier
from handbill.record.format.proof import Proof
from handbill.record.format.rotation import Keys

_PROOF: Final = re.compile(r"record/decision/([0-9]{1,18})\.proof").fullmatch


@dataclass(frozen=True, slots=True)
class Kept:
    """A verified copy of a site's public files: the log that it holds, and what it says of the site.

    Who filled the folder is not known: no link in it is followed, and what is copied from it as it is was checked before.
    """

    folder: Path
    checkpoint: Checkpoint
    note: bytes
    vkey: str
    site: Found
    log: Audit

    @classmethod
    def open(cls, folder: Path) -> "Kept":
        """Read a copy that a verification has found right.

        Raises:
            ValueError: its checkpoint is not signed by its key, or a file does not fit; the words name it.
        """
        get = partial(below.read, folder)
        vkey = (get("record/vkey") or b"").decode().removesuffix("\n")
        note = get("record/checkpoint") or b""
        checkpoint = open_checkpoint(note, Verifier.parse(vkey))
        log = Audit(checkpoint, lambda path: get(f"record/{path}"))
        for path, words in log.wrong.items():
            raise ValueError(f"record/{path} {words}")
        return cls(folder, checkpoint, note, vkey, found(get), log)

    def get(self, path: str) -> bytes | None:
        """Read a public file; None where there is none, ValueError where it is a link or none that can be read."""
        return below.read(self.folder, path)

    @property
    def witnessed(self) -> str:
        """The last checkpoint that witnesses cosigned; empty where there is none of this log."""
        with suppress(ValueError):
            note = self.get("record/checkpoint.witnessed") or b""
            self.log.check_since(Keys.read(self.get).open_since(note, self.get))
            return note.decode()
        return ""

    def proven(self) -> Iterator[tuple[str, bytes]]:
        """Give the files of the log that it proves: tiles and bundles, older partial ones too, and proofs of decisions."""
        for path, regular in below.names(self.folder):
            proof = _PROOF(path)
            if not regular or not (proof or path.startswith("record/tile/")):
                continue
            data = self.get(path) or b""
            if self._holds(int(proof[1]), data) if proof else self.log.proves(path[len("record/") :], data):
                yield path, data

    def _holds(self, index: int, data: bytes) -> bool:
        with suppress(ValueError, IndexError):
            proof = Proof.decode(data)
            proof.check(self.log.leaves[index], Verifier.parse(self.vkey))
            return (proof.index, proof.extra) == (index, self.log.entries[index])
        return False


def grow(folder: Path, kept: Kept, key: bytes | None, said: dict[str, str], timezone: str) -> None:
    """Make the folder of the site, without what the record holds.

    `said` overrides what the public files say of the site. With `key` the log goes on; without it another one begins.

    Raises:
        FileExistsError: `folder` is there and not empty.
        ValueError: the key is another one, or a name, address or language is neither found nor said.
    """
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
    past = Past(identity, origin if key else next_origin(origin), key)
    make_folder(folder, **known, timezone=timezone, past=past)


def next_origin(origin: str) -> str:
    """Give the name of the log that takes up another one, which has a name of its own: `…/2`, then `…/3`."""
    match = re.fullmatch(r"(.+)/([1-9][0-9]{0,5})", origin)
    return f"{match[1]}/{int(match[2]) + 1}" if match else f"{origin}/2"
