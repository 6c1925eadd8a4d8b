"""/publish/: the form for an article, its preview, and the receipt."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handbill.actions import fields
from handbill.actions.act import Act, Refused
from handbill.actions.publish import publish as publish_article
from handbill.actions.screen import text_of
from handbill.actions.translate import NoRoom, language_between, takes_links, translate
from handbill.guard import receipt
from handbill.guard.ticket import Reused, Spent, Ticket
from handbill.intake import choices, items, uploads
from handbill.intake.answer import answer, now, root_of, site_view
from handbill.intake.form import Sent, read
from handbill.intake.given import receipt_page
from handbill.intake.submission import Submission
from handbill.intake.wait import wait_until_visible
from handbill.look.contexts.doors import PublishPage
from handbill.look.contexts.parts import Line
from handbill.newswire.article import Article
from handbill.newswire.mode import is_surge
from handbill.newswire.standing import state_of
from handbill.settings import site

ACTIONS = ("preview", "publish")
TYPED = 20  # characters of a number that is worth telling is none


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show the form, preview an article, or publish it."""
    if request.method != "POST":
        asked = request.GET.get("translates", "")[:TYPED]
        return _page(request, Submission("publish", Sent({"translates": asked} if asked else {}), now()))
    ours = Submission("publish", read(request), now())
    action = ours.sent.get("action") or "publish"
    if action not in ACTIONS:
        ours.errors[""] = _("The action is preview or publish.")
    ours.check_fields(lambda: fields.article(ours.sent.raw))
    original = _original(ours)
    ours.check_token(aged=action == "publish")
    uploads.take(ours, site().media.files, good=ours.takes)
    if not ours.errors:
        ours.refuse_robots()
    if ours.errors:
        return _page(request, ours, status=422)
    if action == "preview":
        return _page(request, ours, preview=True)
    body = str(ours.values["body"])
    about = original.number if original else 0
    ticket = ours.ticket("article", text_of(ours.values, titled=True), about, body=body)
    told = uploads.told(ours)
    try:
        article = _publish(ours, ticket, original)
    except Spent as spent:
        uploads.let_go(ours)
        article = Article.objects.get(number=spent.number)
    except Reused:
        return _page(request, reused(ours), status=409)
    except NoRoom as full:
        ours.errors["translates"] = str(full)
        return _page(request, ours, status=422)
    there = wait_until_visible(article.number, site().public / f"{article.path}.html")
    return receipt_page(request, article, ticket.receipt, there=there, removed=told)


def _publish(ours: Submission, ticket: Ticket, original: Article | None) -> Article:
    """Publish, and link it as a reader's translation where a link fits, in one transaction."""
    with transaction.atomic():
        act = Act.author()
        media = [one.wanted() for one in ours.media]
        article = publish_article(
            act, ours.values, receipt.digest(ticket.receipt), ticket=ticket, media=media
        )
        if original and takes_links(original.number):
            translate(act, original.number, article.number, _language(ours, original))
    return article


def _language(ours: Submission, original: Article) -> str:
    return language_between(original, str(ours.values.get("language", "")))


def _original(ours: Submission) -> Article | None:
    """Find what the form says it translates; what is wrong with that stands beside its field, or the language's."""
    typed = ours.sent.get("translates").strip()
    if not typed:
        return None
    found = Article.objects.filter(number=int(typed)).first() if items.is_number(typed) else None
    if found is None or state_of(found.number) not in {"listed", "slow"}:
        ours.errors.setdefault("translates", _("There is no article with that number that can be read."))
        return None
    try:
        _language(ours, found)
    except Refused as refused:
        ours.errors.setdefault("language", str(refused))
    return found


def reused(ours: Submission) -> Submission:
    """Say that a form can be sent once, and give a fresh one."""
    ours.keep = False
    if ours.sent.files:
        ours.errors["media"] = _("Please choose the new files again: they were not read.")
    ours.errors[""] = _(
        "This form was already sent with another text. Nothing of this one is stored; here it is, in a fresh form."
    )
    return ours


def _line(ours: Submission) -> Line | None:
    """Give the article that is translated, as the form names it, where it can be read."""
    typed = ours.sent.get("translates").strip()
    found = Article.objects.filter(number=int(typed)).first() if items.is_number(typed) else None
    line = items.line(found) if found else None
    return line if line and line.shown else None


def _page(
    request: HttpRequest, ours: Submission, *, status: int = 200, preview: bool = False
) -> HttpResponse:
    page = PublishPage(
        site=site_view(),
        root=root_of(request),
        path="publish/",
        title=_("Publish"),
        form=ours.form("publish/"),
        genres=choices.genres(),
        topics=choices.axis("topic"),
        places=choices.axis("place"),
        languages=choices.languages(ours.sent.get("language")),
        preview=items.preview("article", ours.values) if preview else None,
        limits=choices.ARTICLE,
        original=_line(ours),
        surge=is_surge(),
        taken=uploads.taken(site().media.files),
    )
    return answer(page, status)
