"""Recovery codes: ten one-time codes, each in place of what the authenticator shows, for who has lost it.

A code has 80 bits, so its SHA-256 is all that has to be kept. What was used is deleted: the count tells what is left.
"""

import hashlib
import re
import secrets
from typing import Final

from django.db import transaction

from handbill.desk.models import Account, RecoveryCode
from handbill.limits import RECOVERY_CODES

_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # without i l o u, which are read as others
_LENGTH: Final = 16
_ALIKE: Final = str.maketrans("ilo", "110")


def make(account: Account) -> tuple[str, ...]:
    """Give an account new codes, as they are shown; those from before work no more."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)  # two at once make ten codes, not twenty
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(account=account, code=digest(code)) for code in codes)
    return tuple("-".join(code[at : at + 4] for at in range(0, _LENGTH, 4)) for code in codes)


def spend(account: Account, typed: str) -> bool:
    """Use a code up; tell whether it was one. Of two at the same moment one finds it."""
    code = plain(typed)
    if len(code) != _LENGTH:
        return False
    return RecoveryCode.objects.filter(account=account, code=digest(code)).delete()[0] == 1


def fits(name: str, typed: str) -> bool:
    """Tell whether it is one of the codes of whoever signs in with a name. Nobody finds one by trying, so nobody learns of the name."""
    return RecoveryCode.objects.filter(account__name=name, code=digest(plain(typed))).exists()


def left(account: Account) -> int:
    """Count the codes that still work."""
    return RecoveryCode.objects.filter(account=account).count()


def plain(typed: str) -> str:
    """Give a code as it is kept, however it was typed."""
    return re.sub("[^0-9a-z]", "", typed[:100].lower()).translate(_ALIKE)


def digest(code: str) -> str:
    """Give what is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
