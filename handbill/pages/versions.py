"""What the author of an article changed, as differences that can be read."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markupsafe import Markup

from handbill.look.contexts.beside import Version, VersionsPage
from handbill.look.contexts.parts import Change
from handbill.look.environment import render
from handbill.look.measures import size
from handbill.newswire.article import Article
from handbill.pages.moment import Moment
from handbill.pages.paths import root_of
from handbill.pages.rows import ItemRow
from handbill.pages.shown import shown_body
from handbill.pages.views import line, title_of
from handbill.record.format.attached import CAPTIONS, attachments
from handbill.settings import site

STEPS = 5_000_000
"""Comparisons for one page of versions: about a second of the worker's time."""

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


class Work:
    """What the differences of one page may cost: strangers choose the texts, and the worker has other things to do."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def allows(self, steps: int) -> bool:
        """Take steps from what is left; False where they are too many."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


def versions_page(moment: Moment, row: ItemRow) -> str:
    """Render the versions of an article that was revised, newest first, each with what it changed."""
    article: Article = row.item  # type: ignore[assignment]  # comments have no page of versions
    versions = []
    before: dict[str, Any] | None = None
    work = Work()
    for text in row.versions:
        told = text.values()
        destroyed = "body" not in told
        changes = () if destroyed or before is None else _changes(before, told, work)
        alone = not destroyed and before is None
        versions.append(
            Version(
                entry=text.entry,
                at=moment.local(text.at),
                destroyed=destroyed,
                changes=changes,
                title=told.get("title", "") if alone else "",
                html=shown_body(told) if alone else Markup(),
            )
        )
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


def _changes(
    before: dict[str, Any], after: dict[str, Any], work: Work
) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    changed = [
        (_(label), difference(_text(before.get(name, "")), _text(after.get(name, "")), work))
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    ]
    if _files(before) != _files(after):
        changed.append((_("Files"), difference(_files(before), _files(after), work)))
    return tuple(changed)


def _files(told: dict[str, Any]) -> str:
    """Tell the attachments of a version, a line each; two that are told alike are told apart by what they commit to."""
    kinds = {
        "image": _("Picture"),
        "audio": _("Sound"),
        "video": _("Film"),
        "pdf": _("PDF"),
        "text": _("Text file"),
    }
    return "\n".join(
        " · ".join(
            filter(None, (kinds[one["kind"]], *_file(one), one.get("caption", ""), one.get("alt", "")))
        )
        for _k, one in attachments(told)
    )


def _file(told: dict[str, Any]) -> tuple[str, ...]:
    files = told.get("files", ())
    said = [_("with captions"), files[-1]["sha256"][:8]] if files and files[-1]["type"] == CAPTIONS else []
    return (size(site().language, files[0]["bytes"]), files[0]["sha256"][:8], *said) if files else ()


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def difference(before: str, after: str, work: Work) -> tuple[Change, ...]:
    """Compare two texts by paragraph, and changed paragraphs by word. Paragraphs that stayed are left out."""
    rows = []
    for kind, old, new in _runs(before.split("\n"), after.split("\n"), work):
        if kind != "same":
            rows.append(Change(_words("\n".join(old), "\n".join(new), work)))
    return tuple(row for row in rows if row.parts)


def _words(before: str, after: str, work: Work) -> tuple[tuple[str, str], ...]:
    parts: list[tuple[str, str]] = []
    for kind, old, new in _runs(_pieces(before), _pieces(after), work):
        if kind == "same":
            parts.append(("same", "".join(old)))
        else:
            parts += [("gone", "".join(old))] * bool(old) + [("new", "".join(new))] * bool(new)
    return _joined(parts)


def _joined(parts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Join changes between which nothing but white space stayed: "Call before six" is one change, not three."""
    out: list[tuple[str, str]] = []
    gone, new, space = "", "", ""
    for kind, text in parts:
        if kind == "same" and (text.strip() or not (gone or new)):
            out += [("gone", gone)] * bool(gone) + [("new", new)] * bool(new) + [("same", space + text)]
            gone, new, space = "", "", ""
        elif kind == "same":
            space += text
        else:
            gone, new, space = gone + space, new + space, ""
            gone, new = (gone + text, new) if kind == "gone" else (gone, new + text)
    out += [("gone", gone)] * bool(gone) + [("new", new)] * bool(new) + [("same", space)] * bool(space)
    return tuple(out)


def _pieces(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


def _runs(old: list[str], new: list[str], work: Work) -> Iterator[tuple[str, list[str], list[str]]]:
    """Give what stayed ("same") and what changed ("changed"), from the beginning to the end.

    The matcher looks, for each part that it finds, at every pair of equal pieces, so what it may cost is their number
    times that of the pieces. Where the work that is left does not allow that, all between the common ends has changed.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if head:
        yield "same", old[:head], new[:head]
    if a or b:
        counts = Counter(b)
        if a and b and work.allows(sum(counts[one] for one in a) * min(len(a), len(b))):
            for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
                yield "same" if kind == "equal" else "changed", a[i:j], b[k:m]
        else:
            yield "changed", a, b
    if tail:
        yield "same", old[len(old) - tail :], new[len(new) - tail :]


def _common(one: list[str], other: list[str]) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
