"""Times in words, in the site's language. No relative words: a page that says "yesterday" is wrong tomorrow.

Every function is cached by language and wall time. The zone is left out of the key on purpose: two aware
times of different zones can be equal and still read differently.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.units import format_unit

_DAY = {"en": "EEEE d MMMM y", "es": "EEEE d 'de' MMMM 'de' y"}
_SHORT = {"en": "d MMM y", "es": "d MMM y"}
_MONTH = {"en": "MMMM y", "es": "MMMM 'de' y"}
_CLOCK = {"en": "HH:mm", "es": "HH:mm"}


@lru_cache
def locale_of(language: str) -> Locale:
    """Babel's locale for a BCP 47 tag; that of its language where the region is not known; else English."""
    for tag in (language, language.split("-", maxsplit=1)[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache
def direction_of(language: str) -> str:
    """The direction in which a language is written: "ltr" or "rtl"."""
    return "rtl" if str(locale_of(language).character_order) == "right-to-left" else "ltr"


@lru_cache(maxsize=4096)
def _day(language: str, day: date) -> str:
    locale = locale_of(language)
    return format_date(day, _DAY.get(locale.language, "full"), locale)


@lru_cache(maxsize=4096)
def _short_day(language: str, day: date) -> str:
    locale = locale_of(language)
    return format_date(day, _SHORT.get(locale.language, "medium"), locale)


@lru_cache(maxsize=4096)
def _clock(language: str, hour: int, minute: int) -> str:
    locale = locale_of(language)
    return format_datetime(
        datetime(2000, 1, 1, hour, minute, tzinfo=UTC), _CLOCK.get(locale.language, "HH:mm"), locale=locale
    )


def day(language: str, at: date) -> str:
    """The day in full: "Sunday 22 November 2026"."""
    return _day(language, at.date() if isinstance(at, datetime) else at)


def month(language: str, at: date) -> str:
    """The month: "November 2026"."""
    locale = locale_of(language)
    return format_date(at, _MONTH.get(locale.language, "MMMM y"), locale)


def short_month(language: str, at: date) -> str:
    """The month in a table: "Nov 2026"."""
    return format_date(at, "MMM y", locale_of(language))


def span(language: str, minutes: int, *, narrow: bool = False) -> str:
    """A span of time in its two largest parts: "4 minutes", "2 hours 15 minutes", "3 days 6 hours"; in tables "3d 6h"."""
    hours, left = divmod(minutes, 60)
    parts = (("day", hours // 24), ("hour", hours % 24), ("minute", left))
    first = next((at for at, (_unit, count) in enumerate(parts) if count), 2)
    told = [part for at, part in enumerate(parts) if at == first or (at == first + 1 and part[1])]
    locale = locale_of(language)
    length: Literal["narrow", "long"] = "narrow" if narrow else "long"
    return " ".join(format_unit(count, f"duration-{unit}", length, locale=locale) for unit, count in told)


def clock(language: str, at: datetime) -> str:
    """The time of the day: "07:58"."""
    return _clock(language, at.hour, at.minute)


def long(language: str, at: datetime, *, timed: bool = True) -> str:
    """Day and time in full: "Sunday 22 November 2026, 07:58"; the day alone where the hour is not known."""
    words = _day(language, at.date())
    return f"{words}, {clock(language, at)}" if timed else words


def short(language: str, at: datetime, *, timed: bool = True) -> str:
    """Day and time for lists: "22 Nov 2026, 10:12"."""
    words = _short_day(language, at.date())
    return f"{words}, {clock(language, at)}" if timed else words


def machine(at: datetime, *, timed: bool = True) -> str:
    """The value of a `datetime` attribute, to the minute (HTML, section 2.3.5)."""
    return at.isoformat(timespec="minutes") if timed else at.date().isoformat()
