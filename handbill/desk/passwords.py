"""Passwords: whether a new one will do, and the own one once more, before an editor changes how they sign in."""

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk import throttle
from handbill.desk.guesses import is_easy
from handbill.desk.models import Account
from handbill.desk.sign_in import normal
from handbill.limits import PASSWORD


def faults(name: str, password: str, again: str, desk_name: str) -> dict[str, str]:
    """Name what is wrong with a new password of whoever signs in with `name`, by field.

    Length, the commonest passwords, and words that whoever guesses tries first; nothing about which characters it has.
    """
    errors = {}
    if len(password) > PASSWORD:
        errors["password"] = _("At most %(limit)d characters.") % {"limit": PASSWORD}
    else:
        try:
            validate_password(password, Account(name=name))
        except ValidationError as wrong:
            errors["password"] = " ".join(wrong.messages)
        if not errors and is_easy(password, (name, desk_name)):
            errors["password"] = _(
                "This is tried first: one or two common words or names, or the same once more. Write a sentence."
            )
    if again != password:
        errors["again"] = _("The two are not the same.")
    return errors


def demand(account: Account, typed: str) -> None:
    """Check the password of who is signed in: a desk left open is not enough to take an account over.

    Tries are counted apart from those at the sign-in: nobody outside can make who is inside wait.

    Raises:
        Refused: 422 it is another one, 429 too many tries, 503 too many at this moment.
    """
    said, lane = normal(typed), throttle.Lane.of("own", account.pk)
    with throttle.one_of_few(own=True):
        if throttle.wait(lane):
            raise Refused(_("Too many tries with this password. Try again in a while."), 429)
        if len(said) > PASSWORD or not check_password(said, account.password):
            raise Refused(_("This is not your password."), 422)
    throttle.forgive(lane)
