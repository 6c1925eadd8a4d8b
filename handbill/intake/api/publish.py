"""POST /api/v1/articles and /api/v1/articles/N/comments: the same road as the forms, for programs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.comment import comment as publish_comment
from handbill.actions.publish import publish as publish_article
from handbill.actions.screen import text_of
from handbill.guard import receipt
from handbill.guard.ticket import Reused, Spent, Ticket
from handbill.intake import uploads
from handbill.intake.answer import now
from handbill.intake.api.given import given
from handbill.intake.api.problem import problem
from handbill.intake.api.reading import sent
from handbill.intake.api.work import Work
from handbill.intake.comment import values_of
from handbill.intake.submission import Submission
from handbill.intake.wait import wait_until_visible
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.settings import site


@require_POST
def articles(request: HttpRequest) -> HttpResponse:
    """Publish an article."""
    ours = Submission("publish", sent(request), now())
    work = Work(request, ours)
    ours.check_fields(lambda: fields.article(ours.sent.raw))
    _take(ours, site().media.files)
    if refused := refusal(ours):
        return refused
    ticket = work.ticket("article", text_of(ours.values, titled=True), body=str(ours.values["body"]))
    digest = receipt.digest(ticket.receipt)
    wanted = [one.wanted() for one in ours.media]
    told = uploads.told(ours)

    def again(number: int) -> Article:
        return Article.objects.get(number=number)

    def do() -> Article:
        new = publish_article(Act.author(), ours.values, digest, ticket=ticket, media=wanted)
        wait_until_visible(new.number, site().public / f"{new.path}.html")
        return new

    return _publish(ours, do, again, ticket, told)


@require_POST
def comments(request: HttpRequest, number: int) -> HttpResponse:
    """Comment on an article.

    Raises:
        Refused: as `actions.comment` says.
    """
    ours = Submission("comment", sent(request), now())
    work = Work(request, ours)
    ours.check_fields(lambda: values_of(number, ours.sent))
    _take(ours, site().media.comment_files)
    if refused := refusal(ours):
        return refused
    ticket = work.ticket("comment", text_of(ours.values, titled=False), number)
    digest = receipt.digest(ticket.receipt)
    wanted = [one.wanted() for one in ours.media]
    told = uploads.told(ours)

    def again(made: int) -> Comment:
        return Comment.objects.select_related("article").get(number=made)

    def do() -> Comment:
        new = publish_comment(Act.author(), number, ours.values, digest, ticket=ticket, media=wanted)
        wait_until_visible(new.number)
        return new

    return _publish(ours, do, again, ticket, told)


def _take(ours: Submission, most: int) -> None:
    """Clean the files that came, where nothing else is wrong: a program keeps its own."""
    if not ours.errors:
        uploads.take(ours, most)


def _publish(
    ours: Submission,
    do: Callable[[], Article | Comment],
    again: Callable[[int], Article | Comment],
    ticket: Ticket,
    removed: uploads.Told,
) -> HttpResponse:
    try:
        item = do()
    except Spent as spent:
        uploads.let_go(ours)
        item = again(spent.number)
    except Reused:
        return reused()
    return given(item, ticket.receipt, removed)


def refusal(ours: Submission) -> HttpResponse | None:
    """Give what is wrong with a submission, by field; None where nothing is."""
    if not ours.errors:
        ours.refuse_robots()
    if not ours.errors:
        return None
    words = ours.errors.get("") or _("Nothing was stored. What is wrong stands with each member.")
    return problem(422, _("Not yet"), words, {name: said for name, said in ours.errors.items() if name})


def reused() -> HttpResponse:
    """Say that a key or a challenge is good for one text."""
    return problem(
        409,
        _("That cannot be done now"),
        _("This key or challenge was already sent with another text. Nothing of this one is stored."),
    )
