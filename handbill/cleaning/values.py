"""The values of attributes in written HTML: what HTML itself would call valid, or nothing.

Sources: WHATWG HTML sections 2.3.2 (numbers), 2.3.5 (dates and times), 3.2.6 (dir, lang), 4.9.11 (spans).
"""

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Final

from handbill.cleaning.allowed import REL
from handbill.cleaning.language import language
from handbill.cleaning.links import href
from handbill.cleaning.text import one_line
from handbill.limits import TABLE_COLUMNS

_INTEGER: Final = re.compile("-?[0-9]{1,9}")
_SPAN: Final = re.compile("[0-9]{1,5}")
_DATE: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_TIME: Final = re.compile(
    r"(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?)(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ZONE: Final = re.compile(r"Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]")
_DURATION: Final = re.compile(
    r"P(?=[0-9T])(?:[0-9]{1,9}D)?(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:\.[0-9]{1,3})?S)?)?"
)
_CHOICES: Final = {"scope": ("row", "col", "rowgroup", "colgroup"), "dir": ("ltr", "rtl", "auto")}


def value_of(element: str, attribute: str, value: str) -> str | None:
    """Give the value that `attribute` of `element` may have, or None where the attribute must go."""
    if (rule := _RULES.get(attribute)) is not None:
        return rule(value)
    if attribute == "datetime":
        return _moment(value.strip(), whole=element != "time")
    value = value.lower()
    is_known = value in _CHOICES.get(attribute, ()) and (element, value) != ("bdo", "auto")
    return value if is_known else None


def is_moment(text: str) -> bool:
    """Tell whether a `time` element with this text needs no `datetime`."""
    return _moment(text, whole=False) is not None


def _span(value: str) -> str | None:
    """Give how many columns or rows a cell spans, where it is more than one and a table could have so many columns."""
    return str(int(value)) if _SPAN.fullmatch(value.strip()) and 1 < int(value) <= TABLE_COLUMNS else None


def _integer(value: str) -> str | None:
    return str(int(value)) if _INTEGER.fullmatch(value.strip()) else None


def _moment(value: str, *, whole: bool) -> str | None:
    """Give a valid moment, or None. `whole`: a date, alone or with a time and its zone, as `ins` and `del` want it.

    Of what `time` may say, weeks and dates without a year are left out.
    """
    if not whole and (_DURATION.fullmatch(value) or _is_clock(value, zoned=None)):
        return value
    date, parted, rest = value.replace(" ", "T", 1).partition("T")
    found = _DATE.fullmatch(date)
    if found is None or not _is_day(found) or (not found["day"] and (whole or parted)):
        return None
    return value if not parted or _is_clock(rest, zoned=whole or None) else None


def _is_day(found: re.Match[str]) -> bool:
    try:
        datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))  # noqa: DTZ001 - only asks whether the day exists
    except ValueError:
        return False
    return True


def _is_clock(value: str, *, zoned: bool | None) -> bool:
    """Tell whether `value` is a time of day, with a zone, without one, or (None) either."""
    found = _TIME.fullmatch(value)
    if found is None or (zoned is not None and zoned != bool(found["zone"])):
        return False
    if found["zone"] and not _ZONE.fullmatch(found["zone"]):
        return False
    try:
        time.fromisoformat(found["clock"][:8])
    except ValueError:
        return False
    return True


_RULES: Final[dict[str, Callable[[str], str | None]]] = {
    "href": href,
    "rel": lambda _: REL,  # written ones never come so far: this one nh3 has put there
    "lang": language,
    "title": lambda value: one_line(value) or None,
    "colspan": _span,
    "rowspan": _span,
    "start": _integer,
    "reversed": lambda _: "",
}
