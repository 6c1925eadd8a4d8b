"""What is the matter with the machine, said on every page of the desk: most editors never see its log."""

import os
from typing import Final

from django.utils.translation import gettext as _

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
