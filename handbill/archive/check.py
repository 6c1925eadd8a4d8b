"""Check what a source says of one item as every other door does, and say what of it could not be taken."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from handbill.actions.fields import Invalid, Values
from handbill.archive.merge import merged
from handbill.archive.sources import ImportedItem, moment
from handbill.cleaning.html import TooDeepError, TooLargeError
from handbill.cleaning.text import one_line

_MUST: Final = {"title", "body", "format"}  # without these as they were, it would be another item
_SHOWN: Final = 200  # characters of a value in the report


class Check(Protocol):
    """`fields.article` or `fields.comment`."""

    def __call__(self, raw: dict[str, Any], passed: Values) -> Values: ...  # noqa: D102 - see the class


Note = Callable[[str, str], None]
"""Takes a place and what is wrong there."""


def checked(item: ImportedItem, check: Check, note: Note, **passed: Any) -> Values | None:
    """Give the fields of an item, or None where it cannot be taken. What may be absent and is wrong is left out."""
    passed |= {"legacy": item.legacy, **({"date": item.date} if when(item) else {})}
    if item.date and not when(item):
        note(
            item.place, _("%(date)s is no date; it is left unknown") % {"date": one_line(item.date)[:_SHOWN]}
        )
    try:
        return _without_faults(merged(item.raw, item.extra), item.place, check, note, passed)
    except (Invalid, TooDeepError, TooLargeError) as error:
        if not item.extra:
            note(item.place, _("not taken: %(why)s") % {"why": error})
            return None
    try:
        values = _without_faults(item.raw, item.place, check, note, passed)
    except Invalid as error:
        note(item.place, _("not taken: %(why)s") % {"why": error})
        return None
    note(item.place, _("its amendments were not taken: with them it would be too long"))
    return values


def when(item: ImportedItem) -> tuple[datetime, bool] | None:
    """Give what the date of an item sorts by and whether it has a time; None where it is not known."""
    try:
        return moment(item.date) if item.date else None
    except ValueError:
        return None


def _without_faults(raw: dict[str, Any], place: str, check: Check, note: Note, passed: Values) -> Values:
    """Check once more without the fields that may be absent and are wrong.

    Raises:
        Invalid: one is wrong that may not be absent.
    """
    try:
        return check(raw, passed)
    except Invalid as error:
        if error.errors.keys() & _MUST:
            raise
        values = check({name: value for name, value in raw.items() if name not in error.errors}, passed)
        for name, words in error.errors.items():
            said = one_line(str(raw[name]))[:_SHOWN]
            note(
                place,
                _("%(field)s was left out (%(value)s): %(why)s")
                % {"field": name, "value": said, "why": words},
            )
        return values
