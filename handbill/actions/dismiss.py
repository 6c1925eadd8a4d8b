"""Dismiss an editor: they decide nothing any more; what they decided stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.newswire.editor import Editor
from handbill.record.format.entry import Kind


def dismiss(act: Act, number: int, reason: str) -> Editor:
    """Dismiss the editor with that number.

    Raises:
        Refused: 404 no such editor, 409 dismissed already.
    """
    with transaction.atomic():
        editor = Editor.objects.select_for_update().filter(number=number).first()
        if editor is None:
            raise Refused(_("There is no editor with that number."), 404)
        if editor.dismissed_at is not None:
            raise Refused(_("This editor was dismissed before."))
        act.decide(Kind.DISMISS, {"reason": reason}, number=number)
        editor.dismissed_at = act.at
        editor.save(update_fields=["dismissed_at"])
    return editor
