"""What was decided about an item until now, and why it is not shown, as the desk tells it."""

import json
from typing import Any

from django.utils.translation import gettext as _

from handbill.desk.rows import local
from handbill.look.contexts.parts import DecisionLine, Notice
from handbill.newswire.cited import Cited, cited
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.newswire.standing import Standing
from handbill.pages.decisions import field_words
from handbill.pages.views import legal
from handbill.record.format.commitment import values
from handbill.record.format.kinds import ITEM_DECISIONS
from handbill.record.models import Sealed


def decisions(number: int) -> tuple[DecisionLine, ...]:
    """Give the decisions about an article or comment, the newest first. One that is not sealed yet has no `href`."""
    kinds = [kind.value for kind in ITEM_DECISIONS]
    found = list(Decision.objects.filter(number=number, kind__in=kinds).order_by("-entry_id"))
    sealed = dict(
        Sealed.objects.filter(entry_id__in=[it.entry_id for it in found]).values_list("entry_id", "index")
    )
    names = dict(Editor.objects.values_list("number", "name"))
    by = cited(found)
    return tuple(_line(it, sealed.get(it.entry_id), names, by.get(it.entry_id, Cited())) for it in found)


def last_reason(number: int, kind: str) -> str:
    """Give the public words of the last decision of a kind about an item."""
    last = Decision.objects.filter(number=number, kind=kind).order_by("-entry_id").first()
    return "" if last is None else str(_told(last).get("reason", _told(last).get("text", "")))


def notice(number: int) -> Notice | None:
    """Say why an item is not on the newswire; None where it is."""
    standing = Standing.objects.filter(number=number, over=False).select_related("begun").first()
    if standing is None or standing.state == "slow":
        return None
    begun = standing.begun
    if begun is None:
        return Notice(standing.state, local(standing.at))
    told = _told(begun)
    guideline = cited([begun]).get(begun.entry_id, Cited())
    index = Sealed.objects.filter(entry_id=begun.entry_id).values_list("index", flat=True).first()
    return Notice(
        state=standing.state,
        at=local(begun.at),
        by=_by(begun.by, dict(Editor.objects.values_list("number", "name"))),
        reason=str(told.get("reason", "")),
        guideline=begun.guideline,
        guideline_title=guideline.title,
        guideline_version=guideline.version,
        decision="" if index is None else f"record/decision/{index}.html",
        hidden=f"hidden/{number}.html" if standing.state == "hidden" else "",
        **legal(told),
    )


def _line(it: Decision, index: int | None, names: dict[int, str], guideline: Cited) -> DecisionLine:
    told = _told(it)
    words = _WORDS[it.kind]()
    if "field" in told:
        words = _("redacted the field “%(field)s”") % {"field": field_words(told["field"])}
    return DecisionLine(
        entry=-1 if index is None else index,
        kind=it.kind,
        words=words,
        at=local(it.at),
        by=_("Its author") if it.by == "author" else _by(it.by, names) or _("The site itself"),
        href="" if index is None else f"record/decision/{index}.html",
        guideline=it.guideline,
        reason=str(told.get("reason", told.get("text", ""))),
        guideline_title=guideline.title,
        guideline_version=guideline.version,
    )


def _told(it: Decision) -> dict[str, Any]:
    return values(json.loads(it.fields))


def _by(by: str, names: dict[int, str]) -> str:
    return names.get(int(by.removeprefix("editor:")), "") if by.startswith("editor:") else ""


_WORDS = {
    "appeal": lambda: _("appealed"),
    "answer": lambda: _("answered the appeal"),
    "hold": lambda: _("held it"),
    "admit": lambda: _("admitted it"),
    "slow": lambda: _("kept it off the front page for some hours"),
    "hide": lambda: _("hid it"),
    "unhide": lambda: _("put it back"),
    "redact": lambda: _("redacted it"),
    "prepare": lambda: _("prepared a sound or film of it"),
    "blur": lambda: _("hid parts of a picture of it"),
    "describe": lambda: _("described a picture of it"),
    "feature": lambda: _("featured it"),
    "unfeature": lambda: _("took it off the features"),
    "classify": lambda: _("sorted it anew"),
    "raise": lambda: _("raised it"),
    "unraise": lambda: _("put it back among the comments"),
    "translate": lambda: _("named its translation"),
    "untranslate": lambda: _("took back a translation"),
    "close": lambda: _("closed it to comments"),
    "open": lambda: _("opened it to comments"),
}
