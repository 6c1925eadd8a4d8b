"""Before an older site is served again: have its mirrors seen more than the backup has?"""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.utils.translation import gettext as _

from handbill.archive.backup.unpack import Unpacked
from handbill.fetch import FetchError
from handbill.record.answered import said
from handbill.record.mirrored import ask
from handbill.settings import Settings

_CHECKPOINT: Final = re.compile(rb"([^\n]{1,255})\n([0-9]{1,18})\n").match


class Newer(Exception):
    """A mirror says that it has more. The words tell what to do."""


def look(site: Settings, found: Unpacked) -> list[str]:
    """Ask each mirror that `site.toml` names how many entries it has; say which could not be asked.

    What it says is not verified here: it is a reason to look, and `handbill mirror` verifies.

    Raises:
        Newer: one has more than the backup.
    """
    mirrors = site.record.mirrors
    if not mirrors:
        return []
    silent = []
    with ThreadPoolExecutor(len(mirrors)) as pool:
        asked = {address: pool.submit(ask, address) for address in mirrors}
        for address, answer in asked.items():
            try:
                match = _CHECKPOINT(said(answer) or b"")
            except FetchError as error:
                silent.append(
                    _("%(mirror)s could not be asked: %(why)s") % {"mirror": address, "why": error.word}
                )
                continue
            if match and match[1].decode(errors="replace") == site.origin and int(match[2]) > found.entries:
                told = {"mirror": address, "there": int(match[2]), "here": found.entries}
                raise Newer(
                    _("%(mirror)s says that it has %(there)d entries, and the backup has %(here)d.") % told
                )
    return silent
