"""What readers of other programs' texts share: a title that fits, a text that is one, names of topics, dates as those programs write them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_tz
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers.markup import is_html, shortened, words
from handbill.archive.readers.months import month
from handbill.cleaning.names import slug_ok
from handbill.cleaning.text import one_line
from handbill.limits import NAME, TITLE, TOPICS

_SQL: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_W3C: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:\s*[Tt ]\s*([0-9]{1,2}):?([0-9]{2}))?.{0,20}")
_NAMED: Final = re.compile(
    r"\b([0-9]{1,2})\.?[ -]+([^\W\d_]{3,12})\.?[ -]+([0-9]{4})(?:[ ,]+([0-9]{1,2}):([0-9]{2}))?"
)
_WORDS: Final = 12  # of a text, that stand as its title where it has none


def sql_date(said: str) -> str:
    """Give a date as databases keep it, `2007-03-12 14:05:00`; "" where it is none (`0000-00-00 00:00:00`)."""
    match = _SQL.fullmatch(said.strip())
    return _real(match) if match else ""


def feed_date(said: str) -> str:
    """Give a date of a feed, RFC 822 or W3C, with the digits that stand there: the day and hour of its own place; "" where it is none."""
    said = said.strip()
    match = _W3C.fullmatch(said)
    if match:
        return _real(match)
    try:
        parts = parsedate_tz(said[:100])
        if not parts:
            return _named(said[:100])
        at = datetime(*parts[:5])  # noqa: DTZ001 - digits alone
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    timed = ":" in said
    return at.strftime("%Y-%m-%dT%H:%M" if timed else "%Y-%m-%d").zfill(16 if timed else 10)


def _named(said: str) -> str:
    """Read a date whose month has a name in another language: feeds ought not to, and do."""
    match = _NAMED.search(said)
    found = month(match[2]) if match else None
    if match is None or found is None:
        return ""
    clock = f" {match[4]:0>2}:{match[5]}" if match[4] else ""
    return sql_date(f"{match[3]}-{found:02}-{match[1]:0>2}{clock}")


def _real(match: re.Match[str]) -> str:
    year, month, day, hour, minute = match.groups()
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001 - digits alone
    except ValueError:
        return ""
    date = f"{at.year:04}-{at.month:02}-{at.day:02}"
    return f"{date}T{at.hour:02}:{at.minute:02}" if hour else date


@dataclass(slots=True)
class Text:
    """A title and a body that can be taken, and what had to be done for that."""

    title: str
    body: str
    format: str
    done: list[str] = field(default_factory=list)  # "title": it was made of the text; "cut"; "empty"


def text(title: str, html: str, instead: Iterable[str] = (), *, is_text: bool = False) -> Text:
    """Make a title of the text where there is none, and a text of the title where that is all there is; cut a title that is too long.

    `instead`: what may stand for a text that has no words, in this order. `is_text`: it is no HTML, whatever it looks like.
    """
    is_text = is_text or not is_html(html)
    found = Text(title, html, "text" if is_text else "html")
    begins = html.strip() if is_text else words(html)
    if not begins:
        found.body = next((one for one in (*instead, title) if one), "")
        found.format = "text"
        found.done.append("empty")
    if not found.title:
        bare = one_line(begins or found.body)
        found.title = " ".join(bare.split()[:_WORDS])
        found.done.append("title")
    if len(found.title) > TITLE:
        found.title = shortened(found.title, TITLE)
        found.done.append("cut")
    return found


def done(found: Text) -> Iterator[str]:
    """Say what had to be done so that a text could be taken."""
    said = {
        "title": _("it had no title; its first words stand there"),
        "cut": _("its title was too long and was cut"),
        "empty": _("it had no text; what was said of it stands there"),
    }
    return (said[one] for one in found.done)


def left_out(count: int) -> str:
    """Say how many topics of an item were left out."""
    words = ngettext("%(count)d of its topics was left out", "%(count)d of its topics were left out", count)
    return words % {"count": count}


def slug(name: str, given: str = "") -> str:
    """Give the name that a topic has in addresses: the one that it had, else one made of its title; of letters alone that are not a to z, a number."""
    for one in (given.lower(), name):
        bare = unicodedata.normalize("NFKD", one).encode("ascii", "ignore").decode().lower()
        made = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:NAME].strip("-")
        if "%" not in one and slug_ok(made) and len(bare) * 2 >= len(one):
            return made
    return f"t-{sha256(name.encode()).hexdigest()[:10]}" if name else ""


class Topics:
    """The topics of a source: each is told once, when the first article has it."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}

    def of(self, named: Iterable[tuple[str, str]]) -> tuple[list[str], list[tuple[str, str]], int]:
        """Give the slugs of an article's topics (pairs of title and slug), those that are new with their titles, and how many do not fit."""
        found: dict[str, str] = {}
        for name, given in named:
            made = slug(name, given)
            if name and made:
                found.setdefault(made, name)
        kept = dict(list(found.items())[:TOPICS])
        new = [(made, name) for made, name in kept.items() if made not in self.told]
        self.told |= dict(new)
        return list(kept), new, len(found) - len(kept)
