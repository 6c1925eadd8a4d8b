"""Is what this machine made of a finished site up to the record? An act takes away the mark of the machine where it is done alone.

Another machine's mark holds the size of the record that its files are of, so it says itself that it is behind.
"""

import sys

from django.db import DatabaseError

from handbill.record import seal
from handbill.settings import Settings


def is_behind(site: Settings) -> bool:
    """Was something decided since the files of this machine were made?"""
    try:
        made = int(site.finished_mark.read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return site.finished_mark.exists()
    return made != seal.size() or seal.unsealed()


def forget_if_behind(site: Settings) -> bool:
    """Take the mark away where it is behind, so that pages are made before the site is served from its files alone."""
    if not is_behind(site):
        return False
    site.finished_mark.unlink(missing_ok=True)
    return True


def look(site: Settings) -> None:
    """Do so where the database can be asked; a finished site is served without one too."""
    if not site.database_url and not (site.data / "handbill.sqlite3").exists():
        return
    try:
        if forget_if_behind(site):
            sys.stderr.write(
                "something was decided since the pages here were made: app and worker run until the next start\n"
            )
    except DatabaseError:
        sys.stderr.write("the database does not answer: the pages here may be older than the record\n")
