"""A guideline in the further languages of its collective: which there are, what is wrong with them, what stays as it is."""

from collections.abc import Collection, Sequence
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.set_guidelines import set_guidelines
from handbill.cleaning.language import language
from handbill.cleaning.text import many_lines, one_line
from handbill.cleaning.tongues import in_its_own_words
from handbill.limits import LANGUAGES, PAGE_TEXT, PAGE_TITLE
from handbill.newswire.counter import lock
from handbill.newswire.guideline import Guideline
from handbill.settings import site

Told: TypeAlias = Sequence[tuple[str, str, str]]
"""Language, title and text. Title and text both empty: it is not said in that language any more."""


def set_in_languages(act: Act, number: int | None, title: str, text: str, told: Told) -> Guideline:
    """Set a guideline; in those further languages that are not named it stays as it is.

    Raises:
        Refused: as `set_guidelines`; 422 too many languages.
    """
    with transaction.atomic():
        lock()
        known = Guideline.objects.filter(number=number or 0).first()
        said = {**(known.translated() if known else {}), **{tag: (one, two) for tag, one, two in told}}
        kept = {tag: it for tag, it in said.items() if any(it)}
        if len(kept) > LANGUAGES:
            raise Refused(_("At most %(limit)d further languages.") % {"limit": LANGUAGES}, 422)
        return set_guidelines(act, number, title, text, kept)


def further(guideline: Guideline | None) -> tuple[str, ...]:
    """Give the languages in which a guideline is asked for: those of the site, then others that it has already."""
    wanted = dict.fromkeys(language(tag) or tag for tag in site().languages)
    return (*wanted, *(tag for tag in (guideline.translated() if guideline else {}) if tag not in wanted))


def clean(told: Told) -> tuple[tuple[str, str, str], ...]:
    """Give languages, titles and texts tidied, as they will be on the record."""
    return tuple((language(tag) or tag, one_line(title), many_lines(text)) for tag, title, text in told)


def faults(told: Told) -> dict[str, str]:
    """Name what is wrong with clean titles and texts, as `title-es` and `text-es`."""
    found = {}
    for at, (tag, title, text) in enumerate(told):
        before = {other for other, _title, _text in told[:at]}
        for name, words in _wrong(tag, title, text, before).items() if title or text else ():
            found[f"{name}-{tag}"] = f"{in_its_own_words(tag)}: {words}"
    return found


def _wrong(tag: str, title: str, text: str, before: Collection[str]) -> dict[str, str]:
    found = {}
    if not title:
        found["title"] = _("It needs a title.")
    elif len(title) > PAGE_TITLE:
        found["title"] = _("At most %(limit)d characters.") % {"limit": PAGE_TITLE}
    if not text:
        found["text"] = _("It needs a text.")
    elif len(text.encode()) > PAGE_TEXT:
        found["text"] = _("At most %(limit)d bytes; most letters are one.") % {"limit": PAGE_TEXT}
    if words := _wrong_tag(tag, before):
        found["title"] = words
    return found


def _wrong_tag(tag: str, before: Collection[str]) -> str:
    if language(tag) is None:
        return _("This is no language tag; one is like en, es or pt-BR.")
    if tag == language(site().language):
        return _("That is the language of the site; its title and text stand above.")
    return _("This language is given twice.") if tag in before else ""
