"""Invite an editor: a number and a desk name, on the record."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.counter import lock
from handbill.newswire.editor import Editor
from handbill.record.format.entry import Kind


def invite(act: Act, name: str) -> Editor:
    """Give a new editor a number and a desk name.

    Raises:
        Refused: 409 the name is taken, and names are never given twice.
    """
    with transaction.atomic():
        lock()
        if Editor.objects.filter(name__iexact=name).exists():
            raise Refused(_("There is, or was, an editor of that name."))
        number = (Editor.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        act.decide(Kind.INVITE, {"name": name}, number=number)
        return Editor.objects.create(number=number, name=name, invited_at=act.at)
