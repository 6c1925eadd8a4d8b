"""/desk/sign-in/: name, password and one-time or recovery code in one form, or a passkey; whatever is wrong, the same words."""

import unicodedata
from contextlib import suppress

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from handbill.actions.act import Refused
from handbill.cleaning.text import one_line
from handbill.desk import known, passkeys, recovery, throttle
from handbill.desk.entrance import door
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.models import Account, Passkey
from handbill.desk.visit import Visit, begin, remember
from handbill.limits import DESK_NAME, DIGITS_WAIT, PASSWORD
from handbill.look.contexts.doors import SignInPage

ADDRESS = "desk/sign-in/"


@door
def sign_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the form; take it."""
    if request.method == "POST" and known.feigned(request):
        refused = _page(
            request, visit, _("This browser is not known here any more. Please send it once more."), 422
        )
        known.forget(refused)  # nothing was looked at: at the street door it passed as known
        return refused
    if request.method == "POST":
        return _take_passkey(request, visit) if "passkey" in request.POST else _take(request, visit)
    if visit.account:
        return see(request, "desk/")
    said = _("You are signed out.") if request.GET.get("said") == "out" else ""
    return _page(request, visit, said=said)


def _page(
    request: HttpRequest, visit: Visit, words: str = "", status: int = 200, said: str = ""
) -> HttpResponse:
    typed = {"name": request.POST.get("name", "")[:DESK_NAME]}
    asks = passkeys.here(request) and Passkey.objects.exists()
    page = SignInPage(
        **frame(request, visit, _("Sign in"), said),
        form=form(ADDRESS, visit, typed, {"": words} if words else {}),
        passkey=passkeys.to_sign_in(visit) if asks else "",
    )
    return answer(page, visit, status)


def _take_passkey(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        found = passkeys.sign_in(visit, request.POST["passkey"])
    except Refused as refused:
        return _page(request, visit, str(refused), refused.status)
    return _enter(request, visit, found, "desk/")


def _enter(request: HttpRequest, visit: Visit, account: Account, to: str) -> HttpResponse:
    response = see(request, to)
    remember(response, begin(account, visit))
    known.remember(request, response, account)
    return response


def _take(request: HttpRequest, visit: Visit) -> HttpResponse:
    name, code = name_of(request.POST.get("name", "")), request.POST.get("code", "")
    lane = _lane(request, name, code)
    with throttle.one_of_few(own=lane.own):
        seconds = throttle.wait(lane)
        found = None if seconds else prove(name, request.POST.get("password", ""), code)
    if found is None:
        words = (
            _("Too many tries with this name. Try again in a while.")
            if seconds
            else _(
                "Name, password and code do not belong together. A code works once; wait for the next one."
            )
        )
        refused = _page(request, visit, words, 429 if seconds else 422)
        if seconds:
            refused["Retry-After"] = str(seconds)
        return refused
    throttle.forgive(lane)
    return _enter(request, visit, found, "desk/" if digits(code) else "desk/account/?said=recovered")


def _lane(request: HttpRequest, name: str, code: str) -> throttle.Lane:
    """Tell by what a try is counted: with the name alone only where it brings nothing that only its editor has."""
    browser = known.find(request)
    if browser and browser.account.name == name:
        return throttle.Lane.of("browser", browser.key)
    if recovery.fits(name, code):
        return throttle.Lane.of("recovery", name)
    return throttle.Lane.of_name(name)


def prove(name: str, password: str, code: str) -> Account | None:
    """Give the account that name, password and code belong to; the code is used up.

    The password is hashed once whether the name exists or not, so that the time of the answer does not tell.
    """
    found = Account.objects.select_related("editor").filter(name=name, is_active=True).first()
    said = normal(password)[: PASSWORD + 1]
    if found is None or len(said) > PASSWORD:
        make_password(said)
        return None
    if not check_password(said, found.password) or found.editor.dismissed_at is not None:
        return None
    if not digits(code):
        return found if recovery.spend(found, code) else None
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=found, confirmed=True).first()
        proven = device is not None and device.verify_token(digits(code))
        if device:
            _forget_when(device)
    return found if proven else None


def _forget_when(device: TOTPDevice) -> None:
    """Keep to the minute when digits were wrong, and so often that the wait ends: it doubles each time, and would last for years."""
    at = device.throttling_failure_timestamp
    TOTPDevice.objects.filter(pk=device.pk).update(
        last_used_at=None,
        throttling_failure_timestamp=at and at.replace(second=0, microsecond=0),
        throttling_failure_count=min(device.throttling_failure_count, DIGITS_WAIT.bit_length()),
    )


def name_of(typed: str) -> str:
    """Give a sign-in name as it is kept: one line, in small letters."""
    return one_line(typed[: DESK_NAME * 4]).casefold()[:DESK_NAME]


def normal(password: str) -> str:
    """Give a password so that every keyboard types the same one (RFC 8265, section 4.2.2: NFC)."""
    return unicodedata.normalize("NFC", password[: PASSWORD * 4])


def digits(code: str) -> str:
    """Give a one-time code without the spaces that authenticators show; empty where it is not six digits."""
    found = "".join(code[:40].split()).replace("-", "")
    with suppress(UnicodeEncodeError):
        return found if len(found.encode("ascii")) == 6 and found.isdigit() else ""  # noqa: PLR2004 - six digits, as RFC 6238 codes mostly have
    return ""
