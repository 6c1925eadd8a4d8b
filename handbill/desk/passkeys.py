"""Passkeys: signing in with what a telephone, a computer or a security key holds, beside password and code.

Web Authentication, level 2. A passkey takes the place of both factors, so it must have verified its user (by finger, face or
PIN), and it is found without a name being typed. It belongs to one origin: that of the site's address. Of the passkey
the site keeps a public key, the name that its editor gave it, and its counter; no attestation, no times.
"""

import hashlib
import ipaddress
import json
import struct
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from handbill.actions.act import Refused
from handbill.cleaning.text import one_line
from handbill.desk import challenges
from handbill.desk.models import Account, Passkey
from handbill.desk.visit import Visit
from handbill.limits import PASSKEY_ANSWER, PASSKEY_NAME, PASSKEYS
from handbill.settings import site

REGISTER, SIGN_IN = "register", "sign-in"
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}
_MALFORMED: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    InvalidSignature,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)
"""What the library says of an answer that is not one, or not the right one."""


def origin() -> str:
    """Give the origin that passkeys belong to; empty where there can be none, without https or without a name.

    A machine's own address has no name that browsers take, so it goes by `localhost`.
    """
    parts = urlsplit(site().address)
    host = parts.hostname or ""
    if host in _LOOPBACK:
        return f"{parts.scheme}://localhost" + (f":{parts.port}" if parts.port else "")
    with suppress(ValueError):
        ipaddress.ip_address(host)
        return ""
    return f"https://{parts.netloc}" if parts.scheme == "https" else ""


def here(request: HttpRequest) -> bool:
    """Tell whether a page is read at the address that passkeys belong to."""
    return bool(origin()) and urlsplit(origin()).netloc == request.get_host().lower()


def to_register(visit: Visit) -> str:
    """Give what the browser needs to make a passkey, as JSON."""
    own = visit.own
    there = [AttestedCredentialData(bytes(it.credential)) for it in Passkey.objects.filter(account=own)]
    options, _state = _server().register_begin(
        PublicKeyCredentialUserEntity(name=own.editor.name, id=_handle(own), display_name=own.editor.name),
        there,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenges.make(visit, REGISTER),
    )
    return json.dumps(dict(options)["publicKey"])


def register(visit: Visit, name: str, answer: str) -> None:
    """Keep a passkey that was made.

    Raises:
        Refused: 422 it has no name, or the answer does not fit; 409 it is kept already, or there are too many.
    """
    name = one_line(name)
    if not 0 < len(name) <= PASSKEY_NAME:
        raise Refused(
            _("Give it a name of up to %(limit)d characters, by which you know it.")
            % {"limit": PASSKEY_NAME},
            422,
        )
    words = _("This passkey was not taken. Try once more.")
    try:
        said = RegistrationResponse.from_dict(_parsed(answer))
        challenge = _own_challenge(said.response.client_data, visit, REGISTER)
        kept = _server().register_complete(_state(challenge), said)
        made = kept.credential_data
        if made is None or made.public_key.ALGORITHM not in CoseKey.supported_algorithms():
            raise ValueError("no key that can be verified")
    except _MALFORMED:
        raise Refused(words, 422) from None
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=visit.own.pk)
        if not challenges.spend(challenge):
            raise Refused(words, 422)
        if Passkey.objects.filter(account=visit.own).count() >= PASSKEYS:
            raise Refused(_("You have %(limit)d passkeys. Remove one first.") % {"limit": PASSKEYS})
        try:
            with transaction.atomic():
                Passkey.objects.create(
                    account=visit.own,
                    name=name,
                    credential_id=_fingerprint(made.credential_id),
                    credential=bytes(made),
                    count=kept.counter,
                )
        except IntegrityError:
            raise Refused(_("This passkey is there already.")) from None


def to_sign_in(visit: Visit) -> str:
    """Give what the browser needs to ask for a passkey, as JSON; of which editors there are, it says nothing."""
    options, _state = _server().authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=challenges.make(visit, SIGN_IN)
    )
    return json.dumps(dict(options)["publicKey"])


def sign_in(visit: Visit, answer: str) -> Account:
    """Give the account that a passkey opens; the challenge is used up.

    Raises:
        Refused: 422, it opens none; a counter that went back is named, because then somebody has a copy.
    """
    words = _("This passkey did not open the desk. Try once more, or sign in with password and code.")
    with transaction.atomic():
        try:
            said = AuthenticationResponse.from_dict(_parsed(answer))
            challenge = _own_challenge(said.response.client_data, visit, SIGN_IN)
            rows = Passkey.objects.select_for_update(of=("self",)).select_related("account__editor")
            found = rows.filter(credential_id=_fingerprint(said.raw_id), account__is_active=True).get()
            _server().authenticate_complete(
                _state(challenge), [AttestedCredentialData(bytes(found.credential))], said
            )
            if said.response.user_handle not in {None, b"", _handle(found.account)}:
                raise ValueError("it was made for another account")
        except (*_MALFORMED, Passkey.DoesNotExist):
            raise Refused(words, 422) from None
        if found.account.editor.dismissed_at is not None or not challenges.spend(challenge):
            raise Refused(words, 422)
        count = said.response.authenticator_data.counter
        if (count or found.count) and count <= found.count:  # level 2, section 6.1.1
            raise Refused(
                _(
                    "This passkey counts backwards, so there may be a copy of it. Sign in with password and code, and remove it."
                ),
                422,
            )
        found.count = count
        found.save(update_fields=["count"])
    return found.account


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > PASSKEY_ANSWER:
        raise ValueError("too long")
    said: dict[str, Any] = json.loads(answer)
    return said


def _own_challenge(client_data: Any, visit: Visit, purpose: str) -> bytes:
    challenge: bytes = client_data.challenge
    if not challenges.fits(challenge, visit, purpose) or client_data.cross_origin:
        raise ValueError("not of this visit")
    return challenge


def _state(challenge: bytes) -> Any:
    """Give what the library compares an answer with; that the challenge is ours is known by then."""
    return Fido2Server._make_internal_state(challenge, UserVerificationRequirement.REQUIRED)  # noqa: SLF001 - made by it alone


def _server() -> Fido2Server:
    own = origin()
    host = urlsplit(own).hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(name=site().name, id=host), verify_origin=own.__eq__)


def _handle(account: Account) -> bytes:
    """Give what an authenticator knows an account by: nothing that names anybody."""
    return hashlib.sha256(f"{site().identity} account {account.pk}".encode()).digest()


def _fingerprint(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
