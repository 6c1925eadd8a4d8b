"""/desk/account/: how an editor signs in, and where they are signed in; for that editor alone."""

import re
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk import known, passkeys, passwords, recovery
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.models import Passkey, Session
from handbill.desk.sign_in import normal
from handbill.desk.visit import Visit, begin, remember, sessions
from handbill.limits import PASSKEY_NAME
from handbill.look import dates
from handbill.look.contexts.doors import AccountPage, CodesPage, SignedIn
from handbill.look.contexts.parts import Link
from handbill.settings import site

ADDRESS: Final = "desk/account/"
_NUMBER: Final = re.compile("[0-9]{1,18}").fullmatch
"""Of a row: it fits every database."""


@editor_only
def account(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the page; do what one of its forms asks for."""
    if request.method != "POST":
        return _page(request, visit)
    action = request.POST.get("action", "")
    if action not in _ACTIONS:
        return _page(request, visit, status=422)
    try:
        return _ACTIONS[action](request, visit)
    except Refused as refused:
        if refused.status == 503:  # noqa: PLR2004 - RFC 9110 section 15.6.4
            raise
        return _page(request, visit, action, {"own": str(refused)}, refused.status)


def _codes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    passwords.demand(visit.own, request.POST.get("own", ""))
    return answer(codes_page(request, visit, recovery.make(visit.own)), visit)


def _password(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a new password; all other sessions end, and this one goes on under another key."""
    own, password = visit.own, normal(request.POST.get("password", ""))
    if errors := passwords.faults(own.name, password, normal(request.POST.get("again", "")), own.editor.name):
        return _page(request, visit, "password", errors, 422)
    passwords.demand(own, request.POST.get("own", ""))
    own.set_password(password)
    with transaction.atomic():
        own.save(update_fields=["password"])
        Session.objects.filter(account=own).delete()
        known.forget_others(request, own)
        new = begin(own, visit)
    response = see(request, f"{ADDRESS}?said=password")
    remember(response, new)
    return response


def _end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """End one session of this account, or all but this one. One that is over is ended already."""
    here, which = sessions(visit.own), request.POST.get("session", "")
    if not (_NUMBER(which) or (which == "others" and visit.session)):
        return _page(request, visit, "end", {"": _("Choose one first.")}, 422)
    passwords.demand(visit.own, request.POST.get("own", ""))
    if _NUMBER(which):
        here.filter(pk=int(which)).delete()
    elif visit.session:
        here.exclude(pk=visit.session.pk).delete()
        known.forget_others(request, visit.own)
    return see(request, f"{ADDRESS}?said=ended")


def _passkey(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep a passkey that the browser made."""
    passwords.demand(visit.own, request.POST.get("own", ""))
    try:
        passkeys.register(visit, request.POST.get("name", ""), request.POST.get("passkey", ""))
    except Refused as refused:
        return _page(request, visit, "passkey", {"name": str(refused)}, refused.status)
    return see(request, f"{ADDRESS}?said=passkey")


def _remove(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Forget a passkey of this account. One that is not there any more is forgotten already."""
    which = request.POST.get("it", "")
    if not _NUMBER(which):
        return _page(request, visit, "remove", {"": _("Choose one first.")}, 422)
    passwords.demand(visit.own, request.POST.get("own", ""))
    Passkey.objects.filter(account=visit.own, pk=int(which)).delete()
    return see(request, f"{ADDRESS}?said=removed")


_ACTIONS: Final[dict[str, Callable[[HttpRequest, Visit], HttpResponse]]] = {
    "codes": _codes,
    "password": _password,
    "end": _end,
    "passkey": _passkey,
    "remove": _remove,
}


def codes_page(request: HttpRequest, visit: Visit, codes: tuple[str, ...]) -> CodesPage:
    """Give the page that shows recovery codes: to who is signed in, or to who has just made their account."""
    return CodesPage(**frame(request, visit, _("Your recovery codes")), codes=codes)


def _page(
    request: HttpRequest,
    visit: Visit,
    action: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = {"name": request.POST.get("name", "")[: 2 * PASSKEY_NAME]} if errors else {}
    here, home = passkeys.here(request), passkeys.origin()
    page = AccountPage(
        **frame(request, visit, _("Your account"), _said(request)),
        forms={name: form(ADDRESS, visit, typed, errors if name == action else {}) for name in _ACTIONS},
        codes=recovery.left(visit.own),
        sessions=tuple(_signed_in(it, visit) for it in sessions(visit.own)),
        passkeys=tuple(
            Link(it.name, "", str(it.pk)) for it in Passkey.objects.filter(account=visit.own).order_by("pk")
        ),
        passkey=passkeys.to_register(visit) if here else "",
        elsewhere=f"{home}/{ADDRESS}" if home and not here else "",
    )
    return answer(page, visit, status)


def _signed_in(it: Session, visit: Visit) -> SignedIn:
    language, zone = site().language, site().zone
    return SignedIn(
        id=it.pk,
        began=dates.short(language, it.began.astimezone(zone)),
        used=dates.short(language, it.used.astimezone(zone)),
        here=it == visit.session,
    )


def _said(request: HttpRequest) -> str:
    return {
        "recovered": _(
            "You signed in with a recovery code. It works no more. If your authenticator is lost, ask whoever runs the site to renew your invitation."
        ),
        "password": _("Your password is changed, and your other sessions have ended."),
        "ended": _("It has ended."),
        "passkey": _("The passkey is there. It opens the desk from now on."),
        "removed": _("The passkey is removed. Take it out of your device too."),
    }.get(request.GET.get("said", ""), "")
