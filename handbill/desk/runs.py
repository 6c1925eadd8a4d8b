"""What one editor decided, thing by thing, and what held before: so far as nobody else decided about it afterwards."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from handbill.newswire.article import Article
from handbill.newswire.decision import Decision
from handbill.record.format.commitment import values

ASPECTS: Final = {
    "hide": "state",
    "unhide": "state",
    "hold": "state",
    "admit": "state",
    "slow": "state",
    "redact": "state",
    "feature": "feature",
    "unfeature": "feature",
    "classify": "classes",
    "raise": "addition",
    "unraise": "addition",
    "close": "talk",
    "open": "talk",
    "set-page": "page",
    "set-guidelines": "guideline",
    "set-mode": "mode",
    "invite": "editor",
    "dismiss": "editor",
}
"""What a kind of decision settles: a later one about the same takes its place."""


@dataclass(frozen=True, slots=True)
class Run:
    """What an editor decided last about one thing, oldest first, and what held before it."""

    aspect: str
    decided: tuple[Decision, ...]
    before: Decision | None

    @property
    def number(self) -> int:
        """The subject's number; 0 for pages, which have names, and for the mode."""
        return self.decided[0].number or 0

    @property
    def subject(self) -> str:
        """Name what it is about, as `handbill act` does."""
        if self.aspect == "page":
            return page_of(self.decided[0])
        if self.aspect == "mode":
            return "site"
        if self.aspect in {"guideline", "editor"}:
            return f"{self.aspect}/{self.number}"
        noun = "article" if Article.objects.filter(number=self.number).exists() else "comment"
        return f"{noun}/{self.number}"

    def told(self) -> dict[str, Any]:
        """Give the fields of what held before."""
        return values(json.loads(self.before.fields)) if self.before else {}


def runs(editor: int, since: datetime | None) -> Iterator[Run]:
    """Find the things about which this editor decided last, those decided first coming first."""
    theirs = Decision.objects.filter(by=f"editor:{editor}").order_by("entry_id")
    if since:
        theirs = theirs.filter(at__gte=since)
    seen = set[tuple[str, object]]()
    for one in theirs:
        aspect = ASPECTS.get(one.kind, "")
        key = (aspect or one.kind, page_of(one) if aspect == "page" else one.number)
        if key in seen:
            continue
        seen.add(key)
        about = list(_about(one, aspect))
        others = (
            at for at, it in enumerate(about) if it.by != f"editor:{editor}" or (since and it.at < since)
        )
        last = next(others, len(about))
        if last:
            yield Run(aspect, tuple(about[:last][::-1]), about[last] if last < len(about) else None)


def _about(one: Decision, aspect: str) -> Iterable[Decision]:
    """Give all decisions about the same thing, the newest first."""
    kinds = [kind for kind, settled in ASPECTS.items() if settled == aspect] or [one.kind]
    rows = Decision.objects.filter(number=one.number, kind__in=kinds).order_by("-entry_id")
    if aspect == "page":
        return [row for row in rows if page_of(row) == page_of(one)]
    if aspect == "state":
        return [row for row in rows if "field" not in json.loads(row.fields)]
    return rows


def page_of(one: Decision) -> str:
    """Give the name of the page that a decision set."""
    return str(values(json.loads(one.fields)).get("page", ""))
