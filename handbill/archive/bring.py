"""Bring articles that are ready into the site, with their comments, in one transaction: all that is new, or nothing."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.actions import keep
from handbill.actions.act import Act
from handbill.actions.hide import hide
from handbill.actions.import_ import Incoming, import_
from handbill.archive.check import when
from handbill.archive.provenance import known, number_of
from handbill.archive.ready import GONE, Batch, Ready, ReadyArticle
from handbill.archive.sources import ELSEWHERE, ImportedComment, NotUnderstood
from handbill.cleaning.text import many_lines
from handbill.limits import REASON
from handbill.newswire.add import add_all
from handbill.newswire.attachment import Attachment
from handbill.newswire.counter import lock
from handbill.newswire.provenance import Provenance
from handbill.newswire.standing import states_of
from handbill.record.format.state import ENDED


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


def bring(batch: Batch) -> Brought:
    """Import articles and their comments, or what is new of them."""
    done = Brought(notes=batch.notes)
    if not batch.articles:
        return done
    with transaction.atomic():
        lock()  # two imports at a time bring nothing twice
        bringer = _Bringer(batch, done)
        bringer.bring()
    bringer.leave()
    return done


class _Bringer:
    """Articles on their way in. Lives as long as its transaction."""

    def __init__(self, batch: Batch, done: Brought) -> None:
        self.act = Act.site()
        self.batch = batch
        self.done = done
        self.items = [item for one in batch.articles for item in (one.article, *one.comments)]
        here = known([key for one in self.items for key in one.keys])
        self.here = {id(one): number_of(one.item, one.keys, here) for one in self.items}
        self.state = states_of([number for number in self.here.values() if number])
        self.taken: set[str] = set()  # keys of the comments that come
        self.coming: list[tuple[Ready, Incoming]] = []

    def bring(self) -> None:
        """Do it."""
        for article in self.batch.articles:
            self._article(article)
        together: list[Incoming] = []
        for one, incoming in self.coming:
            together.append(incoming)
            if one.item.hidden:  # which has to be the next entry
                import_(self.act, together)
                together = []
                reason = many_lines(one.item.hidden.reason)[:REASON]
                reason = reason or _("It was hidden where it comes from.")
                hide(self.act, incoming.number, one.guideline, reason)
        import_(self.act, together)
        add_all(
            [
                Provenance(key=key, number=incoming.number)
                for one, incoming in self.coming
                for key in sorted(set(one.keys))
            ]
        )

    def leave(self) -> None:
        """Forget the files of what did not come after all."""
        came = {id(one) for one, _incoming in self.coming}
        left = [wanted.id for one in self.items if id(one) not in came for wanted in one.media]
        if left:
            keep.forget(Attachment.objects.filter(id__in=left))

    def _article(self, ready: ReadyArticle) -> None:
        """Let an article come, and its comments, or what is new of them."""
        told = [one for one in ready.comments if not self._is_here(one) and one.item.state != ELSEWHERE]
        comments = [one for one in told if not self._comes(one)]
        with_text = [one for one in comments if one.item.state not in GONE]
        article = ready.article
        above: Incoming | int = self.here[id(article)]
        if self._is_here(article):
            why = _("it is gone here") if self.state.get(self.here[id(article)]) in ENDED else ""
        elif article.item.state == ELSEWHERE:
            why = _("it is not here")
        elif article.item.state in GONE:
            why = _("its text is gone where it comes from")
        else:
            self.done.notes += article.notes
            why = "" if article.sealed else _("it was not taken")
            if not why:
                above = self._come(article, None, [one for one in with_text if one.sealed])
                self.done.articles += 1
        if why:
            self._left_behind(article, len(with_text), why)
            return
        answered: dict[str, Incoming | int] = {
            own: self.here[id(one)] for one in ready.comments if (own := _of(one).id) and self.here[id(one)]
        }
        for one in with_text:
            self.done.notes += one.notes
            if one.sealed is None:
                continue
            answers = _of(one).answers
            if answers and answers not in answered:
                self.done.note(
                    one.item.place, _("the comment that it answers is not here; it stands by itself")
                )
            answered[_of(one).id] = self._come(one, above, [], answered.get(answers))
            self.done.comments += 1

    def _is_here(self, one: Ready) -> bool:
        number = self.here[id(one)]
        if not number:
            return False
        self.done.known += one.item.state != ELSEWHERE
        if one.item.state in ENDED and self.state.get(number) not in ENDED:
            said = {"number": number, "state": one.item.state}
            self.done.note(
                one.item.place,
                _("it is %(state)s where it comes from; here number %(number)d still stands") % said,
            )
        return True

    def _comes(self, one: Ready) -> bool:
        """Does it come already, because the source has it twice?"""
        twice = not self.taken.isdisjoint(one.keys)
        self.done.known += twice
        self.taken.update(one.keys)
        return twice

    def _come(
        self,
        one: Ready,
        article: Incoming | int | None,
        comments: list[Ready],
        answers: Incoming | int | None = None,
    ) -> Incoming:
        """Let one item come, once all are looked at."""
        own = when(one.item)
        others = sorted(found[0] for other in comments if (found := when(other.item)))
        new = Incoming(
            values=one.values,
            sealed=one.sealed,
            article=article,
            answers=answers,
            sorts_at=own[0] if own else others[0] if others else self.act.at,
            dated=own is not None,
            timed=own is not None and own[1],
            media=one.media,
        )
        self.coming.append((one, new))
        return new

    def _left_behind(self, article: Ready, count: int, why: str) -> None:
        if not count:
            return
        words = ngettext(
            "%(count)d comment was left behind, as the article cannot be answered: %(why)s",
            "%(count)d comments were left behind, as the article cannot be answered: %(why)s",
            count,
        )
        self.done.note(article.item.place, words % {"count": count, "why": why})


def _of(one: Ready) -> ImportedComment:
    if not isinstance(one.item, ImportedComment):
        raise TypeError("an article is no comment")
    return one.item
