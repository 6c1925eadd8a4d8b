"""Continue another log: the first entry of a log whose key is new says which one it takes up (docs/record.md section 12)."""

from base64 import b64encode

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.decision import Decision
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind


def continue_(act: Act, origin: str, size: int, root: bytes) -> Decision:
    """Say which log this one continues: its origin, and the size and root of its last checkpoint.

    Raises:
        Refused: 409, the log has begun.
    """
    with transaction.atomic():
        if Decision.objects.exclude(kind=Kind.CONTINUE.value).exists():
            raise Refused(_("Only a log that has not begun can continue another one."))
        said: dict[str, Json] = {"origin": origin, "size": size, "root": b64encode(root).decode()}
        return act.decide(Kind.CONTINUE, said)
