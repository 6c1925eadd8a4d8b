"""What time alone brings: a slow item's six hours, a held item's thirty days, the end of a complaint, a legal demand or a proposal that is dealt with.

So is what has come in: a site is slow, or open again, as the rules of the guard call for. The worker acts as `site`. Doing a tick twice changes nothing: the second finds nothing to do.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbill import scratch
from handbill.actions.act import Act
from handbill.actions.admit import admit
from handbill.actions.deserted import announce
from handbill.actions.item import take
from handbill.actions.keep import drop
from handbill.actions.redact import redact
from handbill.actions.set_mode import set_mode
from handbill.guard import mode
from handbill.limits import FORM_LIFE, HELD, SETTLED, SLOW
from handbill.newswire import media
from handbill.newswire.complaint import Complaint
from handbill.newswire.counter import lock
from handbill.newswire.demand import Demand
from handbill.newswire.freezing import is_frozen
from handbill.newswire.mode import present
from handbill.newswire.offer import Offer
from handbill.newswire.proposal import Proposal
from handbill.newswire.standing import Standing
from handbill.record import clock
from handbill.settings import site
from handbill.store import Failed

AT_ONCE = 500
"""Items that one tick deals with; the next one goes on."""


def tick(now: datetime) -> int:
    """Do what is due; give how many acts that were. What is private is destroyed by no act."""
    if is_frozen():
        clear(now)
        return 0
    act = Act("site", now.replace(second=0, microsecond=0))
    words = _("Nobody admitted it within thirty days.")
    done = _each(_due("slow", now, SLOW), lambda number: admit(act, number))
    if clock.is_steady():
        done += _each(_due("held", now, HELD), lambda number: redact(act, number, None, words))
        for private in (Complaint, Demand, Offer, Proposal):
            private.objects.filter(done_at__lte=now - timedelta(seconds=SETTLED)).delete()
    mode.prune(now)
    drop(now - timedelta(seconds=FORM_LIFE))
    clear(now)
    with suppress(Failed):  # in some hours it is this share's turn again
        media.sweep_shared(int(now.timestamp() // 60))
    return done + _mode(act) + announce(now)


def clear(now: datetime) -> None:
    """Throw away what forms that nobody sent, what was destroyed elsewhere and what a crash left on this machine."""
    media.sweep()
    old = now.timestamp() - media.ORPHAN
    scratch.sweep(site().temporary)
    for left in site().temporary.iterdir():
        with suppress(FileNotFoundError):  # it went by itself
            if left.stat(follow_symlinks=False).st_mtime >= old or scratch.is_held(left):
                continue
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _mode(act: Act) -> int:
    """Set the mode that the rules call for, unless a person has set one a short while ago; give 1 where it is another."""
    if _called_for(act) is None:  # asked without the lock first: nearly always there is nothing to do
        return 0
    with transaction.atomic():
        lock()
        if (called := _called_for(act)) is None:
            return 0
        set_mode(act, *called)
    return 1


def _called_for(act: Act) -> tuple[str, str] | None:
    """Give the mode that the rules call for, and why; None where it is there already, or a person's word still holds."""
    before = present()
    kept = before.kept_until() if before else None
    if kept and act.at < kept:
        return None
    name = before.name if before else mode.OPEN
    wanted, words = mode.called_for(name, act.at)
    return None if wanted == name else (wanted, words)


def _due(state: str, now: datetime, seconds: int) -> "QuerySet[Standing]":
    before = now - timedelta(seconds=seconds)
    return Standing.objects.filter(over=False, state=state, at__lte=before)


def _each(due: "QuerySet[Standing]", do: Callable[[int], object]) -> int:
    done = 0
    for number in list(due.order_by("at").values_list("number", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            lock()
            take(number)
            if due.filter(number=number).exists():  # else an editor was faster
                do(number)
                done += 1
    return done
