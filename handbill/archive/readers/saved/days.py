"""Dates as pages of newswires wrote them, in eight languages: the first that a text names, to the minute where it has a time.

A date that could be two days (`3/4/2003`) is read as its day of the week says (`Thu, 3/4/2003`), else in the order that its layout has, and where that is not known, not at all.
"""

import re
import unicodedata
from typing import Final

from handbill.archive.readers.months import month, weekday
from handbill.archive.sources import moment

_YEAR: Final = r"(?P<year>(?:19|20)[0-9]{2}|(?<=\s)['\u2019][0-9]{2})"
_DAY: Final = r"(?P<day>[0-9]{1,2})"
_NAME: Final = r"(?P<name>[a-z]{3,10})\b\.?"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?<![0-9]){_YEAR}[-/.](?P<month>[0-9]{{1,2}})[-/.]{_DAY}(?![0-9])",
        rf"(?<![0-9]){_DAY}(?:st|nd|rd|th|er|o|a)?[\s.,/-]*(?:de |d'|of )?\s*{_NAME}[\s.,/-]*(?:de |del |of )?\s*{_YEAR}(?![0-9])",
        rf"\b{_NAME}[\s.,-]*{_DAY}(?:st|nd|rd|th)?(?:[\s.,-]|,? of )+{_YEAR}(?![0-9])",
        r"(?<![0-9.])(?P<one>[0-9]{1,2})(?P<sign>[./-])(?P<two>[0-9]{1,2})(?P=sign)(?P<short>(?:19|20)?[0-9]{2})(?![0-9])",
    )
)
_CLOCK: Final = (
    r"(?P<hour>[0-9]{1,2})(?:(?:[:.]|\s?h\s?)(?P<minute>[0-9]{2})(?:[:.][0-9]{2})?)?\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?)?(?P<uhr>\s?(?:uhr|h|hrs|horas|heures)\b)?"
)
_AFTER: Final = re.compile(
    rf"[\s,;|@()\u2022\u00b7\u2013t-]*(?:(?:at|um|a las|las|as|a|alle|om|kl)\b\.?\s*)?{_CLOCK}(?![0-9])"
)
_BEFORE: Final = re.compile(
    rf"(?<![0-9:.]){_CLOCK}[\s,;|\u2022\u00b7-]*(?:(?:on|am|,)\s*)?(?:[a-z]{{2,10}}\b\.?,?\s*)?\Z"
)
_WEEKDAY: Final = re.compile(r"\b([a-z]{3,12})\.?,?\s*(?:[0-9:., ]{0,8}(?:[ap]m)?,?\s*)?\Z")
_NEAR: Final = 40  # characters before a date in which its time may stand
_LONGEST: Final = 4_000  # characters of a text in which a date is looked for
_CENTURY: Final = 70  # a year of two digits from here on is of the last century
_NOON, _HOURS = 12, 24


def date_in(text: str, order: str = "") -> str:
    """Give the first date in a text, as `YYYY-MM-DD` or `YYYY-MM-DDThh:mm`; "" where there is none. `order`: "day", "month" or ""."""
    folded = _folded(text[:_LONGEST])
    found = sorted(
        (match.start(), at, match) for at, form in enumerate(_FORMS) for match in form.finditer(folded)
    )
    for _start, _form, match in found:
        day = _day(match, _by_weekday(folded, match) or order)
        if day:
            return day + _time(folded, match)
    return ""


def _by_weekday(text: str, date: re.Match[str]) -> str:
    """Give the order of day and month in which a date is the day of the week that is named before it; "" where it names none."""
    parts = date.groupdict()
    named = _WEEKDAY.search(text[max(0, date.start() - _NEAR) : date.start()]) if parts.get("one") else None
    number = weekday(named[1]) if named else None
    if number is None:
        return ""
    days = {order: _day(date, order) for order in ("day", "month")}
    fitting = [order for order, day in days.items() if day and moment(day)[0].isoweekday() == number]
    return fitting[0] if len(fitting) == 1 else ""


def _day(match: re.Match[str], order: str) -> str:
    parts = match.groupdict()
    if parts.get("one"):
        year = _year(parts["short"])
        one, two = int(parts["one"]), int(parts["two"])
        by_day = order == "day" or parts["sign"] == "." or one > _NOON
        if not by_day and order != "month" and two <= _NOON and one != two:
            return ""
        day, number = (one, two) if by_day else (two, one)
    else:
        year, day = _year(parts["year"]), int(parts["day"])
        number = month(parts["name"]) or 0 if parts.get("name") else int(parts["month"])
    found = f"{year:04}-{number:02}-{day:02}"
    return found if _is_day(found) else ""


def _year(digits: str) -> int:
    """Give a year of four digits or two, those with an apostrophe or none before them."""
    year = int(digits.strip("'\u2019"))
    return year if year > 99 else year + (1900 if year >= _CENTURY else 2000)  # noqa: PLR2004 - two digits


def _time(text: str, date: re.Match[str]) -> str:
    """Give the time beside a date; a bare number is none."""
    after = _AFTER.match(text, date.end())
    before = _BEFORE.search(text[max(0, date.start() - _NEAR) : date.start()])
    for match in (after, before):
        if match is None or not (match["minute"] or match["half"] or match["uhr"]):
            continue
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"] and 1 <= hour <= _NOON:
            hour = hour % _NOON + (_NOON if match["half"].startswith("p") else 0)
        if hour < _HOURS and minute < 60:  # noqa: PLR2004 - minutes of an hour
            return f"T{hour:02}:{minute:02}"
    return ""


def _is_day(date: str) -> bool:
    try:
        moment(date)
    except ValueError:
        return False
    return True


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())
