"""The two ways in: `door` for pages that strangers see (sign-in, invitation), `editor_only` for all others.

Every request that could change something must come from this desk's own pages: it carries a token of the visit, and where
the browser says whence it comes, that is this site (the middleware looks at every door; here nothing but `same-origin` will
do). Answers to GET change nothing but where an editor is now (`presence`) and when their session was used last.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.desk.frame import refusal, see
from handbill.desk.visit import Visit, read, use

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]
Door = Callable[Concatenate[HttpRequest, P], HttpResponse]

METHODS: Final = ("GET", "HEAD", "POST")
_OWN: Final = "same-origin"


def door(view: View[P]) -> Door[P]:
    """Let anyone in who comes by GET, HEAD, or by POST from a page of this desk."""

    @wraps(view)
    def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in METHODS:
            response = refusal(request, 405, _("Not here"), _("This address takes GET and POST alone."))
            response["Allow"] = ", ".join(METHODS)
            return response
        visit = read(request)
        if request.method == "POST" and not (
            request.headers.get("Sec-Fetch-Site", _OWN) == _OWN and visit.owns(request.POST.get("token", ""))
        ):
            return refusal(
                request,
                403,
                _("Nothing was done"),
                _(
                    "This form was not sent from a page of the desk, or the page was too old. Open it again, and send it from there."
                ),
            )
        try:
            return view(request, visit, *args, **kwargs)
        except Refused as refused:
            response = refusal(request, refused.status, _("That cannot be done"), str(refused))
            if refused.status == 503:  # noqa: PLR2004 - RFC 9110 section 15.6.4
                response["Retry-After"] = "5"
            return response

    return entered


def editor_only(view: View[P]) -> Door[P]:
    """Let editors in; others are shown to the sign-in, and whatever they post is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if visit.account is not None:
            use(visit)
            return view(request, visit, *args, **kwargs)
        if request.method == "POST":
            return refusal(request, 403, _("Nothing was done"), _("You are not signed in any more."))
        return see(request, "desk/sign-in/")

    return door(guarded)
