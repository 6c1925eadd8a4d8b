"""Articles and comments as the desk sees them: as they are now, sealed or not, with the text of what is hidden or held."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from handbill.actions.attach import present
from handbill.cleaning.language import direction
from handbill.desk import private
from handbill.limits import COMMENTS_A_PAGE, COMPLAINTS_SHOWN
from handbill.look import dates
from handbill.look.contexts.doors import Complaint, QueueRow
from handbill.look.contexts.media import Media
from handbill.look.contexts.parts import Amendment as AmendmentView
from handbill.look.contexts.parts import Item, Line, Provenance
from handbill.newswire import complaint as noun
from handbill.newswire.article import Article
from handbill.newswire.closing import Closing
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.feature import Feature
from handbill.newswire.raising import Raising
from handbill.newswire.standing import Standing, states_of
from handbill.newswire.translation import Translation
from handbill.newswire.version import Amendment, Version
from handbill.pages.attached import folder_of, view
from handbill.pages.shown import contacts, shown_body
from handbill.record.format.commitment import values
from handbill.record.format.kinds import Kind
from handbill.settings import site

Noun: TypeAlias = Article | Comment


def queue_rows(numbers: Sequence[int]) -> tuple[QueueRow, ...]:
    """Give the rows of these items, in this order, in a handful of queries."""
    found = nouns(numbers)
    shown = items(list(found.values()))
    complaints, complained = _complaints(numbers), _complained(numbers)
    proposals, legal = private.proposals(numbers), private.demands(numbers)
    held, appeals = _held(numbers), _appeals(numbers)
    featured = set(
        Feature.objects.filter(article_id__in=numbers, ended=None).values_list("article_id", flat=True)
    )
    closed = set(
        Closing.objects.filter(article_id__in=numbers, ended=None).values_list("article_id", flat=True)
    )
    translated = set(
        Translation.objects.filter(original_id__in=numbers, ended=None).values_list("original_id", flat=True)
    )
    raised = set(
        Raising.objects.filter(comment_id__in=numbers, ended=None).values_list("comment_id", flat=True)
    )
    return tuple(
        QueueRow(
            item=shown[number],
            href=href(found[number]),
            desk=f"desk/item/{number}/",
            article=_above(found[number]),
            complaints=tuple(complaints[number]),
            guard=held.get(number, ""),
            appeal=appeals.get(number, ""),
            featured=number in featured,
            raised=number in raised,
            translated=number in translated,
            complained=complained.get(number, 0),
            closed=number in closed,
            proposals=tuple(proposals[number]),
            demands=tuple(legal[number]),
        )
        for number in numbers
        if number in found
    )


def nouns(numbers: Sequence[int]) -> dict[int, Noun]:
    """Find articles and comments by number."""
    found: dict[int, Noun] = {it.number: it for it in Article.objects.filter(number__in=numbers)}
    found.update(
        {it.number: it for it in Comment.objects.filter(number__in=numbers).select_related("article")}
    )
    return found


def items(found: Sequence[Noun]) -> dict[int, Item]:
    """Give items with all that is not destroyed, whatever their state."""
    numbers = [it.number for it in found]
    states = states_of(numbers)
    versions: dict[int, list[Version]] = defaultdict(list)
    for version in Version.objects.filter(number__in=numbers).order_by("id"):
        versions[version.number].append(version)
    added: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in Amendment.objects.filter(number__in=numbers).order_by("id"):
        added[amendment.number].append(amendment)
    return {
        it.number: _item(it, states.get(it.number, "listed"), versions[it.number], added[it.number])
        for it in found
    }


def href(found: Noun) -> str:
    """Give the address of an item's public place, from the root."""
    if isinstance(found, Article):
        return f"{found.path}.html"
    page = (found.position - 1) // COMMENTS_A_PAGE + 1
    path = found.article.path if page == 1 else f"{found.article.path}/comments/{page}"
    return f"{path}.html#comment-{found.number}"


