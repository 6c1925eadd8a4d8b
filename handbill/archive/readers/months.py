"""The line that heads a comment on a legacy page: a title, then `18.Jun.2016`, `18.Jun.2016 14:05`, `18-Jun-2016 14:05` or `18.06.2016 14:05`."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handbill.archive.sources import moment

_LONGEST: Final = 400  # characters of such a line: a title of 200, its quotes, the date

# English, German, Spanish, French, Portuguese, Italian, Dutch, Catalan, without accents
_NAMES: Final = (
    "january januar enero janvier janeiro gennaio januari gener",
    "february februar febrero fevrier fevereiro febbraio februari febrer",
    "march marz maerz mrz marzo mars marco maart marc",
    "april abril avril aprile",
    "may mai mayo maio maggio mei maig",
    "june juni junio juin junho giugno juny",
    "july juli julio juillet julho luglio juliol",
    "august agosto aout augustus agost",
    "september septiembre setiembre septembre setembro settembre setembre",
    "october oktober octubre octobre outubro ottobre",
    "november noviembre novembre novembro",
    "december dezember diciembre decembre dezembro dicembre desembre",
)
_WEEKDAYS: Final = (
    "monday montag lunes lundi segunda lunedi maandag dilluns",
    "tuesday dienstag martes mardi terca martedi dinsdag dimarts",
    "wednesday mittwoch miercoles mercredi quarta mercoledi woensdag dimecres",
    "thursday donnerstag jueves jeudi quinta giovedi donderdag dijous",
    "friday freitag viernes vendredi sexta venerdi vrijdag divendres",
    "saturday samstag sonnabend sabado samedi sabato zaterdag dissabte",
    "sunday sonntag domingo dimanche domenica zondag diumenge",
)
_SHORT: Final = 4
_SHORT_DAYS: Final = frozenset(
    (
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "lun",
        "jue",
        "vie",
        "sab",
        "mer",
        "jeu",
        "ven",
        "dim",
    )
)
_HEADER: Final = re.compile(
    r"(?P<title>\S(?:.*\S)?)\s+(?P<day>[0-9]{1,2})(?P<sign>[.-])(?P<month>[^\W\d_]{3,12}|[0-9]{1,2})\.?(?P=sign)(?P<year>[0-9]{4})"
    r"(?:\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}))?\s*"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What such a line says. `strong`: it can hardly be a sentence that ends in a date; `timed`: it says the minute."""

    title: str
    date: str
    strong: bool
    timed: bool


def month(name: str) -> int | None:
    """Give the month of a name in one of the eight languages, or of its first three or more letters; None where unclear.

    `jui` could be June or July in French, so it is neither.
    """
    bare = unicodedata.normalize("NFKD", name.lower())
    folded = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _of(folded, _NAMES)


def weekday(name: str) -> int | None:
    """Give the day of the week (ISO 8601: Monday is 1) of a folded name in one of these languages, or of a short form that is nobody's name."""
    return _of(name, _WEEKDAYS) if len(name) > _SHORT or name in _SHORT_DAYS else None


def _of(folded: str, names: Sequence[str]) -> int | None:
    split = [one.split() for one in names]
    whole = [number for number, some in enumerate(split, 1) if folded in some]
    fitting = whole or [
        number for number, some in enumerate(split, 1) if any(one.startswith(folded) for one in some)
    ]
    return fitting[0] if len(fitting) == 1 and len(folded) >= 3 else None  # noqa: PLR2004 - "m" is no month


def header(line: str) -> Header | None:
    """Read a line as the head of a comment; None where it is none.

    Raises:
        ValueError: it looks like one, but there is no such day.
    """
    match = _HEADER.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    if match is None:
        return None
    numbers = match["month"].isdecimal()  # only with a time: else it is a sentence more often than not
    number = int(match["month"]) if numbers and match["hour"] else month(match["month"])
    if number is None:
        return None
    clock = f"T{int(match['hour']):02}:{match['minute']}" if match["hour"] else ""
    date = f"{match['year']}-{number:02}-{int(match['day']):02}{clock}"
    moment(date)
    title = match["title"]
    quoted = len(title) > 2 and title[0] == title[-1] == '"'  # noqa: PLR2004 - two quotes with something between
    return Header(
        title[1:-1].strip() if quoted else title, date, strong=quoted or bool(clock), timed=bool(clock)
    )
