"""What the author of an article changed, as differences that can be read."""

import re
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handbill.look.contexts.pages import Version, VersionsPage
from handbill.look.contexts.parts import Change
from handbill.look.environment import render
from handbill.newswire.article import Article
from handbill.pages.moment import Moment
from handbill.pages.paths import root_of
from handbill.pages.rows import ItemRow
from handbill.pages.views import line, title_of

LABELS = {
    "title": gettext_noop("Title"),
    "summary": gettext_noop("Summary"),
    "body": gettext_noop("Text"),
    "byline": gettext_noop("Byline"),
    "language": gettext_noop("Language"),
    "genre": gettext_noop("Genre"),
    "topics": gettext_noop("Topics"),
    "places": gettext_noop("Places"),
    "homepage": gettext_noop("Homepage"),
    "phone": gettext_noop("Phone"),
    "address": gettext_noop("Address"),
    "email": gettext_noop("E-mail"),
    "source": gettext_noop("Source"),
}


def versions_page(moment: Moment, row: ItemRow) -> str:
    """Render the versions of an article that was revised, newest first, each with what it changed."""
    article: Article = row.item  # type: ignore[assignment]  # comments have no page of versions
    versions = []
    before: dict[str, Any] | None = None
    for text in row.versions:
        told = text.values()
        destroyed = "body" not in told
        changes = () if destroyed or before is None else _changes(before, told)
        versions.append(Version(text.entry, moment.local(text.at), destroyed, changes))
        before = None if destroyed else told
    path = f"{article.path}/versions.html"
    return render(
        VersionsPage(
            site=moment.view,
            root=root_of(path),
            path=path,
            title=_("Versions: %(title)s") % {"title": title_of(article)},
            line=line(moment, article, row.state),
            versions=tuple(reversed(versions)),
        )
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    return tuple(
        (_(label), difference(_text(before.get(name, "")), _text(after.get(name, ""))))
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    )


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def difference(before: str, after: str) -> tuple[Change, ...]:
    """Compare two texts by paragraph, and changed paragraphs by word. Paragraphs that stayed are left out."""
    old, new = before.split("\n"), after.split("\n")
    rows = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            rows.append(Change(_words("\n".join(old[a:b]), "\n".join(new[c:d]))))
    return tuple(row for row in rows if row.parts)


def _words(before: str, after: str) -> tuple[tuple[str, str], ...]:
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(old[a:b])))
        else:
            parts += [("gone", "".join(old[a:b]))] * (b > a) + [("new", "".join(new[c:d]))] * (d > c)
    return tuple(parts)
