"""Slow down whoever tries names and passwords, without knowing where they come from.

Each try is counted before the password is looked at, so that many at once gain nothing. A name that does not exist is
counted like one that does. Whoever knows an editor's sign-in name can make them wait, at most `LONGEST`: it is a name
that is shown nowhere.
"""

import math
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from handbill.desk.models import Attempt

FREE: Final = 5  # failures without a wait
LONGEST: Final = 900  # seconds
_KEPT: Final = timedelta(days=1)


def wait(name: str) -> int:
    """Count a try; give the seconds until this name may be tried again, or 0 where it may be tried now."""
    now = timezone.now()
    with transaction.atomic():
        Attempt.objects.filter(until__lt=now - _KEPT).delete()
        tried, _made = Attempt.objects.select_for_update().get_or_create(
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
