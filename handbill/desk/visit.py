"""Who stands at the desk: the one cookie, the session behind it, and the token that every form carries.

Before sign-in the cookie is a random string that nothing is stored for, so a stranger's GET writes nothing. At sign-in
it is replaced by the key of a new session, which ends after 12 hours, after two without a visit, with the browser, at
sign-out, with a new password and with a dismissal.
"""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings as django
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from handbill.desk.models import Account
from handbill.limits import IDLE, SESSION
from handbill.newswire.editor import Editor
from handbill.settings import site

_KEY: Final = re.compile("[a-z0-9]{32}")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_SALT: Final = 16  # hexadecimal digits before a token's HMAC


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's visitor: the cookie's value, and the account of whoever signed in with it."""

    key: str
    account: Account | None = None

    @property
    def editor(self) -> Editor:
        """The editor who signed in.

        Raises:
            PermissionError: nobody has.
        """
        return self.own.editor

    @property
    def own(self) -> Account:
        """The account that was signed in with.

        Raises:
            PermissionError: there is none.
        """
        if self.account is None:
            raise PermissionError
        return self.account

    def token(self) -> str:
        """Give a token for the forms of this visit. Each differs, so that compression tells nothing (BREACH)."""
        salt = secrets.token_hex(_SALT // 2)
        return salt + _sign(salt, self.key)

    def owns(self, token: str) -> bool:
        """Tell whether a token was made for this visit."""
        return constant_time_compare(token[_SALT:], _sign(token[:_SALT], self.key))


def read(request: HttpRequest) -> Visit:
    """Give the visitor of a request. Stores nothing."""
    key = request.COOKIES.get(django.SESSION_COOKIE_NAME, "")
    if not _KEY.fullmatch(key):
        return Visit(get_random_string(32, _LETTERS))
    said = SessionStore(key)
    found = Account.objects.select_related("editor").filter(pk=said.get("account", 0), is_active=True).first()
    if found is None or found.editor.dismissed_at is not None:
        return Visit(key)
    if not constant_time_compare(said.get("password", ""), found.get_session_auth_hash()):
        return Visit(key)
    if said.get("used", 0) < _minute() - IDLE // 60:
        return Visit(key)
    return Visit(key, found)


def use(visit: Visit) -> None:
    """Note that a session is in use, once a minute. Its end after `SESSION` stays where it was."""
    said = SessionStore(visit.key)
    if said.get("used") != _minute():
        said["used"] = _minute()
        with suppress(UpdateError):  # it was ended meanwhile, and stays so
            said.save()


def begin(account: Account, before: Visit) -> Visit:
    """Begin a session under a key that nobody has seen, and end the one before."""
    end(before)
    SessionStore.clear_expired()
    new = SessionStore()
    new["account"] = account.pk
    new["password"] = account.get_session_auth_hash()
    new["used"] = _minute()
    new.set_expiry(datetime.now(UTC) + timedelta(seconds=SESSION))
    new.create()
    if new.session_key is None:
        raise RuntimeError("a session without a key")
    return Visit(new.session_key, account)


def end(visit: Visit) -> None:
    """End the session of a visit, if there is one."""
    SessionStore(visit.key).delete()


def remember(response: HttpResponse, visit: Visit) -> None:
    """Set the cookie: for this host, below /desk/, for no script, for no other site, until the browser closes."""
    response.set_cookie(
        django.SESSION_COOKIE_NAME,
        visit.key,
        path=django.SESSION_COOKIE_PATH,
        secure=site().address.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(django.SESSION_COOKIE_NAME, path=django.SESSION_COOKIE_PATH, samesite="Strict")


def _minute() -> int:
    return int(datetime.now(UTC).timestamp()) // 60


def _sign(salt: str, key: str) -> str:
    return salted_hmac("handbill.desk.token", salt + key, algorithm="sha256").hexdigest()
