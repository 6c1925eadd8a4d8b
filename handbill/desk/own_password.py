"""The password once more, before an editor changes how they sign in: a desk left open is not enough for that."""

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk import throttle
from handbill.desk.models import Account
from handbill.desk.sign_in import normal
from handbill.limits import PASSWORD


def demand(account: Account, typed: str) -> None:
    """Check the password of who is signed in. Tries are counted together with those at the sign-in.

    Raises:
        Refused: 422 it is another one, 429 too many tries, 503 too many at this moment.
    """
    said = normal(typed)
    with throttle.one_of_few():
        if throttle.wait(account.name):
            raise Refused(_("Too many tries with this name. Try again in a while."), 429)
        if len(said) > PASSWORD or not check_password(said, account.password):
            raise Refused(_("This is not your password."), 422)
    throttle.forgive(account.name)
