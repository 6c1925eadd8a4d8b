"""Browsers in which an editor has signed in before: whoever knows a sign-in name keeps nobody waiting there.

At sign-in such a browser is given a second cookie, below /desk/ alone and for no script. It opens nothing: it only says that
tries from here are counted by themselves, apart from what others try with the name. Its keyed hash is kept with the
account and the day of the last sign-in there, and nothing else: the day tells when it is known no more, whatever the
browser still sends. It ends with all other sessions, with a new password, with a renewed or a dismissed account, too.
"""

import re
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from handbill import headers
from handbill.actions.act import this_minute
from handbill.desk.models import Account, KnownBrowser
from handbill.desk.visit import PATH
from handbill.limits import KNOWN, SESSIONS
from handbill.settings import site

_VALUE: Final = re.compile("[a-zA-Z0-9]{32}").fullmatch


def find(request: HttpRequest) -> KnownBrowser | None:
    """Give the browser that a request comes from, where an editor who may still sign in did so there."""
    value = request.COOKIES.get(_cookie(), "")
    if not _VALUE(value):
        return None
    there = KnownBrowser.objects.select_related("account").filter(key=_hash(value)).exclude(_over(_today()))
    return there.filter(account__is_active=True, account__editor__dismissed_at=None).first()


def feigned(request: HttpRequest) -> bool:
    """Tell whether a request says that it comes from such a browser, as the front reads it, and it is none, or none any more."""
    said = re.search(headers.brings("known", site().address), request.META.get("HTTP_COOKIE", ""))
    return said is not None and find(request) is None


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Know this browser from now on, as one of the last that this account signed in with."""
    here, today = find(request), _today()
    value = request.COOKIES[_cookie()] if here and here.account == account else get_random_string(32)
    with transaction.atomic():
        KnownBrowser.objects.filter(_over(today)).delete()
        KnownBrowser.objects.update_or_create(key=_hash(value), defaults={"account": account, "day": today})
        theirs = KnownBrowser.objects.filter(account=account)
        kept = theirs.order_by("-day", "-pk").values_list("pk", flat=True)[:SESSIONS]
        theirs.exclude(pk__in=list(kept)).delete()
    response.set_cookie(
        _cookie(),
        value,
        max_age=KNOWN * 86_400,
        path=PATH,
        secure=site().address.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )


def forget_others(request: HttpRequest, account: Account) -> None:
    """Know no other browser of an account any more."""
    here = find(request)
    KnownBrowser.objects.filter(account=account).exclude(pk=here.pk if here else 0).delete()


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(_cookie(), path=PATH, samesite="Strict")
    response.cookies[_cookie()]["secure"] = site().address.startswith("https:")


def _over(today: date) -> Q:
    return Q(day__lt=today - timedelta(days=KNOWN))


def _today() -> date:
    return this_minute().date()


def _cookie() -> str:
    return headers.cookie("known", site().address)


def _hash(value: str) -> str:
    return salted_hmac("handbill.desk.known", value, algorithm="sha256").hexdigest()
