"""Invitations: a one-time address by which a new editor makes their account.

The code stands in the address and nowhere else: only its SHA-256 is kept. It opens the desk for seven days, once.
"""

import hashlib
import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from handbill.actions import invite as verb
from handbill.actions.act import Act, Refused
from handbill.cleaning.text import one_line
from handbill.desk import recovery
from handbill.desk.models import Account, Invitation
from handbill.limits import DESK_NAME, INVITATION
from handbill.newswire.editor import STEWARD, Editor

_CODE: Final = re.compile("[0-9a-f]{32}")
_KEY: Final = 20  # bytes: the length of SHA-1, as RFC 4226 section 4 recommends


def invite(act: Act, name: str, *, steward: bool = False) -> str:
    """Invite an editor, or renew the invitation of one who has not used it; give the address, from the root.

    Raises:
        Refused: 422 the name cannot be, 409 it is taken, or was invited as an editor who is no steward.
    """
    name = one_line(name)
    if not 0 < len(name) <= DESK_NAME:
        raise Refused(_("A desk name has 1 to %(limit)d characters.") % {"limit": DESK_NAME}, 422)
    with transaction.atomic():
        waiting = Editor.objects.filter(name=name, dismissed_at=None, account=None).first()
        if waiting and steward and waiting.role != STEWARD:
            raise Refused(
                _("This name was invited as an editor. Dismiss it, and invite a steward under another name.")
            )
        editor = waiting or verb.invite(act, name, STEWARD if steward else "")
        return _open(editor)


def renew(name: str) -> str:
    """Let an editor make their account anew; give the address of the invitation, from the root.

    How they signed in until now ends at once, with all sessions: who has lost a telephone or a password does not know
    who has it. The editor, their number, role and decisions stay.

    Raises:
        Refused: 404 nobody has that desk name, 409 they were dismissed.
    """
    with transaction.atomic():
        editor = Editor.objects.select_for_update(no_key=True).filter(name=one_line(name)).first()
        if editor is None:
            raise Refused(_("There is no editor with that name."), 404)
        if editor.dismissed_at is not None:
            raise Refused(_("This editor was dismissed before."))
        Account.objects.filter(editor=editor).delete()
        return _open(editor)


def _open(editor: Editor) -> str:
    """Make the one invitation of an editor; give its address from the root."""
    code = secrets.token_hex(16)
    Invitation.objects.filter(editor=editor).delete()
    Invitation.objects.create(
        editor=editor,
        code=_hash(code),
        expires_at=datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(seconds=INVITATION),
        totp_key=secrets.token_hex(_KEY),
    )
    return f"desk/invitation/{code}/"


def find(code: str, *, lock: bool = False) -> Invitation:
    """Find the invitation with that code.

    Raises:
        Refused: 404 there is none, 410 it was used, is too old, or its editor was dismissed.
    """
    rows = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.all()
    found = rows.select_related("editor").filter(code=_hash(code)).first() if _CODE.fullmatch(code) else None
    if found is None:
        raise Refused(_("There is no such invitation. Look whether the address is whole."), 404)
    if found.used:
        raise Refused(_("This invitation was used. If it was not by you, tell the other editors now."), 410)
    if found.expires_at < datetime.now(UTC) or found.editor.dismissed_at is not None:
        raise Refused(_("This invitation is not valid any more. Ask for a new one."), 410)
    return found


def enrol(code: str, name: str, password: str, digits: str) -> tuple[str, ...]:
    """Make the account of an invited editor and use the invitation up; give their recovery codes.

    Args:
        code: of the invitation.
        name: to sign in with, as `sign_in.name_of` gives it.
        password: checked by the caller.
        digits: what the authenticator shows; it proves that the key arrived, and works no second time.

    Raises:
        Refused: as `find`; 409 the name is taken, 422 the digits are not those of now.
    """
    with transaction.atomic():
        found = find(code, lock=True)
        totp = TOTP(bytes.fromhex(found.totp_key))
        totp.time = time.time()  # one moment: the hash below may take us into the next step
        if not digits or not totp.verify(int(digits), tolerance=1):
            raise Refused(
                _(
                    "These are not the digits of now. Wait for the next ones, and look whether the clock is right."
                ),
                422,
            )
        account = Account(name=name, editor=found.editor)
        account.set_password(password)
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("This name is taken. Choose another one."), 409) from None
        TOTPDevice.objects.create(
            user=account, name="totp", key=found.totp_key, last_t=totp.t(), drift=totp.drift
        )
        TOTPDevice.objects.filter(user=account).update(created_at=None)  # nobody needs to know when
        found.used, found.totp_key = True, ""
        found.save(update_fields=["used", "totp_key"])
        return recovery.make(account)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
