"""/desk/pages/ and below: topics, places, genres' introductions, the about page, guidelines."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.cleaning.names import slug_ok
from handbill.cleaning.tongues import in_its_own_words
from handbill.desk import acting, languages, rights
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, form, frame, see
from handbill.desk.order import Order
from handbill.desk.subjects import Subject
from handbill.desk.verbs import VERBS
from handbill.desk.visit import Visit
from handbill.look.contexts.doors import EditPagePage, PagesPage
from handbill.look.contexts.parts import Link
from handbill.newswire.guideline import Guideline
from handbill.newswire.sitepage import GENRES, SitePage, names


@editor_only
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List what can be written."""
    said = VERBS["set-page"].done if request.GET.get("done") else ""
    genres = names("genre")
    page = PagesPage(
        **frame(request, visit, _("Topics, places, pages"), said),
        topics=_links("topic", names("topic")),
        places=_links("place", names("place")),
        genres=_links("genre", {name: genres.get(name, name) for name in GENRES}),
        guidelines=tuple(
            Link(it.title, f"desk/pages/guideline/{it.number}/", str(it.number))
            for it in Guideline.objects.order_by("number")
        ),
        barred=rights.barred(Act.editor(visit.editor.number), "set-page"),
    )
    return answer(page, visit)


@editor_only
def named(request: HttpRequest, _visit: Visit, axis: str) -> HttpResponse:
    """Go to the page of the topic or place whose name was typed."""
    name = request.GET.get("name", "").strip()
    if not slug_ok(name):
        raise Refused(_("A name has small letters a to z, digits and hyphens, such as city-hall."), 422)
    return see(request, f"desk/pages/{axis}/{name}/")


@editor_only
def about(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Edit the about page."""
    return _site_page(request, visit, Subject("about"))


@editor_only
def rules(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Edit the guard's rules of words."""
    return _site_page(request, visit, Subject("rules"), _("Words that wait for an editor"))


@editor_only
def axis_page(request: HttpRequest, visit: Visit, axis: str, name: str) -> HttpResponse:
    """Make or edit a topic, a place or a genre's introduction."""
    if not (name in GENRES if axis == "genre" else slug_ok(name)):
        raise Refused(_("There can be no page of that name."), 404)
    return _site_page(request, visit, Subject(axis, name=name))


@editor_only
def guideline(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Edit a guideline."""
    found = Guideline.objects.filter(number=int(number)).first()
    if found is None:
        raise Refused(_("There is no guideline with that number."), 404)
    heading = _("Guideline %(number)d") % {"number": found.number}
    present = {"title": found.title, "text": found.text}
    for tag, (title, text) in found.translated().items():
        present |= {f"title-{tag}": title, f"text-{tag}": text}
    order = Order("set-guidelines", Subject("guideline", found.number))
    return _edit(request, visit, order, heading, present, languages.further(found))


@editor_only
def new_guideline(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write a new guideline; it gets the next number."""
    order = Order("set-guidelines", Subject("site"))
    return _edit(request, visit, order, _("A new guideline"), {}, languages.further(None))


def _site_page(request: HttpRequest, visit: Visit, subject: Subject, heading: str = "") -> HttpResponse:
    """`heading`: where nobody gave it a title yet."""
    found = SitePage.objects.filter(name=str(subject)).first()
    heading = found.title if found else heading or subject.name
    present = {"title": found.title, "text": found.text} if found else {"title": heading}
    return _edit(request, visit, Order("set-page", subject), heading, present)


def _edit(
    request: HttpRequest,
    visit: Visit,
    order: Order,
    heading: str,
    present: Mapping[str, str],
    tags: tuple[str, ...] = (),
) -> HttpResponse:
    """Show the form with the present text, or set what was typed. `tags`: further languages that it asks for."""
    shown = partial(_page, request, visit, order, heading, tags)
    if request.method != "POST":
        return shown(present, {}, 200)
    typed = {}
    for end in ("", *(f"-{tag}" for tag in tags)):
        typed[f"title{end}"] = request.POST.get(f"title{end}", "")
        typed[f"text{end}"] = request.POST.get(f"text{end}", "")
    further = tuple((tag, typed[f"title-{tag}"], typed[f"text-{tag}"]) for tag in tags)
    wanted = acting.clean(replace(order, title=typed["title"], text=typed["text"], translations=further))
    errors = {name: fault.words for name, fault in acting.faults(wanted).items()}
    status = 422
    if not errors:
        try:
            acting.do(Act.editor(visit.editor.number), wanted)
        except Refused as refused:
            errors, status = {"": str(refused)}, refused.status
    if errors:
        return shown(typed, errors, status)
    return see(request, "desk/pages/?done=1")


def _page(
    request: HttpRequest,
    visit: Visit,
    order: Order,
    heading: str,
    tags: tuple[str, ...],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> HttpResponse:
    page = EditPagePage(
        **frame(request, visit, heading),
        form=form(request.path_info.lstrip("/"), visit, typed, errors),
        heading=heading,
        subject=str(order.subject) if order.subject.noun != "site" else "",
        barred=rights.barred(Act.editor(visit.editor.number), order.verb),
        languages=tuple(Link(in_its_own_words(tag), "", tag) for tag in tags),
    )
    return answer(page, visit, status)


def _links(axis: str, titles: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(Link(title, f"desk/pages/{axis}/{name}/", name) for name, title in titles.items())
