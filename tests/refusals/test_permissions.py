"""Every address x method x role x state, asked for; what strangers may not do stores nothing, and GET changes nothing."""

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from handbill import settings
from handbill.headers import headers
from handbill.record.behind import Watch
from handbill.settings import Settings
from tests.actions.tables import dump
from tests.refusals.table import Row, path, routes, rows, sent
from tests.refusals.town import BARE, INSIDE, OUTSIDE, OWN, Answer, Town, undone
from tests.test_house import assert_none

pytestmark = pytest.mark.once  # who may do what hangs on no engine

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW")
SOME = ("a stranger", "editor", "steward")
BEEN_HERE = {"desk_session", "desk_presence", "desk_attendance", "desk_day", "guard_attended"}
"""Tables that say that an editor was at the desk, and no more."""
TRIES = "desk_attempt"
"""Counts who proves in vain who they are."""
INLINE = re.compile(rb"<style|<script(?! src=)|<[^>]* (?:style|on[a-z]+)=|javascript:", re.IGNORECASE)
TRYING = {"wrong", "codes-without-password", "end-all-without-password"}


@pytest.fixture
def town(site: Settings) -> Iterator[Town]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield Town()


def once_each() -> list[Row]:
    """One row for each address: for what does not look at the state."""
    return list({row.route: row for row in reversed(rows())}.values())


def everybody(row: Row) -> tuple[str, ...]:
    """Who asks: at the desk all of them; no cookie comes to the other doors, so there some will do."""
    return (*OUTSIDE, *INSIDE) if row.route.startswith("desk/") else SOME


def expected(row: Row, who: str) -> int:
    if who in BARE and row.method == "POST" and row.route.startswith("desk/"):
        return 403  # a token hangs on a cookie
    return row.status(who)


def files(folder: Path) -> dict[str, str]:
    """The bytes of the whole site, its databases' too: what waits beside them is put into them first."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def differing(before: dict[str, list[str]]) -> set[str]:
    after = dump()
    return {name for name in after if after[name] != before[name]}


def bad_cookie(row: Row, answer: Answer, *, https: bool = False) -> bool:
    """It is for this host, for no script, for no other site, below /desk/; by https alone where the site has it."""
    said = answer.headers.get("Set-Cookie", "")
    good = {"Path=/desk/", "HttpOnly", "SameSite=Strict"} | ({"Secure"} if https else set())
    return (
        bool(said)
        and "Max-Age=0" not in said
        and (
            not row.route.startswith("desk/") or not good <= set(said.split("; ")) or "domain" in said.lower()
        )
    )


def told_badly(answer: Answer) -> bool:
    """Every header of the one table is there, and nothing in the page that it would forbid."""
    return not headers("dynamic").items() <= answer.headers.items() or bool(INLINE.search(answer.body))


def test_every_address_has_its_rows() -> None:
    there, table = set(routes()), {row.route for row in rows()}
    assert table == there, f"no row: {sorted(there - table)}; no such address: {sorted(table - there)}"
    assert len(there) > 25
    cells = [(row.route, row.method, row.what, row.state) for row in rows()]
    assert len(cells) == len(set(cells))


def test_every_cell_that_is_read(town: Town, site: Settings) -> None:
    """From outside not one byte of the site changes by it; an editor's visit is noted, and nothing else."""
    wrong = []
    bytes_before, rows_before = files(site.folder), dump()
    for who in (*OUTSIDE, *INSIDE):
        if who == INSIDE[0]:
            assert differing(rows_before) == set()
            assert files(site.folder) == bytes_before
        for row in rows():
            if row.method == "GET" and who in everybody(row):
                answer = town.ask("GET", path(town, row), who)
                if answer.status != expected(row, who) or bad_cookie(row, answer) or told_badly(answer):
                    wrong.append(f"{row} by {who}: {answer.status}, {answer.headers}")
                head = town.ask("HEAD", path(town, row), who) if who in SOME else answer
                if head.status != answer.status or (head is not answer and head.body):
                    wrong.append(f"HEAD of {row} by {who}: {head.status}")
    assert_none(wrong)
    assert differing(rows_before) <= BEEN_HERE
    assert {name for name, said in files(site.folder).items() if said != bytes_before.get(name)} <= {
        "data/handbill.sqlite3"
    }


def test_every_cell_that_is_sent(town: Town) -> None:
    """Whoever is refused has stored nothing; an editor nothing but that they were there, and who signs in in vain that they tried."""
    wrong = []
    for row in rows():
        for who in everybody(row) if row.method == "POST" else ():
            refused = expected(row, who) >= 400
            looked = refused and (who in SOME[:2] or row.status(who) != row.outside)
            with undone() as writes:
                before = dump() if looked else {}
                answer = town.ask("POST", path(town, row), who, sent(town, row, who))
                stored = differing(before) - BEEN_HERE if looked else set()
                if refused and not looked and row.route.startswith("desk/"):
                    stored |= {"a row"} if writes.any() and row.what not in TRYING else set()
            if answer.status != expected(row, who) or bad_cookie(row, answer) or stored - {TRIES}:
                wrong.append(f"{row} by {who}: {answer.status} {stored}")
            if TRIES in stored and row.what not in TRYING:
                wrong.append(f"{row} by {who}: {stored}")
    assert_none(wrong)


