"""What an author can do with the receipt: each act's fields, its verb, and the page that shows the item and all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.amend import amend
from handbill.actions.appeal import appeal, appealable, appealed
from handbill.actions.fields import Values
from handbill.actions.item import demand
from handbill.actions.revise import revise
from handbill.actions.screen import text_of
from handbill.actions.withdraw import withdraw
from handbill.guard.receipt import normalise
from handbill.guard.ticket import Spent, Ticket
from handbill.intake import arranged, choices, items, uploads
from handbill.intake.answer import answer, root_of, site_view
from handbill.intake.form import LISTS, Sent
from handbill.intake.submission import Submission
from handbill.limits import APPEAL
from handbill.look.contexts.doors import OwnItemPage
from handbill.newswire.article import Article
from handbill.newswire.closing import is_closed
from handbill.newswire.comment import Comment
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from handbill.record.format.attached import MEDIA
from handbill.record.format.kinds import Kind
from handbill.record.format.state import ENDED
from handbill.settings import site

PREVIEW: Final = "preview"
"""Of a revision: nothing is changed, but that files wait in the form and parts of them are hidden."""
PASSED: Final = ("author", "date", "legacy")
"""Fields that a revision keeps and that nobody types."""


@dataclass(frozen=True, slots=True)
class OwnAct:
    """One act: what it takes from the form, what it does, and what is said then."""

    kind: Kind
    values: Callable[[Article | Comment, Sent], Values]
    do: Callable[[Article | Comment, Submission, Ticket], str]  # spends the ticket
    words: Callable[[Article | Comment], str]


def demand_act(number: int, act: OwnAct) -> None:
    """Check that an act may follow, before anything of its form is looked at: what is refused so gives all of the text back.

    Raises:
        Refused: 409 or 410, as the verb would say.
    """
    demand(number, act.kind)
    if act.kind is Kind.APPEAL:
        appealable(number)


def _revised(item: Article | Comment, sent: Sent) -> Values:
    """Give all fields anew: what was not sent stays, what was sent empty is cleared."""
    told = present(item)
    kept: Values = {name: told[name] for name in PASSED if name in told}
    raw: Mapping[str, Any] = {**told, **sent.raw}
    if isinstance(item, Article):
        values = fields.article(raw, kept)
    else:
        answers = {} if sent.values.get("reply_to") == "" else {"reply_to": told.get("reply_to")}
        values = fields.comment({**raw, "reply_to": None, **answers}, kept)
    return {**values, "forget": True} if sent.get("forget").strip() not in {"", "0"} else values


def _revise(item: Article | Comment, ours: Submission, ticket: Ticket) -> str:
    told = {name: value for name, value in ours.values.items() if name != "forget"}
    forget = "forget" in ours.values
    media = [one.wanted() for one in ours.media] if ours.arranges else None
    same = media is None or media == [one.wanted() for one in arranged.own(item.number)]
    if not forget and same and {**told, "html": ""} == {**_texts(present(item)), "html": ""}:
        ticket.spend(item.number, own=True)
        return _("Nothing was changed, so no new version was made.")
    revise(Act.author(), item.number, told, forget=forget, ticket=ticket, media=media)
    return _ACT_WORDS["revise"](item)


def _texts(told: Values) -> Values:
    """Give what of a version is no attachment."""
    return {name: value for name, value in told.items() if not MEDIA(name)}


def _amended(_item: Article | Comment, sent: Sent) -> Values:
    return fields.amendment(sent.raw)


def _amend(item: Article | Comment, ours: Submission, ticket: Ticket) -> str:
    amend(Act.author(), item.number, ours.values, ticket=ticket)
    return _ACT_WORDS["amend"](item)


def _appealed(_item: Article | Comment, sent: Sent) -> Values:
    text = fields.words(sent.get("body") or sent.get("text"), APPEAL)
    if not text:
        raise fields.Invalid({"text": _("Please say why the decision should be looked at again.")})
    return {"text": text}


def _appeal(item: Article | Comment, ours: Submission, ticket: Ticket) -> str:
    ticket.spend(item.number)
    appeal(Act.author(), item.number, str(ours.values["text"]))
    return _ACT_WORDS["appeal"](item)


def _withdraw(item: Article | Comment, _ours: Submission, ticket: Ticket) -> str:
    withdraw(Act.author(), item.number, ticket=ticket)
    return _ACT_WORDS["withdraw"](item)


def _revise_words(item: Article | Comment) -> str:
    if state_of(item.number) == "held":
        return _("Your new version is stored. It waits until an editor has read it.")
    return _("Your new version is published.")


def _amend_words(item: Article | Comment) -> str:
    if state_of(item.number) == "held":
        return _("What you added is stored. It waits until an editor has read it.")
    return _("What you added is published.")


_ACT_WORDS: Final[dict[str, Callable[[Article | Comment], str]]] = {
    "revise": _revise_words,
    "amend": _amend_words,
    "withdraw": lambda _item: _("It is withdrawn. The text is destroyed."),
    "appeal": lambda _item: _("Your appeal is with the editors. Their answer will be public."),
}
ACTS: Final = {
    "revise": OwnAct(Kind.REVISE, _revised, _revise, _ACT_WORDS["revise"]),
    "amend": OwnAct(Kind.AMEND, _amended, _amend, _ACT_WORDS["amend"]),
    "withdraw": OwnAct(Kind.WITHDRAW, lambda _item, _sent: {}, _withdraw, _ACT_WORDS["withdraw"]),
    "appeal": OwnAct(Kind.APPEAL, _appealed, _appeal, _ACT_WORDS["appeal"]),
}


Ticketing: TypeAlias = Callable[..., Ticket]
"""`Submission.ticket`, or what stands in its place where there was no form."""


def perform(item: Article | Comment, ours: Submission, action: str, ticketing: Ticketing) -> str:
    """Do one act with its checked values, once: the same sent again gets the same words.

    Raises:
        Reused: the form was used for something else.
        Refused: as the verb says.
    """
    act = ACTS[action]
    try:
        with transaction.atomic():
            return act.do(item, ours, _ticket(item, ours.values, action, ticketing))
    except Spent:
        uploads.let_go(ours)
        return act.words(item)


def _ticket(item: Article | Comment, values: Values, action: str, ticketing: Ticketing) -> Ticket:
    """Give the ticket of an act; a revision and an amendment bring a text that the guard judges as it does a new one."""
    if action == "amend":
        return ticketing("amend", text_of(values, titled=False), item.number)
    if action == "revise":
        titled = isinstance(item, Article)
        body = str(values["body"]) if titled else ""
        return ticketing("revise", text_of(values, titled=titled), item.number, body=body)
    return ticketing("", "", item.number)


def present(item: Article | Comment) -> Values:
    """Give the fields of the present version, but `html`, which is made anew, and `forget`, which is not carried over."""
    version = Version.objects.filter(number=item.number).order_by("-id")[0]
    return {name: value for name, value in items.opened(version).items() if name not in {"html", "forget"}}


def most_files(item: Article | Comment) -> int:
    """Say how many files fit to an item."""
    return site().media.files if isinstance(item, Article) else site().media.comment_files


def own_page(
    request: HttpRequest,
    item: Article | Comment,
    ours: Submission,
    *,
    status: int = 200,
    done: str = "",
    removed: uploads.Told = (),
) -> HttpResponse:
    """Show an item to its author. After an error or a preview the form holds what was typed, else the present text and files."""
    told: dict[str, Any] = _texts(present(item))
    typed = {name: str(value) for name, value in told.items() if name not in LISTS}
    doing = ours.sent.get("action")
    if doing in {"amend", "appeal"}:  # what was typed there is not the text of the item
        typed["added"] = (ours.sent.get("body") or ours.sent.get("text")) if ours.errors else ""
    as_typed = bool(ours.errors) or doing == PREVIEW
    if as_typed and doing not in {"amend", "appeal"}:
        typed |= ours.sent.values
    typed["doing"] = doing
    typed["receipt"] = normalise(ours.sent.get("receipt")) or ""
    lists = {name: tuple(map(str, told.get(name, ()))) for name in LISTS}
    is_article = isinstance(item, Article)
    shown = items.own(item)
    may = can(item.number, shown.state)
    hanging = arranged.own(item.number)
    if not (as_typed and ours.arranges):
        ours.media = hanging
    page = OwnItemPage(
        site=site_view(),
        root=root_of(request),
        path="receipt/",
        title=_("Your article %(number)d") % {"number": item.number}
        if is_article
        else _("Your comment %(number)d") % {"number": item.number},
        form=ours.form("receipt/", typed, {**lists, **ours.sent.lists} if as_typed else lists),
        item=shown,
        href=items.href(item),
        line=None if isinstance(item, Article) else items.line(item.article),
        genres=choices.genres(),
        topics=choices.axis("topic"),
        places=choices.axis("place"),
        languages=choices.languages(typed.get("language", "")),
        limits=choices.ARTICLE if is_article else choices.COMMENT,
        done=done,
        can=may,
        appeals=items.appeals(item.number),
        taken=uploads.taken(most_files(item)),
        media=tuple(one.view("", ours.now) for one in hanging),
        removed=removed,
    )
    return answer(page, status)


def can(number: int, state: str) -> frozenset[str]:
    """Tell what its author may do with an item in this state."""
    acts = set() if state in ENDED else {"revise", "amend", "withdraw"}
    if state in {"listed", "slow"} and not is_closed(number):
        acts.add("comment")
    if state in {"hidden", "held", "redacted"} and not appealed(number):
        acts.add("appeal")
    return frozenset(acts)
