"""A page and data for every decision, and decisions as lines of lists."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handbill.cleaning.tongues import in_its_own_words
from handbill.look.contexts.pages import DecisionPage
from handbill.look.contexts.parts import DecisionLine, Link
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.filed import HIDDEN
from handbill.newswire.standing import states_of
from handbill.pages import data
from handbill.pages.filing import lists_of
from handbill.pages.moment import USING, Moment
from handbill.pages.naming import by_link, list_link
from handbill.pages.paths import page_of_comment, root_of
from handbill.pages.proofs import Proofs
from handbill.pages.rows import ITEM_KINDS, SEALED_AWAY, decisions_about, indexes, neighbours
from handbill.pages.versions import LABELS as FIELDS
from handbill.pages.views import comment_href
from handbill.record.format.attached import MEDIA
from handbill.record.format.canonical import canonical
from handbill.record.format.commitment import destroyed, values
from handbill.record.format.decided import WORDS as PROVEN
from handbill.record.format.entry import ITEM_DECISIONS
from handbill.record.format.kinds import ATTACHING
from handbill.record.models import Entry, Sealed
from handbill.record.seal import Log

WORDS = {
    "appeal": gettext_noop("appealed against a decision about %(subject)s"),
    "answer": gettext_noop("answered the appeal about %(subject)s"),
    "hold": gettext_noop("held %(subject)s"),
    "admit": gettext_noop("admitted %(subject)s"),
    "slow": gettext_noop("slowed %(subject)s"),
    "hide": gettext_noop("hid %(subject)s"),
    "unhide": gettext_noop("unhid %(subject)s"),
    "redact": gettext_noop("redacted %(subject)s"),
    "redact one": gettext_noop("redacted the field “%(field)s” of %(subject)s"),
    "feature": gettext_noop("featured %(subject)s"),
    "unfeature": gettext_noop("ended the feature of %(subject)s"),
    "classify": gettext_noop("sorted %(subject)s anew"),
    "close": gettext_noop("closed the comments of %(subject)s"),
    "open": gettext_noop("opened the comments of %(subject)s"),
    "raise": gettext_noop("raised %(subject)s to an addition"),
    "raise corrects": gettext_noop("raised %(subject)s, which corrects the article"),
    "unraise": gettext_noop("put %(subject)s back among the comments"),
    "translate": gettext_noop("named a translation of %(subject)s"),
    "untranslate": gettext_noop("took back a translation of %(subject)s"),
    "prepare": gettext_noop("prepared file %(media)s of %(subject)s"),
    "blur": gettext_noop("hid parts of picture %(media)s of %(subject)s"),
    "describe": gettext_noop("described file %(media)s of %(subject)s"),
    "invite": gettext_noop("invited %(subject)s"),
    "invite steward": gettext_noop("invited %(subject)s as a steward"),
    "dismiss": gettext_noop("dismissed %(subject)s"),
    "set-guidelines": gettext_noop("set %(subject)s"),
    "set-page": gettext_noop("set %(subject)s"),
    "set-mode": gettext_noop("set the mode “%(mode)s”"),
    "set-mode open": gettext_noop("let new articles onto the front page at once again"),
    "set-mode surge": gettext_noop("let new articles wait six hours for the front page"),
    "freeze": gettext_noop("finished this site"),
    "thaw": gettext_noop("opened this site again"),
    "rotate-key": gettext_noop("replaced the key of the record"),
    "continue": gettext_noop("began a new log, which continues an older one"),
}
LABELS = {
    "reason": gettext_noop("Reason"),
    "demand": gettext_noop("Legal demand"),
    "demanded": gettext_noop("Received on"),
    "title": gettext_noop("Title"),
    "text": gettext_noop("Text"),
    "field": gettext_noop("Field"),
    "name": gettext_noop("Desk name"),
    "page": gettext_noop("Page"),
    "mode": gettext_noop("Mode"),
    "genre": gettext_noop("Genre"),
    "topics": gettext_noop("Topics"),
    "places": gettext_noop("Places"),
    "origin": gettext_noop("Name of the older log"),
    "size": gettext_noop("Its entries"),
    "vkey": gettext_noop("New key"),
}
BESIDE = {
    "appeal": gettext_noop("the author's appeal (decision %(entry)d)"),
    "answer": gettext_noop("the answer to the author's appeal (decision %(entry)d)"),
    "": gettext_noop("Decision %(entry)d"),
}
"""How a decision beside another one is called, where its kind says more than its number."""
_ATTACHING = frozenset(kind.value for kind in ATTACHING)
AXES = {"genre": "genre", "topics": "topic", "places": "place"}


def _close(rows: Iterable[Decision]) -> None:
    """Destroy, in what is about to be shown, what decisions say of attachments whose items are not public."""
    about = [row for row in rows if row.kind in _ATTACHING]
    states = states_of([row.number or 0 for row in about], USING) if about else {}
    for row in about:
        if states.get(row.number or 0) in SEALED_AWAY:
            row.fields = canonical({**destroyed(json.loads(row.fields), "attachment")}).decode()


def decisions(moment: Moment, log: Log, entries: Iterable[int]) -> Iterator[tuple[str, str | None]]:
    """Render the data, the proof and the page of decisions, by the indexes of their entries."""
    wanted = sorted(entries)
    if not wanted:
        return
    proofs = Proofs(moment, log)
    for start in range(0, len(wanted), 200):
        sealed = list(Sealed.objects.using(USING).filter(index__in=wanted[start : start + 200]))
        by_id = Decision.objects.using(USING).in_bulk([row.entry_id for row in sealed])
        bodies = Entry.objects.using(USING).in_bulk([row.entry_id for row in sealed])
        subjects = _subjects(moment, by_id.values())
        about = decisions_about(row.number for row in by_id.values() if row.number)
        versions = indexes(
            {moment.guideline_set(row.guideline, row.entry_id) for row in by_id.values() if row.guideline}
        )
        _close(by_id.values())
        for row in sealed:
            decision = by_id[row.entry_id]
            path = f"record/decision/{row.index}"
            yield (
                f"{path}.json",
                data.decision_data(row.index, decision.kind, decision.number, decision.fields),
            )
            body = bytes(bodies[row.entry_id].body)
            yield f"{path}.proof", proofs.text(row.index, bytes(row.leaf), body)
            told = values(json.loads(decision.fields))
            yield (
                f"{path}.html",
                render(
                    DecisionPage(
                        site=moment.view,
                        root=root_of(path),
                        path=f"{path}.html",
                        title=_("Decision %(entry)d") % {"entry": row.index},
                        line=_line(moment, row.index, decision, subjects),
                        texts=tuple(
                            (
                                name if name in PROVEN and told[name] else "",
                                _(label),
                                _text(moment, name, told[name]),
                            )
                            for name, label in LABELS.items()
                            if name in told
                        ),
                        guideline_title=moment.guideline_title(decision.guideline, decision.entry_id),
                        raw=body.decode(),
                        leaf=bytes(row.leaf).hex(),
                        vkey=log.signer.vkey,
                        related=_related(told.get("related", [])),
                        translations=_translations(told.get("translations", [])),
                        translation=next(
                            iter(_related([told["translation"]] if "translation" in told else [])), None
                        ),
                        language=_tongue(str(told.get("language", ""))),
                        version=_version(moment, decision, versions),
                        by=by_link(moment, decision.by),
                        named=bool(moment.by(decision.by)),
                        lists=tuple(list_link(moment, name) for name in lists_of(decision) if name != HIDDEN),
                        **_beside(row.index, decision, about),
                    )
                ),
            )


def _text(moment: Moment, name: str, value: Any) -> str:
    """Give a value in words; topics, places and genres by their titles, as articles do."""
    if name in AXES:
        names = value if isinstance(value, list) else [value] if value else []
        return ", ".join(moment.link(AXES[name], one).title for one in names) or _("none")
    return str(value) or _("none")


def _translations(told: Any) -> tuple[tuple[str, str, str], ...]:
    """Give a guideline in further languages: language, label, words."""
    return tuple(
        (tag, f"{_(LABELS[name])} ({in_its_own_words(tag)})", words)
        for tag, title, text in told
        for name, words in (("title", title), ("text", text))
    )


def _related(numbers: Any) -> tuple[Link, ...]:
    """Give links without titles: a page of the record must not keep words that an author takes back."""
    paths = dict(Article.objects.using(USING).filter(number__in=numbers).values_list("number", "path"))
    return tuple(Link(_("Article %(number)d") % {"number": one}, f"{paths[one]}.html") for one in numbers)


def _tongue(tag: str) -> tuple[str, str]:
    """Give the language of a translation, and its name as those who speak it say it."""
    return tag, in_its_own_words(tag) if tag else ""


def _version(moment: Moment, decision: Decision, versions: dict[int, int]) -> str:
    """Give the page of the decision that set the guideline as it was cited."""
    index = versions.get(moment.guideline_set(decision.guideline, decision.entry_id))
    return "" if index is None else f"record/decision/{index}.html"


def _beside(
    index: int, decision: Decision, about: dict[int, list[tuple[int, str]]]
) -> dict[str, Link | None]:
    """Give the decisions before and after one about the same item."""
    if decision.kind not in ITEM_KINDS:
        return {}
    kinds = dict(about[decision.number or 0])
    earlier, later = (
        None
        if one is None
        else Link(_(BESIDE.get(kinds[one], BESIDE[""])) % {"entry": one}, f"record/decision/{one}.html")
        for one in neighbours(list(kinds), index)
    )
    return {"earlier": earlier, "later": later}


def _subjects(moment: Moment, rows: Iterable[Decision]) -> dict[int, Link]:
    """Give the links of what decisions are about, by the row of their entry."""
    rows = list(rows)
    about = [row.number for row in rows if row.kind in ITEM_DECISIONS and row.number]
    paths = dict(Article.objects.using(USING).filter(number__in=about).values_list("number", "path"))
    comments = Comment.objects.using(USING).filter(number__in=about).select_related("article").in_bulk()
    links: dict[int, Link] = {}
    for row in rows:
        if row.number in paths and row.kind in ITEM_DECISIONS:
            links[row.entry_id] = Link(
                _("article %(number)d") % {"number": row.number}, f"{paths[row.number]}.html"
            )
        elif row.number in comments and row.kind in ITEM_DECISIONS:
            comment = comments[row.number]
            href = comment_href(comment.article.path, page_of_comment(comment.position), comment)
            links[row.entry_id] = Link(_("comment %(number)d") % {"number": row.number}, href)
        elif row.kind == "set-guidelines":
            href = f"guidelines.html#guideline-{row.number}"
            links[row.entry_id] = Link(_("guideline %(number)d") % {"number": row.number}, href)
        elif row.kind == "set-page":
            name = values(json.loads(row.fields)).get("page", "about")
            alone = {"about": "about.html", "rules": "guidelines.html#rules"}
            href = alone.get(str(name), f"{name}/index.html")
            links[row.entry_id] = Link(_("the page %(name)s") % {"name": name}, href)
        elif row.number in moment.editors:
            links[row.entry_id] = Link(moment.editors[row.number], "")
    return links


def _line(moment: Moment, index: int, decision: Decision, subjects: dict[int, Link]) -> DecisionLine:
    subject = subjects.get(decision.entry_id)
    told = values(json.loads(decision.fields))
    named = {"subject": subject.title if subject else "", "field": field_words(str(told.get("field", "")))}
    named |= {name: str(told.get(name, "")) for name in ("mode", "media")}
    part = decision.kind
    if decision.kind == "redact" and "field" in told:
        part = "redact one"
    elif "role" in told:
        part = f"{decision.kind} {told['role']}"
    elif told.get("corrects"):
        part = f"{decision.kind} corrects"
    elif f"{decision.kind} {told.get('mode')}" in WORDS:
        part = f"{decision.kind} {told['mode']}"
    words = _(WORDS.get(part, "%(subject)s")) % named
    actor = moment.by(decision.by) or (_("The author") if decision.by == "author" else _("The site"))
    return DecisionLine(
        entry=index,
        kind=decision.kind,
        words=words,
        at=moment.local(decision.at),
        by=actor,
        href=f"record/decision/{index}.html",
        subject=subject if subject and subject.href else None,
        guideline=decision.guideline,
        reason=str(told.get("reason", told.get("text", "") if decision.kind in {"appeal", "answer"} else "")),
        guideline_title=moment.guideline_title(decision.guideline, decision.entry_id),
        guideline_version=moment.guideline_version(decision.guideline, decision.entry_id),
    )


def field_words(name: str) -> str:
    """Give the name of a field as people read it."""
    if match := MEDIA(name):
        return _("file %(number)s") % {"number": match[1]}
    return _(FIELDS[name]) if name in FIELDS else name


def lines(moment: Moment, rows: list[Decision]) -> tuple[DecisionLine, ...]:
    """Give decisions as lines, in this order, but for those whose index a disc has changed: `handbill rebuild` knows it."""
    index = indexes([row.entry_id for row in rows])
    rows = [row for row in rows if row.entry_id in index]
    subjects = _subjects(moment, rows)
    return tuple(_line(moment, index[row.entry_id], row, subjects) for row in rows)
