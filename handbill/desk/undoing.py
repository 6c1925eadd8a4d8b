"""From the shell and the desk to `desk.undo`: subject, minute and reason read, and what came of it in words."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from handbill.cleaning.text import many_lines
from handbill.desk.acting import Usage, actor
from handbill.desk.subjects import parse
from handbill.desk.undo import Tick, Undone, count, undo
from handbill.limits import REASON

_MINUTE = "%Y-%m-%dT%H:%MZ"


def total(subject: str, since: str | None) -> int:
    """Give how many things would be settled.

    Raises:
        Usage: not an editor, or not a minute.
    """
    return count(_editor(subject), minute(since))


def undo_for(
    subject: str, editor: str | None, reason: str | None, since: str | None, tick: Tick, *, dismissing: bool
) -> list[str]:
    """Do what `handbill act DIR undo editor/N` says; give what was done, in lines.

    Raises:
        Usage: exit 2.
        Refused: exit 1, nothing was changed.
    """
    words = many_lines(reason or "").strip()
    if not words or len(words) > REASON:
        raise Usage(
            _("reason: Say why, in words that everyone may read, of at most %(limit)d characters.")
            % {"limit": REASON}
        )
    number, when = _editor(subject), minute(since)
    return said(undo(actor(editor), number, words, since=when, dismissing=dismissing, tick=tick))


def said(done: Undone) -> list[str]:
    """Give what was done and what was left, a line each."""
    return [f"{verb}: {times}" for verb, times in sorted(done.verbs.items())] + done.left


def minute(typed: str | None) -> datetime | None:
    """Read a minute as entries have it; None for none.

    Raises:
        Usage: it is no minute.
    """
    if not typed:
        return None
    try:
        return datetime.strptime(typed, _MINUTE).replace(tzinfo=UTC)
    except ValueError:
        raise Usage(_("since: A minute is like 2026-11-23T04:29Z, in UTC.")) from None


def _editor(subject: str) -> int:
    try:
        found = parse(subject)
    except ValueError:
        found = None
    if found is None or found.noun != "editor":
        raise Usage(
            _("undo takes %(example)s, not %(subject)s.") % {"example": "editor/N", "subject": subject}
        )
    return found.number
