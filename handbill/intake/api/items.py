"""GET of an item: where its file is. GET of a challenge."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handbill.actions.act import Refused
from handbill.guard import work
from handbill.guard.lane import lane
from handbill.intake.answer import now, root_of
from handbill.intake.api.problem import reply
from handbill.intake.items import href
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment


@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """Give a challenge to solve before something is sent, and what to put behind the address that it is sent to then."""
    del request
    told = work.challenge(now())
    nonce = str(told["parameters"]["nonce"])
    return reply({**told, "lane": lane(nonce, int(now().timestamp()))})


@require_safe
def article(request: HttpRequest, number: int) -> HttpResponse:
    """Send on (303) to the data of an article.

    Raises:
        Refused: 404, there is none.
    """
    return _file(request, Article.objects.filter(number=number).first(), number)


@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Send on (303) to the data of the page that a comment stands on.

    Raises:
        Refused: 404, there is none.
    """
    return _file(request, Comment.objects.select_related("article").filter(number=number).first(), number)


def _file(request: HttpRequest, item: Article | Comment | None, number: int) -> HttpResponse:
    if item is None:
        raise Refused(
            _("There is no article or comment with the number %(number)d.") % {"number": number}, 404
        )
    page = href(item).partition("#")[0]
    return HttpResponse(
        status=303, headers={"Location": f"{root_of(request)}{page.removesuffix('.html')}.json"}
    )
