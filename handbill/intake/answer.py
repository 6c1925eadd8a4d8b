"""Pages as answers: rendered, with the headers of everything dynamic."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from handbill.look.contexts.parts import Page, SiteView
from handbill.look.environment import render
from handbill.settings import site


def answer(page: Page, status: int = 200) -> HttpResponse:
    """Render a page as an answer; `Doors` adds the headers."""
    return HttpResponse(render(page), content_type="text/html; charset=utf-8", status=status)


def site_view() -> SiteView:
    """Give the site as pages know it."""
    here = site()
    return SiteView(here.name, here.tagline, here.language, here.address, here.identity)


def root_of(request: HttpRequest) -> str:
    """Give the way from a dynamic address to the root of the site: "../" for /publish/."""
    return "../" * (request.path.count("/") - 1)


def local(at: datetime) -> datetime:
    """Give a time in the site's time zone, as pages show it."""
    return at.astimezone(site().zone)


def now() -> datetime:
    """Give the present time, UTC: the one clock of the doors."""
    return datetime.now(UTC)
