"""What is the matter with the machine, said on every page of the desk: most editors never see its log."""

import os
from typing import Final

from django.utils.translation import gettext as _

from handbill.actions.act import this_minute
from handbill.actions.deserted import deserted
from handbill.record import clock
from handbill.record.trouble import trouble
from handbill.settings import site

NARROW: Final = 100_000_000
"""Bytes that are free, below which the desk says so: an article with its pages takes 50 kB."""


def complaints() -> tuple[str, ...]:
    """Give in words whatever keeps the site from working as it should; nothing of it keeps readers from reading."""
    found = []
    if words := trouble():
        found.append(_("Signing has stopped.") + f" {words}")
    if until := clock.believed_from():
        told = {"day": f"{until:%Y-%m-%d}"}
        found.append(
            _(
                "The clock of this site has jumped. If nobody sets it right, it is believed from %(day)s on; nothing is stored until then."
            )
            % told
        )
    room = os.statvfs(site().data)
    if room.f_flag & os.ST_RDONLY:
        found.append(_("The disc of this site may only be read: nothing can be stored."))
    elif (free := room.f_bavail * room.f_frsize) < NARROW:
        found.append(
            _("There is hardly any room left on the disc: %(count)s MB.") % {"count": free // 1_000_000}
        )
    return tuple(found)


def ending() -> tuple[str, ...]:
    """Say, before anybody has signed in, that the site is about to finish itself: to sign in prevents it."""
    found = deserted(this_minute())
    if found is None:
        return ()
    told = {"since": f"{found.since:%Y-%m-%d}", "due": f"{found.due:%Y-%m-%d}"}
    words = _(
        "No editor has been here since %(since)s. If none signs in, this site finishes itself on %(due)s: nothing can be published any more then, and what is held is redacted."
    )
    return (words % told,)
