"""What holds at every dynamic address: the headers, words for every error, no body for HEAD, nothing from pages of other sites."""

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from handbill.headers import LATE, headers, is_from_elsewhere
from handbill.intake import refusals
from handbill.intake.form import UPLOADED
from handbill.newswire.freezing import is_frozen
from handbill.record.behind import Watch
from handbill.record.host import NoName, makes_pages
from handbill.settings import site

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""RFC 9110 section 9.2.1. A test asks every address so, and looks whether the database is as it was."""


class Doors:
    """The one middleware. Cookies are the desk's affair; no other door sets or reads one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.watch = Watch()
        logging.getLogger("django.request").setLevel(
            logging.CRITICAL
        )  # refusals are answers; our errors are told below

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        try:
            answered = self._answered(request)
        finally:
            for path in request.META.get(UPLOADED, ()):
                Path(path).unlink(missing_ok=True)
        if answered.status_code == 405 and not answered.content:  # noqa: PLR2004 - RFC 9110 section 15.5.6
            answered = refusals.not_allowed(request, answered)
        here = site()
        https = here.address.startswith("https:")
        path = request.get_full_path().replace("\r", "").replace("\n", "")
        for name, value in headers("dynamic", https=https, onion=here.front.onion, path=path).items():
            answered.headers.setdefault(name, value)
        answered.headers["Content-Length"] = str(len(answered.content))
        if request.method == "HEAD":
            answered.content = b""
        return answered

    def _answered(self, request: HttpRequest) -> HttpResponse:
        here = site()
        try:
            closed = self.watch.look(here)
            # no file says so where no pages are made
            finished = here.finished or (not makes_pages(here.data) and is_frozen())
        except (
            OperationalError,
            InterfaceError,
            NoName,
        ):  # the database is away, or on its way to another machine
            return refusals.late(request)
        if closed:
            return refusals.closed(request)
        if finished:
            return refusals.finished(request)
        if LATE in request.META:
            return refusals.late(request)
        if request.method not in _SAFE and _is_from_elsewhere(request):
            return refusals.elsewhere(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Turn what a view raised into an answer. Of our own errors the operator is told the place, never the text."""
        page = refusals.refusal(request, error)
        if page is None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            print(f"error: {type(error).__name__} at a door\n{frames}", end="", file=sys.stderr, flush=True)  # noqa: T201 - the operator's log
            page = refusals.ours(request)
        return page


def _is_from_elsewhere(request: HttpRequest) -> bool:
    told = request.headers
    return is_from_elsewhere(
        told.get("Sec-Fetch-Site"), told.get("Origin"), told.get("Host") or request.META["SERVER_NAME"]
    )
