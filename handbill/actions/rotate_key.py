"""Rotate the key of the record: an entry names the key that follows, and the old one signs that entry (docs/record.md section 12)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.counter import lock
from handbill.newswire.decision import Decision
from handbill.record.format.entry import Kind
from handbill.record.models import Rotation


def rotate_key(act: Act, old: str, vkey: str, *, note: str = "") -> Decision:
    """Name the verifier key that follows the `old` one. It takes over with the next signature; `note` is that one, where it was made before.

    Raises:
        Refused: 409, another key is about to take over, or this one was in use before.
    """
    with transaction.atomic():
        lock()
        if Rotation.objects.filter(note="").exists():
            raise Refused(_("A new key is about to take over; wait until it has."))
        if Rotation.objects.filter(Q(vkey=vkey) | Q(old=vkey)).exists():
            raise Refused(_("This key was in use before."))
        decision = act.decide(Kind.ROTATE_KEY, {"vkey": vkey})
        Rotation.objects.create(entry_id=decision.entry_id, old=old, vkey=vkey, note=note)
    return decision
