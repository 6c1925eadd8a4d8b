"""/desk/account/: how an editor signs in, for that editor alone."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk import recovery
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame
from handbill.desk.own_password import demand
from handbill.desk.visit import Visit
from handbill.look.contexts.doors import AccountPage, CodesPage

ADDRESS: Final = "desk/account/"


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
        return _page(request, visit, action, {"password": str(refused)}, refused.status)


def _codes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    own = visit.own
    demand(own, request.POST.get("password", ""))
    return answer(codes_page(request, visit, recovery.make(own)), visit)


_ACTIONS: Final[dict[str, Callable[[HttpRequest, Visit], HttpResponse]]] = {"codes": _codes}


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
    left = recovery.left(visit.own)
    said = {
        "recovered": _(
            "You signed in with a recovery code. It works no more. If your authenticator is lost, ask whoever runs the site to renew your invitation."
        )
    }.get(request.GET.get("said", ""), "")
    page = AccountPage(
        **frame(request, visit, _("Your account"), said),
        forms={name: form(ADDRESS, visit, {}, errors if name == action else {}) for name in _ACTIONS},
        codes=left,
    )
    return answer(page, visit, status)
