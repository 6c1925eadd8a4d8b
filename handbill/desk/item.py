"""/desk/item/N/: one item with its text and what is around it, and one form for each decision that it can meet."""

import re
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.appeal import appealed
from handbill.desk import acting, decided, seen, sorting
from handbill.desk.complaints import settle
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.rights import APPEALED, CLOSED, FEATURED
from handbill.desk.rows import Noun, items, nouns, queue_rows
from handbill.desk.subjects import Subject
from handbill.desk.verbs import VERBS, Order, possible
from handbill.desk.visit import Visit
from handbill.limits import REASON
from handbill.look.contexts.doors import DecidePage, QueueRow
from handbill.look.contexts.parts import Comment as CommentView
from handbill.look.contexts.parts import Link
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.guideline import Guideline
from handbill.newswire.sitepage import GENRES, names

NEAR = 10  # comments before and after the one that is decided
SETTLE = "dismiss"  # the complaints: private, so no verb of the table
_FIELDS = ("verb", "guideline", "reason", "field", "related", "confirm", "genre")
_SETTLED_BY = frozenset({"hide", "hold", "redact"})


@editor_only
def item(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Show an item; decide about it."""
    found = nouns([int(number)]).get(int(number))
    if found is None:
        raise Refused(
            _("There is no article or comment with the number %(number)d.") % {"number": int(number)}, 404
        )
    if request.method != "POST":
        said = request.GET.get("done", "")
        message = (
            _("The complaints are dealt with.")
            if said == SETTLE
            else VERBS[said].done
            if said in VERBS
            else ""
        )
        return _page(request, visit, found, {}, 200, message)
    verb = request.POST.get("verb", "")
    if verb == SETTLE:
        settle(found.number)
        return see(request, f"desk/item/{number}/?done={SETTLE}")
    noun = "article" if isinstance(found, Article) else "comment"
    if verb not in VERBS or noun not in VERBS[verb].nouns:
        return _page(request, visit, found, {"": _("Choose a decision.")}, 422)
    errors, status = _decide(request, visit, Subject(noun, found.number), verb)
    if errors:
        return _page(request, visit, found, errors, status)
    return see(request, f"desk/item/{number}/?done={verb}")


def _decide(request: HttpRequest, visit: Visit, subject: Subject, verb: str) -> tuple[dict[str, str], int]:
    """Do what the form says, or name what is wrong with it, and the status."""
    related = re.split(r"[\s,;]+", request.POST.get("related", "").strip())[:100]
    order = acting.clean(
        Order(
            verb,
            subject,
            guideline=_number(request.POST.get("guideline", "")) or 0,
            reason=request.POST.get("reason", ""),
            field=request.POST.get("field", ""),
            related=tuple(_number(one) or 0 for one in related if one),
            **_sorted(request, subject.number, verb),
        )
    )
    errors = {name: fault.words for name, fault in acting.faults(order).items()}
    if verb == "redact" and request.POST.get("confirm", "").strip() != str(subject.number):
        errors["confirm"] = _(
            "What is redacted cannot come back. Type the number %(number)d to say that you mean it."
        ) % {"number": subject.number}
    if errors:
        return errors, 422
    try:
        with transaction.atomic():
            who = Act.editor(visit.editor.number)
            acting.lock(who)
            if verb in seen.ASKED:
                seen.demand(subject.number, request.POST.get("seen", ""))
            acting.do(who, order)
            if verb in _SETTLED_BY and not order.field:
                settle(subject.number)
    except Refused as refused:
        return {"": str(refused)}, refused.status
    return {}, 200


def _sorted(request: HttpRequest, number: int, verb: str) -> dict[str, Any]:
    """Give where a form puts an article, as members of an order."""
    if verb != "classify":
        return {}
    topics, places = (request.POST.getlist(name)[:100] for name in sorting.LISTS)
    return sorting.changed(number, request.POST.get("genre", ""), topics, places)


def _page(
    request: HttpRequest, visit: Visit, found: Noun, errors: dict[str, str], status: int, message: object = ""
) -> HttpResponse:
    number = found.number
    shown = seen.now(number)  # before the text is read: what is newer than the page is never taken for seen
    row = queue_rows([number])[0]
    heading = (_("Article %(number)d") if row.item.kind == "article" else _("Comment %(number)d")) % {
        "number": number
    }
    typed = {name: request.POST.get(name, "")[: REASON * 2] for name in _FIELDS if name in request.POST}
    lists: dict[str, tuple[str, ...]] = {}
    if isinstance(found, Article):
        typed.setdefault("genre", found.genre)
        for name in sorting.LISTS:
            sent = request.POST.getlist(name) if typed.get("verb") == "classify" else getattr(found, name)
            lists[name] = tuple(sent)
    page = DecidePage(
        **frame(request, visit, heading, message),
        row=row,
        form=form(f"desk/item/{number}/", visit, typed, errors, lists),
        verbs=_verbs(row, visit.editor.role, typed.get("verb", "")),
        guidelines=tuple(
            Link(it.title, f"guidelines.html#guideline-{it.number}", str(it.number))
            for it in Guideline.objects.order_by("number")
        ),
        decisions=decided.decisions(number),
        thread=_thread(found),
        notice=decided.notice(number),
        seen=shown,
        genres=_links("genre", GENRES) if lists else (),
        topics=_links("topic") if lists else (),
        places=_links("place") if lists else (),
    )
    return answer(page, visit, status)


def _links(axis: str, slugs: tuple[str, ...] = ()) -> tuple[Link, ...]:
    """Give what can be chosen of an axis: all that editors made, or these."""
    known = names(axis)
    return tuple(Link(known.get(slug, slug), "", slug) for slug in slugs or known)


def _here(row: QueueRow) -> frozenset[str]:
    """Give the state of an item and its marks, as the table of rights asks for them."""
    marks = {FEATURED: row.featured, CLOSED: row.closed, APPEALED: appealed(row.item.number)}
    return frozenset({row.item.state, *(mark for mark, there in marks.items() if there)})


def _verbs(row: QueueRow, role: str, chosen: str) -> tuple[Link, ...]:
    """Name the verbs that are possible now, and the one that was chosen, so that what was typed is not lost."""
    verbs = possible(role, row.item.kind, _here(row))
    if chosen in VERBS and VERBS[chosen] not in verbs and row.item.kind in VERBS[chosen].nouns:
        verbs.append(VERBS[chosen])
    return tuple(Link(str(verb.words), "", verb.name) for verb in verbs)


def _thread(found: Noun) -> tuple[CommentView, ...]:
    """Give the comments around a comment, or the last ones of an article, oldest first."""
    if isinstance(found, Comment):
        article, first, last = found.article, found.position - NEAR, found.position + NEAR
    else:
        article, first, last = found, found.comments - 2 * NEAR, found.comments
    near = list(
        Comment.objects.filter(article=article, position__gte=first, position__lte=last).order_by("position")
    )
    shown = items(near)
    return tuple(CommentView(shown[it.number]) for it in near)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch("[1-9][0-9]{0,15}", text) else None
