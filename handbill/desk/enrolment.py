"""/desk/invitation/CODE/: choose a name and a password, add the key to an authenticator, prove it by a code."""

import io
from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from markupsafe import Markup

from handbill.actions.act import Refused
from handbill.desk import passwords
from handbill.desk.account import codes_page
from handbill.desk.entrance import door
from handbill.desk.frame import answer, form, frame
from handbill.desk.invitations import enrol, find
from handbill.desk.models import Invitation
from handbill.desk.sign_in import digits, name_of, normal
from handbill.desk.visit import Visit
from handbill.limits import DESK_NAME
from handbill.look.contexts.doors import InvitationPage
from handbill.settings import site


@door
def invitation(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """Show the key and the form; take it."""
    found = find(code)
    if request.method != "POST":
        return _page(request, visit, code, found, {}, 200)
    name, password = name_of(request.POST.get("name", "")), normal(request.POST.get("password", ""))
    errors = faults(
        found.editor.name,
        name,
        password,
        normal(request.POST.get("again", "")),
        digits(request.POST.get("code", "")),
    )
    status = 422
    if not errors:
        try:
            codes = enrol(code, name, password, digits(request.POST.get("code", "")))
        except Refused as refused:
            if refused.status not in {409, 422}:
                raise
            errors = {"name" if refused.status == 409 else "code": str(refused)}  # noqa: PLR2004 - the two statuses that `enrol` names
            status = refused.status
    if errors:
        return _page(request, visit, code, found, errors, status)
    return answer(codes_page(request, visit, codes), visit)


def faults(desk_name: str, name: str, password: str, again: str, code: str) -> dict[str, str]:
    """Name what is wrong with the form, by field."""
    errors = {}
    if not name:
        errors["name"] = _("Choose a name to sign in with, of up to %(limit)d characters.") % {
            "limit": DESK_NAME
        }
    elif name == name_of(desk_name):
        errors["name"] = _(
            "That is your desk name, which everyone reads. Choose another one to sign in with."
        )
    errors |= passwords.faults(name, password, again, desk_name)
    if not code:
        errors["code"] = _("Six digits, as the authenticator shows them.")
    return errors


def _page(
    request: HttpRequest, visit: Visit, code: str, found: Invitation, errors: dict[str, str], status: int
) -> HttpResponse:
    secret = b32encode(bytes.fromhex(found.totp_key)).decode()
    typed = {"name": request.POST.get("name", "")[:DESK_NAME]}
    page = InvitationPage(
        **frame(request, visit, _("Invitation")),
        form=form(f"desk/invitation/{code}/", visit, typed, errors),
        name=found.editor.name,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        qr=qr(secret, found.editor.name),
    )
    return answer(page, visit, status)


def qr(secret: str, name: str) -> Markup:
    """Draw the key for an authenticator, as an SVG that stands in the page, without style of its own.

    Source: the "Key Uri Format" of Google Authenticator, which all authenticators read.
    """
    issuer = site().name.replace(":", " ")
    query = urlencode(
        {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": 6, "period": 30}, quote_via=quote
    )
    address = f"otpauth://totp/{quote(f'{issuer}:{name}')}?{query}"
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=False,
        svgclass=None,
        lineclass=None,
        nl=False,
        omitsize=True,
        title=_("The key as a picture"),
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno from numbers
