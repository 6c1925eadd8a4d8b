"""What every page of the desk has, and how it is answered."""

from collections.abc import Mapping
from typing import TypedDict

from django.http import HttpRequest, HttpResponse

from handbill.desk import health, waiting
from handbill.desk.visit import Visit, remember
from handbill.look.contexts.doors import ErrorPage
from handbill.look.contexts.forms import Form
from handbill.look.contexts.parts import Page, SiteView
from handbill.look.environment import render
from handbill.newswire.offer import Offer
from handbill.settings import site


class Frame(TypedDict):
    """The members of `DeskPage`, to be given to each of its pages."""

    site: SiteView
    root: str
    path: str
    title: str
    editor: str
    token: str
    count: int
    offered: int
    message: str
    health: tuple[str, ...]


def frame(request: HttpRequest, visit: Visit, title: str, message: object = "") -> Frame:
    """Give what every page of the desk has."""
    return {
        "site": site_view(),
        "root": root_of(request),
        "path": request.path_info.lstrip("/"),
        "title": title,
        "editor": visit.editor.name if visit.account else "",
        "token": visit.token(),
        "count": waiting.count() if visit.account else 0,
        "offered": Offer.objects.filter(done_at=None).count() if visit.account else 0,
        "message": str(message),
        "health": health.complaints() if visit.account else health.ending(),
    }


def form(
    action: str,
    visit: Visit,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    lists: Mapping[str, tuple[str, ...]] | None = None,
) -> Form:
    """Give a form as it stands; `action` is its address from the root."""
    return Form(
        action=action, token=visit.token(), values=values or {}, errors=errors or {}, lists=lists or {}
    )


def answer(page: Page, visit: Visit, status: int = 200) -> HttpResponse:
    """Answer with a page; whoever has no cookie yet gets the one that the page's token hangs on."""
    response = HttpResponse(render(page), status=status)
    remember(response, visit)
    return response


def refusal(request: HttpRequest, status: int, heading: str, words: str) -> HttpResponse:
    """Answer with words instead of a page."""
    page = ErrorPage(
        site=site_view(),
        root=root_of(request),
        path=request.path_info.lstrip("/"),
        title=heading,
        status=status,
        heading=heading,
        words=words,
    )
    return HttpResponse(render(page), status=status)


def see(request: HttpRequest, path: str) -> HttpResponse:
    """Send the browser on (303) to `path`, given from the root."""
    return HttpResponse(status=303, headers={"Location": root_of(request) + path})


def root_of(request: HttpRequest) -> str:
    """Give the way from the request's address to the root of the site: "../" for /desk/."""
    return "../" * (request.path_info.count("/") - 1)


def site_view() -> SiteView:
    """Give the site as pages know it."""
    here = site()
    return SiteView(
        name=here.name,
        tagline=here.tagline,
        language=here.language,
        address=here.address,
        identity=here.identity,
    )
