"""Slow down whoever tries names and passwords, without knowing where they come from.

Each try is counted before the password is looked at, so that many at once gain nothing. A name that does not exist is
counted like one that does, and stays counted when its editor signs in: neither tells whether there is one. Whoever knows
an editor's sign-in name can make them wait, at most `TRIES_WAIT`, where that name is all that a try brings; it is shown
nowhere. A try from a browser that is known (`known`), with a recovery code that is right, or from inside, is counted by
itself: what others try with the name does not reach it.
"""

import contextlib
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk.models import Attempt
from handbill.limits import TRIES, TRIES_WAIT

_KEPT: Final = timedelta(days=1)
_HASHING: Final = {False: threading.BoundedSemaphore(2), True: threading.BoundedSemaphore(1)}


@dataclass(frozen=True, slots=True)
class Lane:
    """By what tries are counted: a name, which anyone may try, or what only an editor has."""

    key: str  # keyed hash, hex
    own: bool  # nobody else can try here

    @classmethod
    def of_name(cls, name: str) -> "Lane":
        """All who try a name."""
        return cls(_key(f"name {name}"), own=False)

    @classmethod
    def of(cls, what: str, which: object) -> "Lane":
        """Tries with something that only the editor has."""
        return cls(_key(f"{what} {which}"), own=True)


@contextlib.contextmanager
def one_of_few(*, own: bool = False) -> Iterator[None]:
    """Let two at a time look at passwords, and one more in a lane of its own: argon2 takes 100 MiB for each, and the other threads have readers to serve.

    Who comes with a name alone is refused at once where both look already: strangers who waited here would hold the threads.

    Raises:
        Refused: 503, it did not come to this one; in a lane of its own within a second.
    """
    if not _HASHING[own].acquire(timeout=1 if own else 0):
        raise Refused(_("Too many sign in at this moment. Try again in a few seconds."), 503)
    try:
        yield
    finally:
        _HASHING[own].release()


def wait(lane: Lane) -> int:
    """Count a try; give the seconds until the next one here, or 0 where it may be tried now."""
    now = timezone.now()
    with transaction.atomic():
        Attempt.objects.filter(until__lt=now - _KEPT).delete()
        tried, _new = Attempt.objects.select_for_update().get_or_create(
            name=lane.key, defaults={"until": now}
        )
        if tried.until > now:
            return math.ceil((tried.until - now).total_seconds())
        tried.failures += 1
        tried.until = now + timedelta(seconds=_delay(tried.failures))
        tried.save()
    return 0


def forgive(lane: Lane) -> None:
    """Do as if there had been no try here, as it was none in vain; in a lane of its own as if there had been none at all.

    What others tried with a name stays: that it was gone would tell them that somebody signed in with it.
    """
    if lane.own:
        Attempt.objects.filter(name=lane.key).delete()
        return
    with transaction.atomic():
        tried = Attempt.objects.select_for_update().filter(name=lane.key).first()
        if tried and tried.failures > 1:
            tried.failures -= 1
            tried.until = timezone.now()
            tried.save()
        elif tried:
            tried.delete()


def _delay(failures: int) -> int:
    """Seconds: none up to TRIES failures, then 2, 4, 8 … up to TRIES_WAIT."""
    return min(2 ** min(failures - TRIES, 10), TRIES_WAIT) if failures > TRIES else 0


def _key(what: str) -> str:
    return salted_hmac("handbill.desk.throttle", what, algorithm="sha256").hexdigest()
