"""/desk/item/N/: one item with its text and what is around it, and one form for each decision that it can meet."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.desk import (
    acting,
    appeals,
    blurring,
    decided,
    demands,
    presence,
    ready,
    redacting,
    seen,
    sorting,
)
from handbill.desk.complaints import settle
from handbill.desk.deciding import FOLLOWED, RECEIVE, SETTLE, can, decide, onward, said
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.order import Order
from handbill.desk.place import Place
from handbill.desk.ready_texts import guidelines
from handbill.desk.rows import Noun, nouns, queue_rows
from handbill.desk.subjects import Subject
from handbill.desk.thread import above, thread
from handbill.desk.verbs import VERBS
from handbill.desk.visit import Visit
from handbill.look.contexts.doors import DecidePage, QueueRow
from handbill.look.contexts.parts import Link
from handbill.newswire.article import Article
from handbill.newswire.sitepage import GENRES, names

_FIELDS = (
    *("verb", "guideline", "ready", "reason", "field", "related", "confirm", "genre", "place", "corrects"),
    *("translation", "how"),
    *("demand", "demanded", "text", "sender", "received", "due"),
)
_PRIVATE = frozenset({SETTLE, RECEIVE, FOLLOWED})


@editor_only
def item(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Show an item; decide about it."""
    found = nouns([int(number)]).get(int(number))
    if found is None:
        raise Refused(
            _("There is no article or comment with the number %(number)d.") % {"number": int(number)}, 404
        )
    if request.method != "POST":
        presence.look(visit, found.number)
        return _page(request, visit, found, {}, 200, said({"done": request.GET.get("done", "")}))
    verb = request.POST.get("verb", "")
    if verb in _PRIVATE:
        errors = _privately(request, visit, found.number, verb)
        if errors:
            return _page(request, visit, found, errors, 422)
        return _done(request, found.number, verb)
    noun = "article" if isinstance(found, Article) else "comment"
    if verb not in VERBS or noun not in VERBS[verb].nouns:
        return _page(request, visit, found, {"": _("Choose a decision.")}, 422)
    errors, status, done = _decide(request, visit, Subject(noun, found.number), verb)
    if errors:
        return _page(request, visit, found, errors, status)
    return _done(request, found.number, done)


def _done(request: HttpRequest, number: int, done: str) -> HttpResponse:
    """Go on in the queue, for a form that came from there; else show the item again."""
    if "place" in request.POST:
        return see(request, onward(request.POST["place"], done, number))
    return see(request, f"desk/item/{number}/?done={done}")


def _privately(request: HttpRequest, visit: Visit, number: int, verb: str) -> dict[str, str]:
    """Do what stays at the desk, or name what is wrong with the form."""
    if verb == RECEIVE:
        given = (request.POST.get(name, "") for name in ("text", "sender", "received", "due"))
        return demands.take(Act.editor(visit.editor.number), number, *given)
    settle(number) if verb == SETTLE else demands.settle(number)
    return {}


def _decide(
    request: HttpRequest, visit: Visit, subject: Subject, verb: str
) -> tuple[dict[str, str], int, str]:
    """Do what the form says, and give the name of what was done; or name what is wrong with it, and the status."""
    related = re.split(r"[\s,;]+", request.POST.get("related", "").strip())[:100]
    guideline, reason = ready.reason(request.POST.dict())
    if "place" in request.POST and "guideline" not in VERBS[verb].must:
        guideline = 0  # the queue has one form for all verbs
    demand = request.POST.get("demand", "").strip()
    if "place" in request.POST and "demand" not in VERBS[verb].may:
        demand = ""
    order = Order(
        verb,
        subject,
        guideline=guideline,
        reason=reason,
        field=request.POST.get("field", ""),
        related=tuple(_number(one) or 0 for one in related if one),
        corrects=bool(request.POST.get("corrects")),
        demand=demand,
        demanded=request.POST.get("demanded", "") if demand else "",
        translation=_number(request.POST.get("translation", "").strip()) or 0,
        **_sorted(request, subject.number, verb),
    )
    if verb == "blur":
        order = replace(order, **blurring.typed(request.POST.getlist("parts"), request.POST.get("how", "")))
    order = acting.clean(order)
    errors = {name: fault.words for name, fault in acting.faults(order).items()}
    if verb == "redact" and request.POST.get("confirm", "").strip() != str(subject.number):
        errors["confirm"] = _(
            "What is redacted cannot come back. Type the number %(number)d to say that you mean it."
        ) % {"number": subject.number}
    if errors:
        return errors, 422, ""
    try:
        done = decide(visit.editor.number, order, request.POST.get("seen", ""))
    except Refused as refused:
        return {"": str(refused)}, refused.status, ""
    return {}, 200, done


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
    who = Act.editor(visit.editor.number)
    barred, one_with = appeals.barred(who, number), redacting.one_with(who, number)
    typed = {name: request.POST.get(name, "") for name in _FIELDS if name in request.POST}
    lists: dict[str, tuple[str, ...]] = {}
    if isinstance(found, Article):
        typed.setdefault("genre", found.genre)
        for name in sorting.LISTS:
            sent = request.POST.getlist(name) if typed.get("verb") == "classify" else getattr(found, name)
            lists[name] = tuple(sent)
    verbs = _verbs(row, visit, typed, one_with)
    page = DecidePage(
        **frame(request, visit, heading, message),
        row=row,
        form=form(f"desk/item/{number}/", visit, typed, errors, lists),
        verbs=verbs,
        guidelines=guidelines(),
        decisions=decided.decisions(number),
        thread=thread(found),
        notice=decided.notice(number),
        seen=shown,
        genres=_links("genre", GENRES) if lists else (),
        topics=_links("topic") if lists else (),
        places=_links("place") if lists else (),
        ready=ready.texts(row.item.language),
        looking=presence.others(visit, [number]).get(number, ""),
        alone=redacting.alone(who).strip(),
        barred=barred,
        one_with=one_with,
        today=demands.today().isoformat(),
        above=above(found),
        pictures=blurring.pictures(number, request.POST.getlist("parts"))
        if any(verb.name == "blur" for verb in verbs)
        else (),
        following=Place.parse(typed["place"]).href if "place" in typed else "",
    )
    return answer(page, visit, status)


def _links(axis: str, slugs: tuple[str, ...] = ()) -> tuple[Link, ...]:
    """Give what can be chosen of an axis: all that editors made, or these."""
    known = names(axis)
    return tuple(Link(known.get(slug, slug), "", slug) for slug in slugs or known)


def _verbs(
    row: QueueRow, visit: Visit, typed: Mapping[str, str], one_with: Collection[str]
) -> tuple[Link, ...]:
    """Name the verbs that are possible now, and the one that was chosen, so that what was typed is not lost.

    A proposal is confirmed or declined beside its own words.
    """
    chosen, verbs = typed.get("verb", ""), can(row, visit.editor)
    if chosen in VERBS and VERBS[chosen] not in verbs and row.item.kind in VERBS[chosen].nouns:
        verbs.append(VERBS[chosen])
    left_out = {"decline"}
    proposed = {it.field: it.by == visit.editor.name or it.field in one_with for it in row.proposals}
    if chosen != "redact":
        left_out |= {"redact"} if "" in proposed else set()
    elif not proposed.get(typed.get("field", ""), True):
        left_out.add("redact")
    return tuple(Link(str(verb.words), "", verb.name) for verb in verbs if verb.name not in left_out)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch("[1-9][0-9]{0,15}", text) else None
