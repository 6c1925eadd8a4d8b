"""An authenticator made of software: it signs what a browser would have it sign, and whatever a thief would."""

import json
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import unescape
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV
ATTESTED = AuthenticatorData.FLAG.AT
ORIGIN = "http://localhost:8000"


def given(response) -> dict[str, Any]:
    """What the page gives the browser to make or to ask for a passkey."""
    found = re.search(r'data-options="([^"]+)"', response.content.decode())
    assert found, response.content.decode()[:3000]
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


def web(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str = ""
    count: int = 0
    origin: str = ORIGIN
    rp: str = "localhost"
    flags: AuthenticatorData.FLAG = PRESENT | VERIFIED

    def other(self, **values) -> "Authenticator":
        """The same, with something wrong."""
        return replace(self, **values)

    def client_data(self, kind: str, challenge: str, **other) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **other}
        ).encode()

    def make(self, options: dict[str, Any], **other) -> str:
        """Answer `navigator.credentials.create`."""
        self.user = options["user"]["id"]
        said = self.client_data(**{"kind": "webauthn.create", "challenge": options["challenge"], **other})
        made = AttestedCredentialData.create(
            Aaguid(bytes(16)), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            sha256(self.rp.encode()).digest(), self.flags | ATTESTED, self.count, bytes(made)
        )
        return self._answer(
            {
                "clientDataJSON": web(said),
                "attestationObject": web(bytes(AttestationObject.create("none", data, {}))),
            }
        )

    def sign(self, options: dict[str, Any], **other) -> str:
        """Answer `navigator.credentials.get`."""
        said = self.client_data(**{"kind": "webauthn.get", "challenge": options["challenge"], **other})
        data = AuthenticatorData.create(sha256(self.rp.encode()).digest(), self.flags, self.count)
        signed = self.key.sign(bytes(data) + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": web(said),
                "authenticatorData": web(bytes(data)),
                "signature": web(signed),
                "userHandle": self.user,
            }
        )

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps(
            {
                "id": web(self.id),
                "rawId": web(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": response,
            }
        )
