"""Do what an editor or the operator orders: the way from names and numbers to a verb, for the desk and for `handbill act`.

Whoever comes this way is bound by the same tables (`desk.verbs`, `desk.rights`): nothing can be done at the shell that the desk would
refuse, and the other way round.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.cleaning.text import many_lines, one_line
from handbill.desk import appeals, blurring, days, demands, languages, redacting, rights, sorting
from handbill.desk.order import Order
from handbill.desk.subjects import Subject, parse
from handbill.desk.verbs import VERBS
from handbill.guard.mode import MODES
from handbill.guard.rules import read as read_rules
from handbill.limits import PAGE_TEXT, PAGE_TITLE, REASON, RELATED
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.editor import Editor
from handbill.newswire.guideline import Guideline

_MANY: Final = 10**15  # more than there will ever be, less than what databases hold
_GIVEN: Final = tuple(field.name for field in fields(Order) if field.name not in {"verb", "subject"})


_NOTHING: Final = Order("", Subject(""))


class Usage(ValueError):
    """An order that is not one: an unknown verb, a subject that it does not take, something missing. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one member of an order, in words. `usage`: it is missing or has no place here."""

    words: str
    usage: bool = True


def act(  # noqa: PLR0913 - the options of `handbill act`, by name
    verb: str,
    subject: str,
    *,
    editor: str | None = None,
    guideline: int | None = None,
    reason: str | None = None,
    field: str | None = None,
    title: str | None = None,
    text: str | None = None,
    related: Collection[int] = (),
    genre: str | None = None,
    topic: Collection[str] = (),
    place: Collection[str] = (),
    corrects: bool = False,
    demand: str | None = None,
    demanded: str | None = None,
    translation: int = 0,
    mode: str | None = None,
    translations: Collection[tuple[str, str, str]] = (),
    part: Collection[str] = (),
) -> str:
    """Do what `handbill act` says: by the editor with that desk name, else by the site; the entry says `via: shell`.

    Gives the name of what was done, as `do`.

    Raises:
        Usage: exit 2; the order is not one.
        Refused: exit 1; it is one, and it cannot be done.
    """
    if verb == "invite":
        raise Usage(_("Editors are invited with: handbill editor DIR invite NAME"))
    if verb not in VERBS:
        known = ", ".join(sorted(VERBS))
        raise Usage(
            _("There is no verb “%(verb)s”. The verbs are: %(known)s.") % {"verb": verb, "known": known}
        )
    order = clean(
        Order(
            verb,
            _subject(subject),
            guideline=guideline or 0,
            reason=reason or "",
            field=field or "",
            title=title or "",
            text=text or "",
            related=tuple(related),
            genre=genre,
            topics=_named(topic),
            places=_named(place),
            corrects=corrects,
            demand=demand or "",
            demanded=demanded or "",
            translation=translation or 0,
            mode=mode or "",
            translations=tuple(translations),
            parts=tuple(part),
        )
    )
    if order.subject.noun not in VERBS[verb].nouns:
        raise Usage(
            _("%(verb)s takes %(nouns)s, not %(subject)s.")
            % {"verb": verb, "nouns": ", ".join(sorted(VERBS[verb].nouns)), "subject": subject}
        )
    for name, fault in faults(order).items():
        if fault.usage:
            raise Usage(f"{name}: {fault.words}")
        raise Refused(fault.words, 404 if name == "guideline" else 422)
    who = actor(editor)
    with blurring.burned(who, order) as whole:
        return do(who, whole)


def do(who: Act, order: Order) -> str:
    """Do a clean order without faults. Gives the name of what was done: the verb, or what it came to (`verbs.DONE`).

    Raises:
        Refused: 403 the editor is not at the desk, or has not the role for it, or another one must do it; 404 no such subject, 409 or 410 its state does not allow it.
    """
    with transaction.atomic():
        lock(who, order.subject.number if order.subject.noun == "editor" else 0)
        rights.demand(who, order.verb)
        _demand_noun(order.subject)
        if order.verb in appeals.ANSWERS:
            appeals.demand_other(who, order.subject.number)
        if order.verb == "classify":
            sorting.demand_change(order)
        redacting.demand_undecided(who, order.verb, order.subject.number, order.reason)
        done = VERBS[order.verb].do(who, order)
        demands.follow(order)
        if who.by.startswith("editor:"):
            days.decided()
    return done if isinstance(done, str) else order.verb


def lock(who: Act, other: int = 0) -> None:
    """Lock the row of the editor who acts until the transaction ends: nobody acts after their dismissal is on the record.

    Rows (`other`: of the editor who is dismissed) in rising order, so that two who dismiss each other do not wait for ever.
    """
    acting = int(who.by.removeprefix("editor:")) if who.by.startswith("editor:") else 0
    for number in sorted({acting, other}):
        Editor.objects.select_for_update().filter(number=number).first()


def clean(order: Order) -> Order:
    """Give the order with its texts tidied, as they will be on the record."""
    return replace(
        order,
        reason=many_lines(order.reason).strip(),
        title=one_line(order.title),
        text=many_lines(order.text),
        demand=many_lines(order.demand).strip(),
        demanded=order.demanded.strip(),
        related=tuple(sorted(set(order.related))),
        translations=languages.clean(order.translations),
    )


def faults(order: Order) -> dict[str, Fault]:
    """Name what is wrong with a clean order, by member; what it is about is not looked at."""
    verb = VERBS[order.verb]
    found = {name: Fault(_MISSING[name]()) for name in verb.must if not getattr(order, name)}
    for name in _GIVEN:
        if getattr(order, name) != getattr(_NOTHING, name) and name not in verb.must + verb.may:
            found[name] = Fault(_("This decision takes none."))
    if len(order.reason) > REASON:
        found["reason"] = Fault(_("At most %(limit)d characters.") % {"limit": REASON}, usage=False)
    found.update(_of_demand(order))
    if len(order.title) > PAGE_TITLE:
        found["title"] = Fault(_("At most %(limit)d characters.") % {"limit": PAGE_TITLE}, usage=False)
    if len(order.text.encode()) > PAGE_TEXT:
        found["text"] = Fault(
            _("At most %(limit)d bytes; most letters are one.") % {"limit": PAGE_TEXT}, usage=False
        )
    if len(order.related) > RELATED:
        found["related"] = Fault(_("At most %(limit)d articles.") % {"limit": RELATED}, usage=False)
    if any(not 0 < number < _MANY for number in order.related):
        found["related"] = Fault(_("Related are numbers of articles."), usage=False)
    worded = sorting.faults(order) | languages.faults(order.translations) | _of_mode(order) | _of_rules(order)
    worded |= blurring.faults(order)
    found.update({name: Fault(words, usage=False) for name, words in worded.items()})
    if order.translation and not 0 < order.translation < _MANY:
        found["translation"] = Fault(_("That is no number of an article."), usage=False)
    if order.guideline and not Guideline.objects.filter(number=order.guideline).exists():
        found["guideline"] = Fault(_("There is no guideline with that number."), usage=False)
    return found


def _of_demand(order: Order) -> dict[str, Fault]:
    found = {}
    if order.demand and not order.demanded:
        found["demanded"] = Fault(_("Say on which day it came."))
    elif order.demanded and not order.demand:
        found["demand"] = Fault(_("Say what is demanded, and by whom as far as that may be said."))
    if len(order.demand) > REASON:
        found["demand"] = Fault(_("At most %(limit)d characters.") % {"limit": REASON}, usage=False)
    if order.demanded and (words := demands.wrong_day(order.demanded)):
        found["demanded"] = Fault(words)
    return found


def _of_mode(order: Order) -> dict[str, str]:
    return {"mode": _("The mode is open or surge.")} if order.mode and order.mode not in MODES else {}


def _of_rules(order: Order) -> dict[str, str]:
    wrong = read_rules(order.text)[1] if order.subject.noun == "rules" else ()
    return {"text": " ".join(wrong)} if wrong else {}


_MISSING = {
    "guideline": lambda: _("Say which guideline it breaks."),
    "reason": lambda: _("Say why, in words that everyone may read."),
    "title": lambda: _("It needs a title."),
    "translation": lambda: _("Say which article is the translation, by its number."),
    "text": lambda: _("It needs a text."),
    "mode": lambda: _("Say which mode: open or surge."),
    "parts": lambda: _("Choose which parts of the picture nobody shall see."),
    "field": lambda: _("Say which picture, such as media_1."),
}


def _named(given: Collection[str]) -> tuple[str, ...] | None:
    """Give the names of an option that may be repeated; an empty one alone means none, and none at all nothing."""
    return tuple(sorted(set(given) - {""})) if given else None


def _subject(text: str) -> Subject:
    try:
        return parse(text)
    except ValueError:
        raise Usage(
            _(
                "“%(subject)s” is no subject; one is like article/12, comment/12, guideline/1, site, topic/NAME, about."
            )
            % {"subject": text}
        ) from None


def _demand_noun(subject: Subject) -> None:
    if subject.noun == "article" and not Article.objects.filter(number=subject.number).exists():
        raise Refused(_("There is no article with the number %(number)d.") % {"number": subject.number}, 404)
    if subject.noun == "comment" and not Comment.objects.filter(number=subject.number).exists():
        raise Refused(_("There is no comment with the number %(number)d.") % {"number": subject.number}, 404)


def actor(name: str | None) -> Act:
    """Give whoever acts at the shell: the editor with that desk name, else the site.

    Raises:
        Refused: 403, there is no such editor at the desk.
    """
    if name is None:
        return Act.site(shell=True)  # noqa: S604 - the shell of the operator, no subprocess
    number = Editor.objects.filter(name=name, dismissed_at=None).values_list("number", flat=True).first()
    if number is None:
        raise Refused(_("There is no editor of that name at the desk."), 403)
    return Act.editor(number, shell=True)  # noqa: S604 - the shell of the operator, no subprocess
