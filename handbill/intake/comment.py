"""/comment/N/: the form for a comment on an article, its preview, and the receipt."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handbill.actions import fields
from handbill.actions.act import Act, Refused
from handbill.actions.comment import comment as publish_comment
from handbill.actions.comment import demand_answerable
from handbill.actions.fields import Values
from handbill.actions.screen import text_of
from handbill.guard import receipt
from handbill.guard.ticket import Reused, Spent
from handbill.intake import choices, items, uploads
from handbill.intake.answer import answer, now, root_of, site_view
from handbill.intake.form import Sent, read
from handbill.intake.given import receipt_page
from handbill.intake.publish import ACTIONS, reused
from handbill.intake.submission import Submission
from handbill.intake.wait import wait_until_visible
from handbill.look.contexts.doors import CommentPage
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.settings import site


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form, preview a comment, or publish it.

    Raises:
        Refused: as `actions.comment` says.
    """
    if request.method != "POST":
        asked = {"reply_to": request.GET.get("reply_to", "")[:16]}
        return _page(request, number, Submission("comment", Sent(values=asked), now()))
    ours = Submission("comment", read(request), now())
    action = ours.sent.get("action") or "publish"
    if action not in ACTIONS:
        ours.errors[""] = _("The action is preview or publish.")
    ours.check_fields(lambda: values_of(number, ours.sent))
    ours.check_token(aged=action == "publish")
    uploads.take(ours, site().media.comment_files, good=ours.takes)
    if not ours.errors:
        ours.refuse_robots()
    if ours.errors:
        return _page(request, number, ours, status=422)
    if action == "preview":
        return _page(request, number, ours, preview=True)
    ticket = ours.ticket("comment", text_of(ours.values, titled=False), number)
    told = uploads.told(ours)
    try:
        new = publish_comment(
            Act.author(),
            number,
            ours.values,
            receipt.digest(ticket.receipt),
            ticket=ticket,
            media=[one.wanted() for one in ours.media],
        )
    except Spent as spent:
        uploads.let_go(ours)
        new = Comment.objects.select_related("article").get(number=spent.number)
    except Reused:
        return _page(request, number, reused(ours), status=409)
    there = wait_until_visible(new.number)
    return receipt_page(request, new, ticket.receipt, there=there, removed=told)


def values_of(number: int, sent: Sent) -> Values:
    """Give the fields of a comment; with the receipt of the article it is marked as its author's.

    Raises:
        Invalid: with words for each field.
    """
    errors: dict[str, str] = {}
    values: Values = {}
    is_author = False
    if sent.get("receipt").strip():
        code = receipt.normalise(sent.get("receipt"))
        is_author = (
            bool(code) and Article.objects.filter(number=number, receipt=receipt.digest(code or "")).exists()
        )
        if not is_author:
            errors["receipt"] = _("This is not the receipt of this article.")
    try:
        values = fields.comment(sent.raw, {"author": True} if is_author else None)
    except fields.Invalid as invalid:
        errors |= invalid.errors
    if errors:
        raise fields.Invalid(errors)
    return values


def _page(
    request: HttpRequest, number: int, ours: Submission, *, status: int = 200, preview: bool = False
) -> HttpResponse:
    article = _answerable(number)
    page = CommentPage(
        site=site_view(),
        root=root_of(request),
        path=f"comment/{number}/",
        title=_("Comment"),
        form=ours.form(f"comment/{number}/"),
        article=items.line(article),
        answered=items.answered(article, ours.sent.get("reply_to")),
        preview=items.preview("comment", ours.values) if preview else None,
        limits=choices.COMMENT,
        taken=uploads.taken(site().media.comment_files),
    )
    return answer(page, status)


def _answerable(number: int) -> Article:
    """Find an article whose form may be shown; the verb asks again, under its lock."""
    article = Article.objects.filter(number=number).first()
    if article is None:
        raise Refused(_("There is no article with the number %(number)d.") % {"number": number}, 404)
    demand_answerable(number)
    return article
