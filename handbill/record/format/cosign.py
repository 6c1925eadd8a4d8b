"""Cosignatures: another site says that it saw this log grow rightly (C2SP tlog-cosignature, Ed25519)."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from handbill.record.format.note import signatures, strict_b64, valid_name

_TYPE: Final = b"\x04"
_TIME: Final = 8
"""Bytes of the time before the signature, in seconds since 1970, the highest first."""
_LONG: Final = _TIME + 64
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})").fullmatch


@dataclass(frozen=True, slots=True)
class CosignVerifier:
    """A witness: whose cosignatures to look for."""

    name: str
    key_id: bytes
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "CosignVerifier":
        """Read `NAME+ID+KEY`; ValueError for anything but an Ed25519 cosigner's key with its right ID."""
        match = _VKEY(vkey)
        if not match or not valid_name(match[1]):
            raise ValueError("not a verifier key")
        key = strict_b64(match[3])
        if key[:1] != _TYPE or _key_id(match[1], key[1:]).hex() != match[2]:
            raise ValueError("not an Ed25519 key of a witness with its right ID")
        return cls(match[1], bytes.fromhex(match[2]), key[1:])

    @property
    def vkey(self) -> str:
        """The key as one line of text, without a newline."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_TYPE + self.public).decode()}"

    def signed(self, checkpoint: bytes) -> int | None:
        """Give the time of this witness's cosignature of a checkpoint, in seconds since 1970; None where it has none.

        Raises:
            ValueError: a malformed note, or a cosignature of this key that does not hold.
        """
        text, lines = signatures(checkpoint)
        for line in lines:
            if (line.name, line.key_id) == (self.name, self.key_id):
                return self._check(text, line.signature)
        return None

    def line(self, checkpoint: bytes, said: bytes) -> str | None:
        """Give the line of an answer with which this witness cosigned a checkpoint; None where none is its own.

        Raises:
            ValueError: anything but lines that are signatures, or a cosignature of this key that does not hold.
        """
        text, gap, _signatures = checkpoint.rpartition(b"\n\n")
        *lines, end = said.split(b"\n")
        if not lines or end:
            raise ValueError("lines end with a newline")
        own = [line for line in lines if self.signed(text + gap + line + b"\n") is not None]
        return f"{own[0].decode()}\n" if own else None

    def add(self, checkpoint: str, line: str) -> str:
        """Give a checkpoint with this line of this witness, in place of one that it had."""
        text, gap, lines = checkpoint.rpartition("\n\n")
        others = (one for one in lines.splitlines(keepends=True) if not self._own(text + gap + one))
        return text + gap + "".join(others) + line

    def _own(self, note: str) -> bool:
        """Say whether a note of one signature has that of this key."""
        _text, (line,) = signatures(note.encode())
        return (line.name, line.key_id) == (self.name, self.key_id)

    def _check(self, text: str, signature: bytes) -> int:
        time = int.from_bytes(signature[:_TIME], "big")
        if len(signature) != _LONG or time >= 1 << 63:
            raise ValueError(f"malformed cosignature by {self.name}")
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public)
            key.verify(signature[_TIME:], _message(time, text))
        except InvalidSignature:
            raise ValueError(f"invalid cosignature by {self.name}") from None
        return time


class Cosigner:
    """The key with which a site witnesses others, from its 32-byte seed; never the key of its own log."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not valid_name(name):
            raise ValueError("a key's name has no space, no plus and no control character")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.verifier = CosignVerifier(name, _key_id(name, public), public)

    def cosign(self, checkpoint: bytes, time: int) -> str:
        """Give the line that says: at `time` (seconds since 1970) this was the largest consistent tree that I saw."""
        text, _lines = signatures(checkpoint)
        signed = time.to_bytes(_TIME, "big") + self._key.sign(_message(time, text))
        return f"\u2014 {self.verifier.name} {b64encode(self.verifier.key_id + signed).decode()}\n"


def _message(time: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _TYPE + public).digest()[:4]
