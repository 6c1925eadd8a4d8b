"""What editors do: verb, subjects, what each needs. Who may do it, and in which state, stands in `desk.rights`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.answer import answer
from handbill.actions.blur import blur
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.dismiss import dismiss
from handbill.actions.feature import feature
from handbill.actions.grant import grant
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.open_ import open_
from handbill.actions.raise_ import raise_
from handbill.actions.set_mode import set_mode
from handbill.actions.set_page import set_page
from handbill.actions.translate import between, translate
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.actions.untranslate import untranslate
from handbill.desk.languages import set_in_languages
from handbill.desk.order import Order
from handbill.desk.redacting import DECLINED_AS_IT_IS, PROPOSED, PROPOSED_AS_IT_IS, decline_it, redact_by_two
from handbill.desk.rights import RIGHTS
from handbill.record.format.attached import MEDIA
from handbill.record.format.kinds import Kind


@dataclass(frozen=True, slots=True)
class Verb:
    """One row of the table. `must` and `may` name members of `Order` beside its subject."""

    name: str  # as it is typed: the kind of its entry, where it has one
    nouns: frozenset[str]
    must: tuple[str, ...]
    may: tuple[str, ...]
    do: Callable[[Act, Order], object]
    words: Promise  # of the button
    done: Promise  # what is said afterwards


_ITEM: Final = frozenset({"article", "comment"})
_ARTICLE: Final = frozenset({"article"})
_COMMENT: Final = frozenset({"comment"})
_DEMAND: Final = ("demand", "demanded")
_PAGES: Final = frozenset({"about", "rules", "topic", "place", "genre"})

_TABLE: Final = (
    Verb(
        Kind.ADMIT,
        _ITEM,
        (),
        ("reason",),
        lambda act, it: admit(act, it.subject.number, it.reason),
        _("Admit"),
        _("It is on the newswire."),
    ),
    Verb(
        Kind.HIDE,
        _ITEM,
        ("guideline", "reason"),
        _DEMAND,
        lambda act, it: hide(act, it.subject.number, it.guideline, it.reason, legal=it.legal),
        _("Hide"),
        _("It is hidden. Its page says why, and who decided."),
    ),
    Verb(
        Kind.UNHIDE,
        _ITEM,
        ("reason",),
        (),
        lambda act, it: unhide(act, it.subject.number, it.reason),
        _("Unhide"),
        _("It is back on the newswire."),
    ),
    Verb(
        Kind.HOLD,
        _ITEM,
        ("guideline", "reason"),
        _DEMAND,
        lambda act, it: hold(act, it.subject.number, it.guideline, it.reason, legal=it.legal),
        _("Hold"),
        _("It is held until an editor admits it."),
    ),
    Verb(
        "grant",
        _ITEM,
        ("reason",),
        (),
        lambda act, it: grant(act, it.subject.number, it.reason),
        _("Put it back and answer"),
        _("It is back on the newswire, and your answer is public."),
    ),
    Verb(
        Kind.ANSWER,
        _ITEM,
        ("reason",),
        (),
        lambda act, it: answer(act, it.subject.number, it.reason),
        _("Answer the appeal"),
        _("Your answer is public."),
    ),
    Verb(
        Kind.FEATURE,
        _ARTICLE,
        ("reason",),
        ("related",),
        lambda act, it: feature(act, it.subject.number, it.reason, it.related),
        _("Feature"),
        _("It is a feature on the front page."),
    ),
    Verb(
        Kind.UNFEATURE,
        _ARTICLE,
        ("reason",),
        (),
        lambda act, it: unfeature(act, it.subject.number, it.reason),
        _("Take off the features"),
        _("It is no feature any more."),
    ),
    Verb(
        Kind.CLASSIFY,
        _ARTICLE,
        ("reason",),
        ("genre", "topics", "places"),
        lambda act, it: classify(
            act, it.subject.number, it.reason, genre=it.genre, topics=it.topics, places=it.places
        ),
        _("Sort it anew"),
        _("It stands where you put it."),
    ),
    Verb(
        Kind.CLOSE,
        _ARTICLE,
        ("reason",),
        (),
        lambda act, it: close(act, it.subject.number, it.reason),
        _("Close its comments"),
        _("It takes no comments now. Its page says why."),
    ),
    Verb(
        Kind.OPEN,
        _ARTICLE,
        ("reason",),
        (),
        lambda act, it: open_(act, it.subject.number, it.reason),
        _("Open its comments"),
        _("It takes comments again."),
    ),
    Verb(
        Kind.RAISE,
        _COMMENT,
        ("reason",),
        ("corrects",),
        lambda act, it: raise_(act, it.subject.number, it.reason, corrects=it.corrects),
        _("Raise to an addition"),
        _("It stands with the article, above the comments."),
    ),
    Verb(
        Kind.UNRAISE,
        _COMMENT,
        ("reason",),
        (),
        lambda act, it: unraise(act, it.subject.number, it.reason),
        _("Put back among the comments"),
        _("It is back in its place among the comments."),
    ),
    Verb(
        Kind.TRANSLATE,
        _ARTICLE,
        ("translation",),
        (),
        lambda act, it: translate(
            act, it.subject.number, it.translation, between(it.subject.number, it.translation)
        ),
        _("Link a translation"),
        _("The two articles link to each other."),
    ),
    Verb(
        Kind.UNTRANSLATE,
        _ARTICLE,
        ("translation", "reason"),
        (),
        lambda act, it: untranslate(act, it.subject.number, it.translation, it.reason),
        _("Take back a translation"),
        _("The two articles do not link to each other any more."),
    ),
    Verb(
        Kind.BLUR,
        _ITEM,
        ("parts", "field", "guideline", "reason"),
        (),
        lambda act, it: _blur(act, it),  # noqa: PLW0108 - it stands below
        _("Hide parts of a picture"),
        _("These parts are destroyed, in every size of the picture; the rest of it stays."),
    ),
    Verb(
        Kind.REDACT,
        _ITEM,
        ("guideline", "reason"),
        ("field", *_DEMAND),
        lambda act, it: redact_by_two(
            act, it.subject.number, it.guideline, it.reason, field=it.field, legal=it.legal
        ),
        _("Redact"),
        _("It is destroyed; the reason stays."),
    ),
    Verb(
        "decline",
        _ITEM,
        ("reason",),
        ("field",),
        lambda act, it: decline_it(act, it.subject.number, it.reason, field=it.field),
        _("Decline the redaction"),
        _("It is not redacted, and back on the newswire."),
    ),
    Verb(
        Kind.SET_PAGE,
        _PAGES,
        ("title",),
        ("text",),
        lambda act, it: set_page(act, str(it.subject), it.title, it.text),
        _("Set a page"),
        _("It is saved and public."),
    ),
    Verb(
        Kind.SET_GUIDELINES,
        frozenset({"guideline", "site"}),  # site: a new one
        ("title", "text"),
        ("translations",),
        lambda act, it: set_in_languages(act, it.subject.number or None, it.title, it.text, it.translations),
        _("Set a guideline"),
        _("It is saved and public."),
    ),
    Verb(
        Kind.SET_MODE,
        frozenset({"site"}),
        ("mode", "reason"),
        (),
        lambda act, it: set_mode(act, it.mode, it.reason),
        _("Set the mode"),
        _("It is set. It holds for six hours; then the site sees for itself what comes in."),
    ),
    Verb(
        Kind.DISMISS,
        frozenset({"editor"}),
        ("reason",),
        (),
        lambda act, it: dismiss(act, it.subject.number, it.reason),
        _("Dismiss"),
        _("Dismissed. They are out at once."),
    ),
)


def _blur(act: Act, order: Order) -> None:
    match = MEDIA(order.field)
    if match is None or order.made is None:
        raise Refused(gettext("It has no picture of that number."), 404)
    number, k = order.subject.number, int(match[1])
    blur(act, number, k, order.guideline, order.reason, order.made, order.source)


VERBS: Final = {str(verb.name): verb for verb in _TABLE}
DONE: Final = {
    **{str(verb.name): verb.done for verb in _TABLE},
    PROPOSED: _("It is proposed. Another editor must confirm it; nobody can read it meanwhile."),
    PROPOSED_AS_IT_IS: _("It is proposed. Another editor must confirm it; it stays as it is meanwhile."),
    DECLINED_AS_IT_IS: _("It is not redacted, and stays as it is."),
}
"""What is said afterwards, by the name of what was done."""


def possible(role: str, noun: str, here: frozenset[str]) -> list[Verb]:
    """Give the verbs that a role may do with an article or comment that has this state and these marks, in order."""
    rights = ((verb, RIGHTS[verb.name]) for verb in _TABLE if noun in verb.nouns)
    return [verb for verb, right in rights if role in right.roles and right.fits(here)]
