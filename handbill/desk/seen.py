"""What an editor had before their eyes when they decided: nobody puts a text before readers that they have not seen.

An author may write a held or hidden item anew while the editor's page is open. So the page says what it shows, the form
sends that back, and a decision that shows the item to readers is made about that or not at all. What takes an item away
from readers just goes on: it is as right about the newer text; but parts of a picture are those of the one that they saw.
"""

from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.actions.item import take
from handbill.newswire.counter import lock
from handbill.newswire.standing import state_of
from handbill.newswire.version import Amendment, Version

ASKED: Final = frozenset({"admit", "blur", "decline", "feature", "grant", "raise", "unhide"})


def now(number: int) -> str:
    """Name what an item says now, and its state: the newest entry of its author, a hyphen, the state."""
    newest = [
        noun.objects.filter(number=number).aggregate(newest=Max("entry_id"))["newest"] or 0
        for noun in (Version, Amendment)
    ]
    return f"{max(newest)}-{state_of(number)}"


def demand(number: int, seen: str) -> None:
    """Check that an item is as `seen` says, and keep it so until the transaction ends.

    Raises:
        Refused: 404 no such item, 409 it is another by now, or `seen` says nothing.
    """
    lock()
    take(number)
    here = now(number)
    if seen.partition("-")[0] != here.partition("-")[0]:
        raise Refused(_("Its author changed it meanwhile; here it is as it stands now."))
    if seen != here:
        raise Refused(_("It was decided about meanwhile; here it is as it stands now."))
