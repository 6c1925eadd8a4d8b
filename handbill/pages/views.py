"""Rows to what templates are given."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.cleaning.language import direction
from handbill.look.contexts.media import Media
from handbill.look.contexts.parts import Amendment, Item, Line, Link, Notice, Provenance
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.pages.attached import media_view
from handbill.pages.marks import NONE, Marks
from handbill.pages.moment import Moment
from handbill.pages.rows import ItemRow
from handbill.pages.shown import contacts, shown_body
from handbill.record.format.attached import KINDS

READABLE: Final = frozenset({"listed", "slow"})
"""The states in which what an item says stands at its address."""


def tongue(moment: Moment, language: str) -> tuple[str, str]:
    """Give language and direction where they are not the site's own."""
    if not language or language == moment.site.language:
        return "", ""
    return language, direction(language)


def item_view(moment: Moment, row: ItemRow, *, anyway: bool = False) -> Item:
    """Give an item as its page shows it; with `anyway` also what is hidden."""
    item, present = row.item, row.versions[-1]
    language = item.language if isinstance(item, Article) else ""
    shared: dict[str, Any] = {
        "number": item.number,
        "kind": "article" if isinstance(item, Article) else "comment",
        "state": row.state,
        "at": moment.local(item.sorts_at),
        "dated": item.dated,
        "timed": item.timed,
        "entry": present.entry,
        "notice": None
        if row.shown
        else replace(notice(moment, row), **({} if anyway else _asked(moment, row))),
    }
    if not (row.shown or anyway):
        return Item(**shared)
    told = present.values()
    own, way = tongue(moment, told.get("language", language))
    legacy = told.get("legacy")
    return Item(
        **shared,
        media=media_view(row, finished=moment.view.finished is not None)
        if row.shown and '"media_' in present.fields
        else (),
        title=told.get("title", ""),
        summary=told.get("summary", ""),
        html=shown_body(told),
        byline=told.get("byline", ""),
        language=own,
        direction=way,
        source=told.get("source", ""),
        contacts=contacts(told),
        amendments=tuple(
            Amendment(text.entry, moment.local(text.at), shown_body(text.values())) for text in row.amendments
        ),
        provenance=Provenance(
            legacy["from"], legacy.get("number", ""), legacy.get("address", ""), moment.local(item.at)
        )
        if legacy
        else None,
        revised=len(row.versions) - 1,
        revised_at=moment.local(present.at) if len(row.versions) > 1 else None,
    )


def notice(moment: Moment, row: ItemRow) -> Notice:
    """Give the reason why an item is not shown."""
    decision = row.decision()
    if decision is None:
        return Notice(row.state, moment.local(row.since or row.item.at))
    told = decision.values()
    return Notice(
        state=row.state,
        at=moment.local(decision.at),
        by=moment.by(decision.by),
        reason=told.get("reason", ""),
        guideline=decision.guideline,
        guideline_title=moment.guideline_title(decision.guideline, decision.entry_id),
        guideline_version=moment.guideline_version(decision.guideline, decision.entry_id),
        decision=f"record/decision/{decision.entry}.html",
        hidden=f"hidden/{row.item.number}.html" if row.state == "hidden" else "",
        **legal(told),
    )


def _asked(moment: Moment, row: ItemRow) -> dict[str, Any]:
    """Give the last appeal against the decision, and its answer: each answers the oldest that is open."""
    kinds = {kind: [one for one in row.decisions if one.kind == kind] for kind in ("appeal", "answer")}
    appeals, answers = kinds["appeal"], kinds["answer"]
    if row.state == "withdrawn" or not appeals or appeals[-1].entry_id < (row.begun or 0):
        return {}
    answer = answers[-1] if len(answers) == len(appeals) else None
    return {
        "appeal": f"record/decision/{appeals[-1].entry}.html",
        "answer": f"record/decision/{answer.entry}.html" if answer else "",
        "answered_by": moment.by(answer.by) if answer else "",
    }


def legal(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a notice says of the legal demand that a decision followed."""
    if "demanded" not in told:
        return {}
    return {"demand": told.get("demand", ""), "demanded": date.fromisoformat(told["demanded"])}


def title_of(article: Article) -> str:
    """Give an article's title, or where that was redacted alone, its number in words."""
    return article.title or _("Article %(number)d") % {"number": article.number}


def named(article: Article, state: str) -> str:
    """Name the article of a comment: by its number alone where its title is not to be read."""
    return title_of(article) if state in READABLE else _("Article %(number)d") % {"number": article.number}


def line(
    moment: Moment,
    article: Article,
    state: str,
    comments: int | None = None,
    marks: Marks = NONE,
    sights: tuple[Media, ...] = (),
) -> Line:
    """Give an article as one line of a list."""
    href = f"{article.path}.html"
    at = moment.local(article.sorts_at)
    if state not in READABLE:
        return Line(article.number, href, at, state=state, dated=article.dated)
    own, way = tongue(moment, article.language)
    return Line(
        number=article.number,
        href=href,
        at=at,
        title=title_of(article),
        state=state,
        summary=article.summary,
        byline=article.byline,
        language=own,
        direction=way,
        genre=moment.link("genre", article.genre) if article.genre else None,
        topics=links(moment, "topic", article.topics),
        places=links(moment, "place", article.places),
        comments=comments,
        dated=article.dated,
        timed=article.timed,
        revised=moment.local(marks.revised) if marks.revised else None,
        versions=f"{article.path}/versions.html" if marks.revised else "",
        addition=marks.addition,
        media=tuple((kind, article.media[kind]) for kind in KINDS if kind in article.media),
        sights=sights,
    )


def links(moment: Moment, axis: str, names: list[str]) -> tuple[Link, ...]:
    """Give the links of the names of an axis."""
    return tuple(moment.link(axis, name) for name in names)


def comment_href(path: str, page: int, comment: Comment) -> str:
    """Give the address of a comment in its place."""
    return (
        f"{path}.html#comment-{comment.number}"
        if page == 1
        else f"{path}/comments/{page}.html#comment-{comment.number}"
    )


def heading(view: Item) -> str:
    """Give the title of an item, or its kind and number where it has none to show."""
    if view.title:
        return view.title
    words = _("Article %(number)d") if view.kind == "article" else _("Comment %(number)d")
    return words % {"number": view.number}