def test_other_methods_are_refused(town: Town) -> None:
    """Also where a header or a field claims that the method is another one."""
    wrong = []
    there = {(row.route, row.method) for row in rows()}
    for row in once_each():
        address = path(town, row).partition("?")[0]
        allowed = {method for method in ("GET", "POST") if (row.route, method) in there}
        for who in ("a stranger", "steward") if row.route.startswith("desk/") else ("steward",):
            for method in set(METHODS) - allowed - ({"HEAD"} if "GET" in allowed else set()):
                with undone() as writes:
                    answer = town.ask(method, address, who, {"action": "x"})
                    wrote = writes.any()
                allow = set(answer.headers.get("Allow", "").split(", ")) - {"HEAD"}
                if (answer.status, allow, wrote) != (405, allowed, False):
                    wrong.append(f"{method} {row.route} by {who}: {answer.status}, {allow}, {wrote}")
            for method in allowed:
                with undone():
                    plainly = town.ask(method, address, who, {} if method == "POST" else None)
                for claim in {"POST", "DELETE"} - {method}:
                    told = {
                        "X-HTTP-Method-Override": claim,
                        "X-HTTP-Method": claim,
                        "X-Method-Override": claim,
                    }
                    given = {"_method": claim, "method": claim} if method == "POST" else None
                    with undone():
                        answer = town.ask(
                            method, f"{address}?_method={claim}", who, given, told={**OWN, **told}
                        )
                    if answer.status != plainly.status:
                        wrong.append(f"{method} {row.route} by {who} as {claim}: {answer.status}")
    assert_none(wrong)


def variants(address: str) -> Iterator[str]:
    """Other ways to write an address, as they reach the app: none is another way in."""
    yield address.rstrip("/") if address.endswith("/") else address + "/"
    yield address + "/"
    yield "/" + address
    yield address.replace("/", "//")
    yield address.swapcase()
    yield from (address + end for end in (".", ";a=b", "%2F", "%2f..", "\0", "?", " "))
    yield address.replace("/", "\\")
    yield from (f"{before}{address}" for before in ("/.", "/publish/..", "/look/..", "/%2e"))
    yield (
        address.replace("e", "\N{FULLWIDTH LATIN SMALL LETTER E}").encode().decode("latin-1")
    )  # as WSGI has it


def test_no_other_way_to_write_an_address_leads_there(town: Town) -> None:
    wrong = []
    for row in once_each():
        address = path(town, row).partition("?")[0]
        for other in set(variants(address)) - {address}:
            with undone() as writes:
                given = sent(town, row, "steward") if row.method == "POST" else None
                answer = town.ask(row.method, other, "steward", given, raw=True)
                if answer.status != 404 or writes.any():
                    wrong.append(f"{row.method} {other}: {answer.status}")
    assert_none(wrong)


ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": OWN["Origin"]},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": f"{OWN['Origin']}:81", "Sec-Fetch-Site": "same-origin"},
    {"Origin": f"{OWN['Origin']}.evil.example"},
    {"Origin": "http://["},
)


def test_nothing_is_taken_from_a_page_of_another_site(town: Town) -> None:
    """At every door, whoever sends it, with the right token too."""
    wrong = []
    for row in {(row.route, row.what): row for row in rows() if row.method == "POST"}.values():
        for who in ("a stranger", "steward"):
            given = sent(town, row, who)
            for told in ELSEWHERE:
                with undone() as writes:
                    answer = town.ask("POST", path(town, row), who, given, told)
                    if answer.status != 403 or writes.any():
                        wrong.append(f"{row} by {who}, {told}: {answer.status}")
    for row in once_each():
        for method in ("PUT", "PATCH", "DELETE"):
            answer = town.ask(method, path(town, row), "steward", {}, ELSEWHERE[0])
            if answer.status != 403:
                wrong.append(f"{method} {row}: {answer.status}")
    assert_none(wrong)


def test_a_program_says_nothing_of_where_it_is(town: Town) -> None:
    for told in ({}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}):
        with undone():
            assert (
                town.ask("POST", "/publish/", "a stranger", {"title": "t", "body": "b"}, told).status == 201
            )


def test_while_the_database_is_behind_every_door_is_closed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, "look", lambda *_any: True)
    wrong = []
    for row in once_each():
        for who in SOME:
            with undone() as writes:
                given = sent(town, row, who) if row.method == "POST" else None
                answer = town.ask(row.method, path(town, row), who, given)
                if answer.status != 503 or "Retry-After" not in answer.headers or writes.any():
                    wrong.append(f"{row} by {who}: {answer.status}")
    assert_none(wrong)


def test_where_the_site_has_https_cookies_are_for_it_alone(town: Town, site: Settings) -> None:
    settings.use(dataclasses.replace(site, address="https://wire.example/"))
    answers = [(row, town.ask("GET", path(town, row), who)) for row in once_each() for who in SOME[:2]]
    assert any("Set-Cookie" in answer.headers for _row, answer in answers)
    assert_none(f"{row}: {answer.headers}" for row, answer in answers if bad_cookie(row, answer, https=True))
