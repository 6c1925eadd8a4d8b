"""Films are prepared beside the worker: one after the other, in a thread of its own, so that no text waits for one.

The work is done by a child process that ends with this one. It may be killed anywhere: what was not finished is begun anew.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbill import scratch
from handbill.actions.act import Act
from handbill.actions.item import take
from handbill.actions.prepare import prepare
from handbill.actions.redact import redact
from handbill.cleaning.media.clean import prepare as encode
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.refused import BROKEN, BUSY, EMPTY, KIND, SECONDS, TOOL
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT, Attachment
from handbill.newswire.standing import state_of
from handbill.record.format.state import ENDED
from handbill.settings import Settings

FOLDER: Final = "film-"
"""How a folder begins in which one is prepared."""
POLL: Final = 2.0
"""Seconds between two looks for a film that waits."""
AT_ONCE: Final = 100
"""Films that are looked at, the eldest, for the next one."""
TRIES: Final = 3
"""Times that a film is tried which failed for no fault of its own: too little memory or time."""
LATER: Final = frozenset({BUSY, TOOL})
NEVER: Final = frozenset({BROKEN, EMPTY, KIND, SECONDS})
"""Why it may go later, and why it never will."""
RETRY: Final = 30.0
"""Seconds after something went wrong that may pass: a full disc, a machine that is busy."""


def start(site: Settings, leads: Callable[[], bool]) -> None:
    """Prepare films from now on, whenever this process leads, for as long as it lives."""
    threading.Thread(target=_loop, args=(site, leads), name="films", daemon=True).start()


def start_anew(site: Settings) -> None:
    """Throw away what one that was killed had begun."""
    scratch.sweep(site.temporary, f"{FOLDER}*")


def _loop(site: Settings, leads: Callable[[], bool]) -> None:
    start_anew(site)
    tried: Counter[int] = Counter()
    while True:
        try:
            found = leads() and prepare_one(site, tried)
        except Exception as error:  # noqa: BLE001 - whatever it is, other films wait, and this one may go later
            sys.stderr.write(
                f"a film could not be prepared now, and is tried again: {type(error).__name__}\n"
            )
            found = False
            time.sleep(RETRY)
        connections.close_all()
        if not found:
            time.sleep(POLL)


def prepare_one(site: Settings, tried: Counter[int] | None = None) -> bool:
    """Prepare the film that was tried least often, and of those the one that has waited longest; say whether there was one.

    Args:
        site: of this process.
        tried: how often each was tried, by the id of its row.

    Raises:
        Exception: later it may go.
    """
    tried = Counter() if tried is None else tried
    row = min(_waiting()[:AT_ONCE], key=lambda one: tried[one.id], default=None)
    if row is None:
        return False
    tried[row.id] += 1
    here = site.media
    room = max(
        64_000_000, 2 * here.megabytes * 1_000_000
    )  # what was taken out of its container may be larger
    allowed = Allowed(bytes=room, seconds=here.minutes * 60)
    with scratch.folder(site.temporary, FOLDER) as into:
        try:
            made = encode(media.path_of(row.source), into, allowed, slots=site.data / "cleaning")
        except Unclean as error:
            if error.code in LATER or (error.code not in NEVER and tried[row.id] < TRIES):
                time.sleep(POLL)
                return True
            _give_up(row)
        else:
            prepare(_act(), row.id, made)
    return True


def prepare_all(site: Settings) -> int:
    """Prepare the films that wait, where no process goes on preparing them; say how many are ready. One that fails is left after some tries."""
    before, tried = _waiting().count(), Counter[int]()
    while prepare_one(site, tried) and max(tried.values()) <= TRIES:
        pass
    return before - _waiting().count()


def _waiting() -> QuerySet[Attachment]:
    return Attachment.objects.filter(waits=True, over=False).exclude(number=DRAFT).order_by("id")


def _give_up(row: Attachment) -> None:
    """It cannot be prepared: its place says so for good, and its author may send another one."""
    with transaction.atomic():
        take(row.number)  # its author may just have put it elsewhere
        row.refresh_from_db()
        if row.over or not row.waits or state_of(row.number) in ENDED:
            return
        words = _("The sound or film could not be prepared. Its author may send another one.")
        redact(_act(), row.number, None, words, field=f"media_{row.place}")


def _act() -> Act:
    return Act("site", datetime.now(UTC).replace(second=0, microsecond=0))
