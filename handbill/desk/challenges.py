"""Challenges for passkeys: each for one visit and one purpose, good for some minutes, once.

Nothing is stored for a challenge that is given out, so a stranger's GET writes nothing: it is signed, and it is noted when it
was used.
"""

import secrets
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from handbill.desk.models import SpentChallenge
from handbill.desk.visit import Visit
from handbill.limits import PASSKEY_LIFE

_TIME: Final = 8  # bytes: seconds since 1970, big-endian
_SALT: Final = 16  # bytes


def make(visit: Visit, purpose: str) -> bytes:
    """Give a challenge of 56 bytes: its time, a salt, and an HMAC of both."""
    head = int(timezone.now().timestamp()).to_bytes(_TIME, "big") + secrets.token_bytes(_SALT)
    return head + _sign(head, visit, purpose)


def fits(challenge: bytes, visit: Visit, purpose: str) -> bool:
    """Tell whether a challenge was made for this visit and purpose, and not too long ago."""
    head, signed = challenge[: _TIME + _SALT], challenge[_TIME + _SALT :]
    if not constant_time_compare(signed, _sign(head, visit, purpose)):
        return False
    return timezone.now().timestamp() - int.from_bytes(head[:_TIME], "big") <= PASSKEY_LIFE


def spend(challenge: bytes) -> bool:
    """Use a challenge up, within a transaction; tell whether this is the first time."""
    now = timezone.now()
    SpentChallenge.objects.filter(until__lt=now).delete()
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(
                challenge=challenge.hex(), until=now + timedelta(seconds=2 * PASSKEY_LIFE)
            )
    except IntegrityError:
        return False
    return True


def _sign(head: bytes, visit: Visit, purpose: str) -> bytes:
    return salted_hmac(
        f"handbill.desk.challenge {purpose}", head.hex() + visit.key, algorithm="sha256"
    ).digest()
