"""permissions.txt, read; and what is sent for each of its words."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.oath import TOTP

from handbill.desk import seen
from handbill.desk.models import Invitation
from handbill.guard.receipt import digest
from tests.desk.desk import PASSWORD
from tests.refusals.town import CODES, Town

FILE: Final = Path(__file__).with_name("permissions.txt")
_ROW: Final = re.compile(
    r"    (?P<method>GET|POST)(?: (?P<what>[a-z-]+))? *(?:\| (?P<states>[a-z -]+?))? +(?P<each>\d{3}(?:  \d{3}  \d{3})?)"
)
ANY: Final = ""
"""The state of what an address names, where it names nothing."""


@dataclass(frozen=True)
class Row:
    """A line of the table, for one of its states."""

    route: str
    method: str
    what: str
    state: str
    outside: int
    editor: int
    steward: int

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method, self.route, self.what, self.state)))

    def status(self, who: str) -> int:
        return {"editor": self.editor, "steward": self.steward}.get(who, self.outside)


def rows() -> list[Row]:
    found: list[Row] = []
    route = ""
    for line in FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            route = line
            continue
        match = _ROW.fullmatch(line)
        assert match, f"this line of permissions.txt cannot be read: {line}"
        three = [int(one) for one in match["each"].split()]
        states = (match["states"] or ANY).split() or [ANY]
        found += [Row(route, match["method"], match["what"] or "", one, *(three * 3)[:3]) for one in states]
    return found


def routes() -> Iterator[str]:
    """Walk Django's resolver: every address that there is, but the last, which is all others."""
    yield from (plain(route) for route in _walk(get_resolver()) if route)


def _walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _walk(one, route)


def plain(route: str) -> str:
    """An address as the table has it: desk/item/NUMBER/ for desk/^item/(?P<number>...)/$."""
    return (
        re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: found[1].upper(), route)
        .replace("^", "")
        .replace("$", "")
    )


def path(town: Town, row: Row) -> str:
    """An address that names something in that state."""
    number, code = str(town.numbers.get(row.state, 1)), CODES.get(row.state, "f" * 32)
    axis, name = {
        "topic": ("topic", "water"),
        "new-topic": ("topic", "river"),
        "place": ("place", "harbour"),
        "genre": ("genre", "reporting"),
    }.get(row.state, ("genre", "poetry") if "NAME" in row.route else ("topic", ""))
    named = {"<item:number>": number, "NUMBER": number, "<slug:code>": code, "AXIS": axis, "NAME": name}
    named |= {"<slug:key>": "0" * 32, "<str:name>": "1-480.jpg"}
    named |= {"<place:k>": "1"}
    address = row.route
    for word, value in named.items():
        address = address.replace(word, value)
    query = {"question": "?q=well", "name": "?name=river"}.get(row.what, "") if row.method == "GET" else ""
    return f"/{address}{query}"


TEXT: Final = {"title": "The tide", "body": "It was high at noon."}
REASON: Final = {"reason": "It is rude."}
PAGE: Final = {"title": "River", "text": "All about it."}
WORDS: Final[dict[str, dict[str, Any]]] = {
    "article": TEXT,
    "comment": {"body": "It was not."},
    "complaint": {"text": "This is wrong."},
    "nothing": {},
    "show": {"action": "show"},
    "withdraw": {"action": "withdraw"},
    "appeal": {"action": "appeal", "body": "Please look again."},
    "wrong": {"name": "nobody", "password": "not the right one", "code": "123456"},
    "enrol": {
        "name": "otter",
        "password": "the river is high",
        "again": "the river is high",
        "code": "000000",
    },
    "hide-one": {"verb": "hide", "guideline": "1", "action": "decide", **REASON},
    "hide": {"verb": "hide", "guideline": "1", **REASON},
    "unhide": {"verb": "unhide", **REASON},
    "redact": {"verb": "redact", "guideline": "1", **REASON},
    "settle": {"verb": "dismiss"},
    "receive": {"verb": "receive", "text": "Take it down.", "sender": "A lawyer.", "received": "2026-01-02"},
    "mode": {"mode": "surge", "reason": "We expect many."},
    "note": {"text": "All is quiet.", "last": "0"},
    "question": {"text": "Which river?", "answers": "Mill"},
    "ready": {"text": "It is a repeat.", "language": "en"},
    "delete": {"action": "delete", "it": "1"},
    "accept": {"action": "accept", "it": "1", "text": "A crane."},
    "leave": {"action": "leave", "it": "1"},
    "page": {**PAGE},
    "invite": {"action": "invite", "name": "Newcomer"},
    "dismiss": {"action": "dismiss", "number": "5", **REASON},
    "undo": {"action": "undo", "number": "5", **REASON},
    "end-all": {"action": "end", "session": "others", "own": PASSWORD},
    "end-all-without-password": {"action": "end", "session": "others"},
    "codes-without-password": {"action": "codes"},
}
"""What each word of the table sends, beside the token and what the page would have given with the form."""


def sent(town: Town, row: Row, who: str) -> dict[str, Any]:
    """Give a form as whoever it is would send it from the page, with the best token that they could have."""
    told = dict(WORDS[row.what])
    number = town.numbers.get(row.state, 1)
    if "receipt" in row.route:
        told["receipt"] = town.receipts[row.state]
    if row.route.startswith("desk/"):
        told["token"] = town.token(who)
    if (
        row.route == "desk/item/NUMBER/"
        and row.what in {"unhide", "redact"}
        and number != town.numbers["unknown"]
    ):
        told |= {"seen": seen.now(number), "confirm": str(number)}
    if row.state == "invited":
        now = TOTP(bytes.fromhex(Invitation.objects.get(code=digest(CODES["invited"])).totp_key))
        now.time = time.time()
        told["code"] = f"{now.token():06d}"
    if row.what == "hide-one":
        told |= {"number": str(number), f"seen-{number}": seen.now(number)}
    return told
