"""Bring one article of a source into the site, with its comments, in one transaction: all that is new, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.hide import hide
from handbill.actions.import_ import import_
from handbill.archive.check import Note, checked, when
from handbill.archive.furnish import Furniture
from handbill.archive.luggage import Luggage
from handbill.archive.provenance import Keys, known
from handbill.archive.sources import ELSEWHERE, ImportedArticle, ImportedComment, ImportedItem, NotUnderstood
from handbill.cleaning.text import many_lines
from handbill.limits import REASON
from handbill.newswire.counter import lock
from handbill.newswire.provenance import Provenance
from handbill.newswire.standing import state_of, states_of
from handbill.newswire.version import Version
from handbill.record.format.entry import Entry
from handbill.record.format.state import ENDED
from handbill.record.models import Entry as Row

_GONE = {*ENDED, "held"}  # the states in which a source has no text


@dataclass(slots=True)
class Brought:
    """What one transaction did: how many items are new, how many were here, and what was not understood."""

    articles: int = 0
    comments: int = 0
    known: int = 0
    notes: list[NotUnderstood] = field(default_factory=list)

    def note(self, place: str, what: str) -> None:
        """Say that something was not taken."""
        self.notes.append(NotUnderstood(place, what))


def bring(article: ImportedArticle, keys: Keys, furniture: Furniture) -> Brought:
    """Import an article and its comments, or what is new of them. Their files are clean before the transaction begins."""
    done = Brought()
    with Luggage(Act.site(), done.note) as luggage:
        items = [one for one in (article, *article.comments) if one.files]
        if items:
            luggage.pack(_new(items, keys))
        with transaction.atomic():
            lock()  # two imports at a time bring nothing twice
            _Bringer(article, keys, furniture, luggage, done).bring()
    return done


def _new(items: Sequence[ImportedItem], keys: Keys) -> Iterator[ImportedItem]:
    """Give those that no earlier import has brought."""
    of = {id(item): [keys.of(parts) for parts in item.keys] for item in items}
    here = known([key for some in of.values() for key in some])
    return (item for item in items if not _number(item, of[id(item)], here))


def _number(item: ImportedItem, keys: list[str], here: dict[str, int]) -> int:
    """Give the number under which an item is here already; 0 where it is new."""
    for key in keys:
        if key in here:
            return here[key]
    if item.native:
        number, content = item.native
        first = Version.objects.filter(number=number).order_by("id").first()
        if first and Entry.decode(bytes(Row.objects.get(pk=first.entry_id).body)).content == content:
            return number
    return 0


class _Bringer:
    """One article on its way in. Lives as long as its transaction."""

    def __init__(
        self, article: ImportedArticle, keys: Keys, furniture: Furniture, luggage: Luggage, done: Brought
    ) -> None:
        self.act = luggage.act
        self.luggage = luggage
        self.article = article
        self.furniture = furniture
        self.done = done
        self.note: Note = done.note
        items: list[ImportedItem] = [article, *article.comments]
        self.keys = {id(item): [keys.of(parts) for parts in item.keys] for item in items}
        here = known([key for some in self.keys.values() for key in some])
        self.here = {id(item): _number(item, self.keys[id(item)], here) for item in items}
        self.state = states_of([number for number in self.here.values() if number])

    def bring(self) -> None:
        comments = [one for one in self.article.comments if not self._is_here(one)]
        with_text = [one for one in comments if one.state not in _GONE]
        number = self.here[id(self.article)]
        if self._is_here(self.article):
            if state_of(number) in ENDED:
                self._left_behind(len(with_text), _("it is gone here"))
                return
            ready = self._checked(with_text)
        elif why := self._away():
            self._left_behind(len(with_text), why)
            return
        else:
            self.furniture.provide(self.article.raw, self.act, self.article.place, self.note)
            values = checked(self.article, fields.article, self.note)
            if values is None:
                self._left_behind(len(with_text), _("it was not taken"))
                return
            ready = self._checked(with_text)
            number = self._import(self.article, values, None, [one for one, _values in ready])
            self.done.articles += 1
        numbers = {
            one.id: self.here[id(one)] for one in self.article.comments if one.id and self.here[id(one)]
        }
        for one, values in ready:
            if one.answers and one.answers in numbers:
                values["reply_to"] = numbers[one.answers]
            elif one.answers:
                self.note(one.place, _("the comment that it answers is not here; it stands by itself"))
            numbers[one.id] = self._import(one, values, number, [])
            self.done.comments += 1

    def _away(self) -> str:
        """Say why an article that is not here does not come; "" where it may."""
        if self.article.state == ELSEWHERE:
            return _("it is not here")
        return _("its text is gone where it comes from") if self.article.state in _GONE else ""

    def _is_here(self, item: ImportedItem) -> bool:
        number = self.here[id(item)]
        if not number:
            return False
        self.done.known += item.state != ELSEWHERE
        if item.state in ENDED and self.state.get(number) not in ENDED:
            said = {"number": number, "state": item.state}
            self.note(
                item.place,
                _("it is %(state)s where it comes from; here number %(number)d still stands") % said,
            )
        return True

    def _checked(self, comments: list[ImportedComment]) -> list[tuple[ImportedComment, dict[str, Any]]]:
        ready = []
        for one in comments:
            author = {"author": True} if one.author else {}
            values = checked(one, fields.comment, self.note, **author)
            if values is not None:
                ready.append((one, values))
        return ready

    def _import(
        self, item: ImportedItem, values: dict[str, Any], article: int | None, comments: list[ImportedComment]
    ) -> int:
        """Import one item, hide it where it comes hidden, and remember where it came from. Give its number."""
        own = when(item)
        others = sorted(found[0] for one in comments if (found := when(one)))
        sorts_at = own[0] if own else others[0] if others else self.act.at
        new = import_(
            self.act,
            values,
            article=article,
            sorts_at=sorts_at,
            dated=own is not None,
            timed=own is not None and own[1],
            media=self.luggage.unpack(item),
        )
        if item.hidden:
            reason = many_lines(item.hidden.reason)[:REASON] or _("It was hidden where it comes from.")
            hide(self.act, new.number, self.furniture.same_guideline(item.hidden.guideline), reason)
        Provenance.objects.bulk_create(
            Provenance(key=key, number=new.number) for key in sorted(set(self.keys[id(item)]))
        )
        return new.number

    def _left_behind(self, count: int, why: str) -> None:
        if not count:
            return
        words = ngettext(
            "%(count)d comment was left behind, as the article cannot be answered: %(why)s",
            "%(count)d comments were left behind, as the article cannot be answered: %(why)s",
            count,
        )
        self.note(self.article.place, words % {"count": count, "why": why})
