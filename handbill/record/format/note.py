"""Signed notes: text that carries who signed it (C2SP signed-note, Ed25519 alone)."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_SIGNATURES: Final = 100
_ED25519: Final = b"\x01"
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})").fullmatch
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]").search
_SIGNAL = re.compile(r"[\x00-\x1f\x7f-\x9f]").search


@dataclass(frozen=True, slots=True)
class Verifier:
    """A verifier key: whose signatures to look for."""

    name: str
    key_id: bytes
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read `NAME+ID+KEY`; ValueError for anything but an Ed25519 key with its right ID."""
        match = _VKEY(vkey)
        if not match or not valid_name(match[1]):
            raise ValueError("not a verifier key")
        key = strict_b64(match[3])
        if key[:1] != _ED25519 or _key_id(match[1], key[1:]).hex() != match[2]:
            raise ValueError("not an Ed25519 verifier key with its right ID")
        return cls(match[1], bytes.fromhex(match[2]), key[1:])

    @property
    def vkey(self) -> str:
        """The key as one line of text, without a newline."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    def check(self, text: str, signature: bytes) -> bool:
        """Say whether this key signed this text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A signing key from its 32-byte seed (RFC 8032); the seed is a secret, the name is public."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not valid_name(name):
            raise ValueError("a key's name has no space, no plus and no control character")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.verifier = Verifier(name, _key_id(name, public), public)

    @property
    def vkey(self) -> str:
        """The verifier key to publish."""
        return self.verifier.vkey

    def sign(self, text: str) -> bytes:
        """Make a note of this text, which must end with a newline."""
        if not text.endswith("\n") or _CONTROL(text):
            raise ValueError("a note's text ends with a newline and has no control characters")
        signature = b64encode(self.verifier.key_id + self._key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.verifier.name} {signature}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """A note whose signatures by known keys were all checked."""

    text: str
    verified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note that is a signature, by whatever kind of key; nothing of it is checked yet."""

    name: str
    key_id: bytes
    signature: bytes


def signatures(data: bytes) -> tuple[str, list[Line]]:
    """Give a note's text and its signatures; ValueError where it is malformed."""
    text, lines = _split(data)
    found = []
    for line in lines:
        name, _, encoded = line.removeprefix("\u2014 ").partition(" ")
        signature = _signature(line, name, encoded)
        found.append(Line(name, signature[:4], signature[4:]))
    return text, found


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> Note:
    """Check a note; ValueError: malformed note, ambiguous key, invalid signature, no verifiable signatures."""
    text, lines = signatures(data)
    verified: list[str] = []
    seen: set[tuple[str, bytes]] = set()
    for line in lines:
        key = (line.name, line.key_id)
        known = [one for one in verifiers if (one.name, one.key_id) == key]
        if len(known) > 1:
            raise ValueError(f"ambiguous key {line.name}")
        if not known or key in seen:
            continue
        seen.add(key)
        if not known[0].check(text, line.signature):
            raise ValueError(f"invalid signature by {line.name}")
        verified.append(line.name)
    if not verified:
        raise ValueError("no verifiable signatures")
    return Note(text, tuple(verified))


def valid_name(name: str) -> bool:
    """Say whether a key may have this name: no space, no plus, no control character."""
    return bool(name) and "+" not in name and not any(sign.isspace() or _SIGNAL(sign) for sign in name)


def strict_b64(text: str) -> bytes:
    """Decode standard base64 that is its own only form; ValueError otherwise."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise ValueError("not base64") from None
    if b64encode(data).decode() != text:
        raise ValueError("not base64")
    return data


def _split(data: bytes) -> tuple[str, list[str]]:
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise ValueError("malformed note: not UTF-8") from None
    text, gap, signatures = whole.rpartition("\n\n")
    if not gap or not signatures.endswith("\n") or _CONTROL(whole):
        raise ValueError("malformed note")
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise ValueError("malformed note: too many signatures")
    return text + "\n", lines


def _signature(line: str, name: str, encoded: str) -> bytes:
    if not line.startswith("\u2014 ") or not valid_name(name):
        raise ValueError("malformed note: a line that is no signature")
    try:
        signature = strict_b64(encoded)
    except ValueError:
        raise ValueError("malformed note: a signature that is not base64") from None
    if len(signature) <= 4:  # noqa: PLR2004 - the key ID, then at least a byte
        raise ValueError("malformed note: a signature that is too short")
    return signature


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]