def local(at: datetime) -> datetime:
    """Give a time in the site's time zone."""
    return at.astimezone(site().zone)


def line(article: Article, state: str) -> Line:
    """Give an article as one line. Its title is told even where the newswire does not show it."""
    return Line(
        number=article.number,
        href=href(article),
        at=local(article.sorts_at),
        title=article.title,
        state=state,
        dated=article.dated,
        timed=article.timed,
    )


def _item(found: Noun, state: str, versions: list[Version], added: list[Amendment]) -> Item:
    told: dict[str, Any] = values(json.loads(versions[-1].fields))
    tongue = told.get("language", "")
    legacy = told.get("legacy")
    return Item(
        number=found.number,
        kind="article" if isinstance(found, Article) else "comment",
        state=state,
        at=local(found.sorts_at),
        entry=0,
        dated=found.dated,
        timed=found.timed,
        title=told.get("title", ""),
        summary=told.get("summary", ""),
        html=shown_body(told),
        byline=told.get("byline", ""),
        language=tongue,
        direction=direction(tongue) if tongue else "",
        source=told.get("source", ""),
        contacts=contacts(told),
        media=media(found, state) if any('"media_' in one.fields for one in versions) else (),
        amendments=tuple(
            AmendmentView(it.entry_id, local(it.at), shown_body(values(json.loads(it.fields))))
            for it in added
        ),
        provenance=Provenance(legacy["from"], legacy.get("number", ""), legacy.get("address", ""))
        if legacy
        else None,
        revised=len(versions) - 1,
        revised_at=local(versions[-1].at) if len(versions) > 1 else None,
    )


def media(found: Noun, state: str) -> tuple[Media, ...]:
    """Give the attachments of an item; the files of what is not public are at the desk alone."""
    path = found.path if isinstance(found, Article) else found.article.path
    public = state in {"listed", "slow"}
    folder = folder_of(path, found.number) if public else f"desk/media/{found.number}"
    return tuple(view(k, folder, one) for k, one in present(found.number).items())


def _above(found: Noun) -> Line | None:
    return line(found.article, "") if isinstance(found, Comment) else None


def _complaints(numbers: Sequence[int]) -> dict[int, list[Complaint]]:
    found: dict[int, list[Complaint]] = defaultdict(list)
    rank = Window(RowNumber(), partition_by=F("number"), order_by=F("id").desc())
    waiting = noun.Complaint.objects.filter(number__in=numbers, done_at=None).annotate(rank=rank)
    for it in waiting.filter(rank__lte=COMPLAINTS_SHOWN).order_by("-id"):
        cited = _("guideline %(number)d") % {"number": it.guideline} if it.guideline else ""
        found[it.number].append(Complaint(it.pk, dates.short(site().language, local(it.at)), it.text, cited))
    return found


def _complained(numbers: Sequence[int]) -> dict[int, int]:
    counted = noun.Complaint.objects.filter(number__in=numbers, done_at=None).values_list("number")
    return dict(counted.annotate(Count("id")))


def _held(numbers: Sequence[int]) -> dict[int, str]:
    open_now = Standing.objects.filter(number__in=numbers, over=False, state__in=("held", "slow"))
    return {
        it.number: _said(it.begun, "reason")
        for it in open_now.select_related("begun")
        if it.begun is not None
    }


def _appeals(numbers: Sequence[int]) -> dict[int, str]:
    """Give the last words of each author whom nobody has answered."""
    kinds = (Kind.APPEAL.value, Kind.ANSWER.value)
    last = {
        it.number: it
        for it in Decision.objects.filter(number__in=numbers, kind__in=kinds).order_by("entry_id")
    }
    return {
        number: _said(it, "text")
        for number, it in last.items()
        if number is not None and it.kind == Kind.APPEAL.value
    }


def _said(decision: Decision, name: str) -> str:
    return str(values(json.loads(decision.fields)).get(name, ""))
