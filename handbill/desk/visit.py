"""Who stands at the desk: the one cookie, the session behind it, and the token that every form carries.

Before sign-in the cookie is a random string that nothing is stored for, so a stranger's GET writes nothing. At sign-in
it is replaced by the key of a new session, which ends after 12 hours, after two without a visit, with the browser, at
sign-out, with a new password, when its editor ends it from another one, and with a dismissal.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from handbill import headers
from handbill.actions.act import this_minute
from handbill.desk.models import Account, Session
from handbill.guard.mode import attended
from handbill.limits import IDLE, SESSION, SESSIONS
from handbill.newswire.editor import Editor
from handbill.settings import site

PATH: Final = "/desk/"
_KEY: Final = re.compile("[a-z0-9]{32}")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_SALT: Final = 16  # hexadecimal digits before a token's HMAC


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's visitor: the cookie's value, and the session of whoever signed in with it."""

    key: str
    session: Session | None = None

    @property
    def account(self) -> Account | None:
        """The account of whoever signed in."""
        return self.session.account if self.session else None

    @property
    def own(self) -> Account:
        """The same, where somebody has.

        Raises:
            PermissionError: nobody has.
        """
        if self.session is None:
            raise PermissionError
        return self.session.account

    @property
    def editor(self) -> Editor:
        """The editor who signed in.

        Raises:
            PermissionError: nobody has.
        """
        return self.own.editor

    def token(self) -> str:
        """Give a token for the forms of this visit. Each differs, so that compression tells nothing (BREACH)."""
        salt = secrets.token_hex(_SALT // 2)
        return salt + _sign(salt, self.key)

    def owns(self, token: str) -> bool:
        """Tell whether a token was made for this visit."""
        return constant_time_compare(token[_SALT:], _sign(token[:_SALT], self.key))


def read(request: HttpRequest) -> Visit:
    """Give the visitor of a request. Stores nothing."""
    key = request.COOKIES.get(headers.cookie("desk", site().address), "")
    if not _KEY.fullmatch(key):
        return Visit(get_random_string(32, _LETTERS))
    here = Session.objects.select_related("account__editor").exclude(_over(this_minute()))
    return Visit(
        key,
        here.filter(key=_hash(key), account__is_active=True, account__editor__dismissed_at=None).first(),
    )


def use(visit: Visit) -> None:
    """Note that a session is in use, once a minute. Its end after `SESSION` stays where it was."""
    now = this_minute()
    if visit.session and visit.session.used != now:
        Session.objects.filter(pk=visit.session.pk).update(used=now)
        attended(now)


def begin(account: Account, before: Visit) -> Visit:
    """Begin a session under a key that nobody has seen, and end the one before."""
    now, key = this_minute(), get_random_string(32, _LETTERS)
    with transaction.atomic():
        end(before)
        attended(now)
        Session.objects.filter(_over(now)).delete()
        new = Session.objects.create(account=account, key=_hash(key), began=now, used=now)
        kept = sessions(account).values_list("pk", flat=True)[:SESSIONS]
        Session.objects.filter(account=account).exclude(pk__in=list(kept)).delete()
    return Visit(key, new)


def sessions(account: Account) -> QuerySet[Session]:
    """Give the sessions of an account that are not over, the newest first."""
    return Session.objects.filter(account=account).exclude(_over(this_minute())).order_by("-pk")


def end(visit: Visit) -> None:
    """End the session of a visit, if there is one."""
    Session.objects.filter(key=_hash(visit.key)).delete()


def remember(response: HttpResponse, visit: Visit) -> None:
    """Set the cookie: for this host, below /desk/, for no script, for no other site, until the browser closes."""
    response.set_cookie(
        headers.cookie("desk", site().address),
        visit.key,
        path=PATH,
        secure=site().address.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    name = headers.cookie("desk", here := site().address)
    response.delete_cookie(name, path=PATH, samesite="Strict")
    response.cookies[name]["secure"] = here.startswith("https:")  # else a browser keeps what has such a name


def _over(now: datetime) -> Q:
    """Sessions that have lasted too long, or were left."""
    return Q(began__lte=now - timedelta(seconds=SESSION)) | Q(used__lt=now - timedelta(seconds=IDLE))


def _hash(key: str) -> str:
    """Give what is kept of a key. It hangs on the site's secret too: with another one, everybody signs in again."""
    return salted_hmac("handbill.desk.session", key, algorithm="sha256").hexdigest()


def _sign(salt: str, key: str) -> str:
    return salted_hmac("handbill.desk.token", salt + key, algorithm="sha256").hexdigest()
