"""Refusals in words: whatever goes wrong at a door ends in a page that says so, and gives back the text that was sent."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from handbill.actions.act import Refused, closed_words
from handbill.actions.fields import Invalid
from handbill.headers import CLOSED
from handbill.intake.answer import answer, site_view
from handbill.intake.api.problem import PREFIX, problem
from handbill.intake.form import KEPT, NotAForm, read
from handbill.look.contexts.doors import ErrorPage
from handbill.pages.moment import finished as finished_view
from handbill.record import disc
from handbill.settings import site
from handbill.store import Failed

RETRY: Final = "5"
"""Seconds after which a busy site may be asked again (RFC 9110 section 10.2.3)."""
_TOLD: Final[tuple[tuple[tuple[type[Exception], ...], int, Callable[[], str]], ...]] = (
    ((RequestDataTooBig,), 413, lambda: _("That was more than this site takes at one time.")),
    (
        (SuspiciousOperation, BadRequest, MultiPartParserError),
        400,
        lambda: _("The form did not arrive as a browser sends it: it is cut off, or has too many fields."),
    ),
    ((Http404,), 404, lambda: _("There is nothing at this address.")),
    ((PermissionDenied,), 403, lambda: _("You may not do that here.")),
)


def refusal(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Give the answer to an error that people can do something about; None for one of ours."""
    if isinstance(error, Refused):
        page = error_page(request, error.status, str(error))
        return _later(page, CLOSED) if error.status == 503 else page  # noqa: PLR2004 - RFC 9110 section 15.6.4
    if isinstance(error, Invalid | NotAForm):
        return error_page(request, 415 if isinstance(error, NotAForm) else 422, str(error))
    for kinds, status, told in _TOLD:
        if isinstance(error, kinds):
            return error_page(request, status, told())
    if state := disc.state(error):
        return _no_disc(request, state)
    return _busy(request) if isinstance(error, OperationalError | InterfaceError | Failed) else None


def error_page(request: HttpRequest, status: int, words: str) -> HttpResponse:
    """Give an error in words, with the text that was sent; under /api/ as a problem."""
    if request.path.startswith(PREFIX):
        return problem(status, _heading(status), words)
    page = ErrorPage(
        site=replace(site_view(), finished=finished_view(site(), "default"))
        if site().finished
        else site_view(),
        root="/",  # the address may have any depth
        path="",
        title=_heading(status),
        status=status,
        heading=_heading(status),
        words=words,
        kept=request.META.get(KEPT, ""),
    )
    return answer(page, status)


def finished(request: HttpRequest) -> HttpResponse:
    """Answer for every address of a site that is finished; who searches is led to where that goes on without us, the words behind a #."""
    if request.path == "/search/" and request.method in {"GET", "HEAD"}:
        asked = request.META["QUERY_STRING"].replace("\r", "").replace("\n", "")
        return HttpResponse(
            status=303, headers={"Location": f"index.html#{asked}" if asked else "index.html"}
        )
    return error_page(request, 410, _("All of it stays to be read, and nothing can be sent any more."))


def not_found(request: HttpRequest, _error: Exception | None = None) -> HttpResponse:
    """Answer for an address that there is not."""
    return error_page(request, 404, _("There is nothing at this address."))


def not_allowed(request: HttpRequest, answered: HttpResponse) -> HttpResponse:
    """Put words into the bare answer to a wrong method; `Allow` stays."""
    page = error_page(request, 405, _("This address does not take requests of that kind."))
    page["Allow"] = answered["Allow"]
    return page


def ours(request: HttpRequest) -> HttpResponse:
    """Answer for an error of this program, without details."""
    return error_page(
        request, 500, _("Something went wrong here, and it is not your fault. Nothing was stored.")
    )


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Answer what a page of another site made a browser send: it is not read."""
    return error_page(
        request,
        403,
        _(
            "This was sent from a page of another site. Nothing was stored. Open the form here, and send it from there."
        ),
    )


def closed(request: HttpRequest) -> HttpResponse:
    """Answer while the database is older than what readers see: nothing is stored, the text is given back."""
    _keep(request)
    return _later(error_page(request, 503, closed_words()), CLOSED)


def late(request: HttpRequest) -> HttpResponse:
    """Answer where more comes than can be taken: at a fifth of the cost, so that nobody waits for long."""
    _keep(request)
    return _busy(request)


def _keep(request: HttpRequest) -> None:
    """Read what was sent, so that the answer gives the text back."""
    with contextlib.suppress(NotAForm, BadRequest, SuspiciousOperation, MultiPartParserError):
        if request.method == "POST":
            read(request, files=False)


def _later(page: HttpResponse, seconds: str) -> HttpResponse:
    page["Retry-After"] = seconds
    return page


def _busy(request: HttpRequest) -> HttpResponse:
    words = _("The site is very busy. Nothing was stored; please send it again in a moment.")
    return _later(error_page(request, 503, words), RETRY)


def _no_disc(request: HttpRequest, state: disc.State) -> HttpResponse:
    if state == "full":
        words = _("This site has no room left, so nothing was stored. Keep your text and tell the editors.")
        return error_page(request, 507, words)
    words = _(
        "The disc of this site takes nothing just now. Nothing was stored; keep your text, send it again later, and tell the editors."
    )
    return _later(error_page(request, 503, words), CLOSED)


def _heading(status: int) -> str:
    return {
        400: _("That could not be read"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Not done that way"),
        409: _("That cannot be done now"),
        410: _("Gone"),
        413: _("Too large"),
        415: _("That could not be read"),
        422: _("Not yet"),
        429: _("That cannot be done now"),
        503: _("Please try again in a moment"),
        507: _("No room left"),
    }.get(status, _("Something went wrong"))
