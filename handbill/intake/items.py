"""Items as the doors show them: a preview, one's own item, what is being answered."""

import json
import re
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _
from markupsafe import Markup

from handbill.actions.act import Refused
from handbill.cleaning.language import direction
from handbill.intake.answer import local, now
from handbill.limits import COMMENTS_A_PAGE
from handbill.look.contexts.parts import Amendment, Appeal, Item, Line, Notice
from handbill.look.contexts.parts import Comment as Quoted
from handbill.newswire.article import Article
from handbill.newswire.cited import Cited, cited
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.newswire.standing import Standing, state_of
from handbill.newswire.version import Amendment as AddedLater
from handbill.newswire.version import Version
from handbill.pages.shown import contacts, shown_body
from handbill.pages.views import legal
from handbill.record.format.commitment import values
from handbill.record.format.kinds import Kind
from handbill.settings import site

_NUMBER: Final = re.compile("[1-9][0-9]{0,14}", re.ASCII)


def preview(kind: str, told: dict[str, Any]) -> Item:
    """Give an item that is not published, as its page would show it."""
    return Item(number=0, kind=kind, state="listed", at=local(now()), entry=0, **said(told))


def said(told: dict[str, Any]) -> dict[str, Any]:
    """Give those parts of an `Item` that its author wrote."""
    tag = told.get("language", "")
    tag = "" if tag == site().language else tag
    texts = {name: told.get(name, "") for name in ("title", "summary", "byline", "source")}
    return {
        **texts,
        "html": shown_body(told) if told.get("body") else Markup(),
        "language": tag,
        "direction": direction(tag) if tag else "",
        "contacts": contacts(told),
    }


def line(article: Article) -> Line:
    """Give an article as one line."""
    return Line(
        number=article.number,
        href=href(article),
        at=local(article.sorts_at),
        title=article.title,
        state=state_of(article.number),
        language="" if article.language == site().language else article.language,
        direction=direction(article.language) if article.language else "",
        dated=article.dated,
        timed=article.timed,
    )


def href(item: Article | Comment) -> str:
    """Give where an item stands, from the root: a comment on its page of comments, at its anchor."""
    if isinstance(item, Article):
        return f"{item.path}.html"
    page = (item.position - 1) // COMMENTS_A_PAGE + 1
    return f"{item.article.path}{f'/comments/{page}' if page > 1 else ''}.html#comment-{item.number}"


def is_number(typed: str) -> bool:
    """Say whether this may be the number of an item."""
    return bool(_NUMBER.fullmatch(typed))


def answered(article: Article, reply_to: str) -> Quoted | None:
    """Give the comment that is being answered, where it is one of this article and can be read."""
    if not _NUMBER.fullmatch(reply_to):
        return None
    comment = Comment.objects.filter(number=int(reply_to), article=article).first()
    if comment is None or state_of(comment.number) not in {"listed", "slow"}:
        return None
    return Quoted(item=own(comment))


def own(item: Article | Comment) -> Item:
    """Give an item with its present text, whatever its state: for its author, and for who may read it."""
    versions = list(Version.objects.filter(number=item.number).order_by("id"))
    standing = Standing.objects.filter(number=item.number, over=False).select_related("begun").first()
    present = versions[-1]
    return Item(
        number=item.number,
        kind="article" if isinstance(item, Article) else "comment",
        state=standing.state if standing else "listed",
        at=local(item.sorts_at),
        entry=0,  # not shown here; it may not be sealed yet
        dated=item.dated,
        timed=item.timed,
        amendments=tuple(
            Amendment(row.entry_id, local(row.at), shown_body(opened(row)))
            for row in AddedLater.objects.filter(number=item.number).order_by("id")
        ),
        notice=_notice(standing) if standing and standing.state != "slow" else None,
        revised=len(versions) - 1,
        revised_at=local(present.at) if len(versions) > 1 else None,
        **said(opened(present)),
    )


def found(number: int) -> Article | Comment:
    """Find an item.

    Raises:
        Refused: 404, there is none.
    """
    article = Article.objects.filter(number=number).first()
    comment = None if article else Comment.objects.select_related("article").filter(number=number).first()
    item = article or comment
    if item is None:
        raise Refused(
            _("There is no article or comment with the number %(number)d.") % {"number": number}, 404
        )
    return item


def opened(row: Version | AddedLater) -> dict[str, Any]:
    """Give the values of a version that are not destroyed."""
    return dict(values(json.loads(row.fields)))


def _notice(standing: Standing) -> Notice:
    """Give why an item is not shown. The decision may not be sealed yet, so it is not linked."""
    begun = standing.begun
    if begun is None:
        return Notice(standing.state, local(standing.at))
    guideline = cited([begun]).get(begun.entry_id, Cited())
    editor = Editor.objects.filter(number=int(begun.by.partition(":")[2] or 0)).first()
    told = values(json.loads(begun.fields))
    return Notice(
        state=standing.state,
        at=local(standing.at),
        by=editor.name if editor else "",
        reason=str(told.get("reason", "")),
        guideline=begun.guideline,
        guideline_title=guideline.title,
        guideline_version=guideline.version,
        hidden=f"hidden/{standing.number}.html" if standing.state == "hidden" else "",
        **legal(told),
    )


def appeals(number: int) -> tuple[Appeal, ...]:
    """Give what the author of an item asked the editors, each with its answer, the oldest first. Each answers the oldest open one."""
    found: list[Appeal] = []
    open_ones: list[int] = []
    about = Decision.objects.filter(number=number, kind__in=(Kind.APPEAL.value, Kind.ANSWER.value))
    names = dict(Editor.objects.values_list("number", "name"))
    for row in about.order_by("entry_id"):
        text = str(values(json.loads(row.fields)).get("text", ""))
        if row.kind == Kind.APPEAL.value:
            open_ones.append(len(found))
            found.append(Appeal(text, local(row.at)))
        elif open_ones:
            at = open_ones.pop(0)
            by = names.get(int(row.by.partition(":")[2] or 0), "")
            found[at] = replace(found[at], answer=text, by=by, answered=local(row.at))
    return tuple(found)
