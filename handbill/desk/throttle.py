"""Slow down whoever tries names and passwords, without knowing where they come from.

Each try is counted before the password is looked at, so that many at once gain nothing. A name that does not exist is
counted like one that does. Whoever knows an editor's sign-in name can make them wait, at most `LONGEST`: it is a name
that is shown nowhere.
"""

import contextlib
import math
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk.models import Attempt

FREE: Final = 5  # failures without a wait
LONGEST: Final = 900  # seconds
_KEPT: Final = timedelta(days=1)
_HASHING: Final = threading.BoundedSemaphore(2)


@contextlib.contextmanager
def one_of_few() -> Iterator[None]:
    """Let two at a time look at passwords: argon2 takes 100 MiB for each, and the other threads have readers to serve.

    Raises:
        Refused: 503, it did not come to this one within a second.
    """
    if not _HASHING.acquire(timeout=1):
        raise Refused(_("Too many sign in at this moment. Try again in a few seconds."), 503)
    try:
        yield
    finally:
        _HASHING.release()


def wait(name: str) -> int:
    """Count a try; give the seconds until this name may be tried again, or 0 where it may be tried now."""
    now = timezone.now()
    with transaction.atomic():
        Attempt.objects.filter(until__lt=now - _KEPT).delete()
        tried, _new = Attempt.objects.select_for_update().get_or_create(
            name=_key(name), defaults={"until": now}
        )
        if tried.until > now:
            return math.ceil((tried.until - now).total_seconds())
        tried.failures += 1
        tried.until = now + timedelta(seconds=_delay(tried.failures))
        tried.save()
    return 0


def forgive(name: str) -> None:
    """Forget the tries of a name whose editor has signed in."""
    Attempt.objects.filter(name=_key(name)).delete()


def _delay(failures: int) -> int:
    """Seconds: none up to FREE failures, then 2, 4, 8 … up to LONGEST."""
    return min(2 ** min(failures - FREE, 10), LONGEST) if failures > FREE else 0


def _key(name: str) -> str:
    return salted_hmac("handbill.desk.throttle", name, algorithm="sha256").hexdigest()
