"""Proof of work for programs: a challenge that costs the sender a fraction of a second, and one sending (altcha, version 2).

A browser without scripts never meets it. The challenge is signed and kept by nobody; its nonce is spent with the item that
it was solved for, so the same work is good once, and a retry of the same gets the same answer.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import altcha
from django.utils.translation import gettext as _

from handbill.guard.secret import keyed
from handbill.guard.ticket import Forged, Missing, TooOld
from handbill.limits import WORK_ANSWER, WORK_COST, WORK_LIFE

_ALGORITHM: Final = "PBKDF2/SHA-256"


def challenge(now: datetime) -> dict[str, Any]:
    """Give a challenge, as JSON: about 256 tries of `WORK_COST` rounds each find its answer."""
    made = altcha.create_challenge(
        _ALGORITHM, WORK_COST, expires_at=now + timedelta(seconds=WORK_LIFE), hmac_secret=_secret()
    )
    told: dict[str, Any] = made.to_dict()
    return told


def check(solution: str) -> str:
    """Give the nonce of a solution that is right.

    Raises:
        Missing, Forged, TooOld: with words.
    """
    if not solution:
        raise Missing(_("Programs solve a challenge first: ask for one, and send its solution as “altcha”."))
    if len(solution) > WORK_ANSWER:
        raise Forged(_("This is no solution of a challenge of this site."))
    found = altcha.verify_solution(solution, _secret())
    if found.expired:
        raise TooOld(_("This challenge is too old. Please solve a new one; nothing was stored."))
    if not found.verified:
        raise Forged(_("This is no solution of a challenge of this site."))
    nonce: str = altcha.Payload.from_base64(solution).challenge.parameters.nonce
    return nonce


def _secret() -> str:
    return keyed("work", "")
