"""Invite an editor: a number, a desk name and a role, on the record."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.counter import lock
from handbill.newswire.editor import EDITOR, STEWARD, Editor
from handbill.record.format.entry import Kind


def invite(act: Act, name: str, role: str = "") -> Editor:
    """Give a new editor a number, a desk name and a role. Without one: a steward's where no steward is there yet, else an editor's.

    Raises:
        Refused: 409 the name is taken, and names are never given twice.
    """
    with transaction.atomic():
        lock()
        if Editor.objects.filter(name__iexact=name).exists():
            raise Refused(_("There is, or was, an editor of that name."))
        number = (Editor.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        role = role or (EDITOR if _stewards() else STEWARD)
        act.decide(
            Kind.INVITE, {"name": name, "role": role} if role == STEWARD else {"name": name}, number=number
        )
        return Editor.objects.create(number=number, name=name, role=role, invited_at=act.at)


def _stewards() -> bool:
    """Tell whether a steward is at the desk: whoever comes first is one, so that a small collective never locks itself out."""
    return Editor.objects.filter(role=STEWARD, dismissed_at=None).exists()
