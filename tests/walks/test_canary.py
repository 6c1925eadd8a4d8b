"""It knows nobody: of clients that say who they are, each from its own address, no byte is left, whatever was answered or broke."""

import base64
import contextlib
import hashlib
import os
import re
import secrets
import signal
import socket
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handbill import limits
from handbill.settings import Media
from tests.walks.canary import SEEN_ANYWHERE, Client, blob, kept
from tests.walks.site import Site, free_port, handbill, soon

SOME, ALL = 6, 1000
HALF = "POST /publish/ HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000\r\n{said}\r\n\r\n"


@dataclass
class Use:
    """What clients did at a site, and with which statuses they were answered."""

    site: Site
    statuses: set[int] = field(default_factory=set)
    tokens: dict[int, str] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    receipts: list[str] = field(default_factory=list)

    def was(self, answer: tuple[int, bytes]) -> str:
        self.statuses.add(answer[0])
        return answer[1].decode("utf-8", "replace")

    def reads(self, it: Client) -> None:
        """Pages, feeds, the record, what is not there, the search; and the form for an article."""
        site = self.site
        for path in (
            "feed.atom",
            "record/checkpoint",
            "about.html",
            f"nothing/{it.own('path')}?{it.own('query')}",
        ):
            self.was(it.ask(site, f"GET /{path}"))
        self.heads.add(re.sub(r"\r\nDate:[^\r]*", "", self.was(it.ask(site, "HEAD /guidelines.html"))))
        self.was(it.ask(site, f"GET /search/?q={it.own('question')}"))
        self.was(it.ask(site, "GET /desk/"))
        self.tokens[it.number] = token_in(self.was(it.ask(site, "GET /publish/")))

    def writes(self, it: Client) -> None:
        """An article, first with a picture, which is not taken; a comment, a complaint, the receipt; by a program."""
        site, token = self.site, self.tokens[it.number]
        text = {
            "title": f"Gauge {it.number}",
            "body": f"At weir {it.number} the water stood {it.number * 7} cm high.",
        }
        self.was(it.form(site, "/publish/", {**text, "token": token}, picture=True))
        page = self.was(it.form(site, "/publish/", {**text, "token": token}))
        receipt, number = re.search(r'id="receipt">([^<]+)<', page), re.search(r'data-number="(\d+)"', page)
        assert receipt, page
        assert number, page
        self.receipts.append(receipt[1].replace(" ", ""))
        self.was(it.form(site, "/receipt/", {"receipt": receipt[1], "action": "show"}))
        complaint = token_in(self.was(it.ask(site, f"GET /complain/{number[1]}/")))
        self.was(it.form(site, f"/complain/{number[1]}/", {"text": "It is wrong.", "token": complaint}))
        self.was(
            it.form(site, f"/comment/{number[1]}/", {"body": "So it was.", "token": "none"}, picture=True)
        )
        self.was(it.program(site, "/api/v1/articles", {**text, "altcha": it.own("typed")}))

    def is_refused(self, it: Client) -> None:
        """In every way that there is."""
        site, long = self.site, "x" * 9000
        self.was(it.form(site, "/desk/sign-in/", {"name": it.own("typed"), "password": it.own("typed")}))
        self.was(it.form(site, "/receipt/", {"receipt": it.own("typed")}, picture=True))
        self.was(it.ask(site, f"DELETE /publish/?{it.own('query')}"))
        self.was(it.ask(site, f"PUT /{it.own('path')}.html"))
        self.was(it.ask(site, f"GET /{it.own('path')}{long}"))
        self.was(it.ask(site, "GET /", f"X-Long: {it.own('long')}{long}"))
        self.was(it.ask(site, f"GET /%zz{it.own('path')}"))
        self.was(it.ask(site, f"BREW /comment/{it.number + 9999}/"))
        self.was(it.ask(site, f"get /{it.own('path')}"))
        self.was(it.ask(site, f"GET /comment/{it.number + 9999}/"))
        self.was(
            it.ask(site, "POST /publish/", "Sec-Fetch-Site: cross-site", body=it.picture, kind="image/jpeg")
        )
        self.was(it.ask(site, "POST /publish/", body=it.picture, kind="image/jpeg"))
        self.was(it.ask(site, "POST /publish/", body=it.picture, kind="multipart/form-data"))

    def floods(self, it: Client) -> None:
        """One sends more than one may: for its address alone the door is closed for a while."""
        self.was(it.ask(self.site, "POST /publish/", f"Content-Length: {Media().request + 1}"))
        for _ in range(limits.POSTS_BURST + 3):
            self.was(it.form(self.site, "/receipt/", {"receipt": it.own("typed")}))

    def finds_ours_broken(self, it: Client, receipt: str) -> None:
        """A row that no program of ours would write: the answer is 500, and the operator is told where."""
        with contextlib.closing(
            sqlite3.connect(self.site.folder / "data/handbill.sqlite3", timeout=20)
        ) as tables:
            asked = "FROM newswire_version v JOIN newswire_article a ON a.number = v.number ORDER BY v.id DESC LIMIT 1"
            row, _number, fields = tables.execute(f"SELECT v.id, v.number, v.fields {asked}").fetchone()
            with broken(tables, row, fields):
                self.was(
                    it.form(self.site, "/receipt/", {"receipt": receipt, "action": "show"}, picture=True)
                )

    def is_cut_off(self, clients: list[Client], *, whole: bool) -> None:
        """The app is killed while they send, or with `whole` all that serves; then the doors are closed for a moment, and open again."""
        with contextlib.ExitStack() as stack:
            for it in clients:
                door = stack.enter_context(
                    socket.create_connection(
                        ("127.0.0.1", self.site.port), source_address=(str(it.address), 0)
                    )
                )
                said = "\r\n".join(f"{name}: {value}" for name, value in it.told.items())
                door.sendall(HALF.format(said=said).encode() + it.picture)
            for process in below(self.site.process.pid):
                if not whole and b"handbill.wsgi" not in Path(f"/proc/{process}/cmdline").read_bytes():
                    continue
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)

            def opened() -> bool:
                with contextlib.suppress(ConnectionError):
                    self.was(clients[0].ask(self.site, "GET /publish/"))
                    return max(self.statuses) >= 503
                return False

            with contextlib.suppress(AssertionError):
                soon(opened)
        soon(lambda: clients[1].ask(self.site, "GET /search/?q=well")[0] == 200)


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


@contextlib.contextmanager
def broken(tables: sqlite3.Connection, row: int, fields: str) -> Iterator[None]:
    tables.execute("UPDATE newswire_version SET fields = '{' WHERE id = ?", (row,))
    tables.commit()
    yield
    tables.execute("UPDATE newswire_version SET fields = ? WHERE id = ?", (fields, row))
    tables.commit()


def below(process: int) -> Iterator[int]:
    """The processes that one has started, and those that they have."""
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield from below(int(child))
        yield int(child)


def everything(site: Site, since: float, *, whole: bool) -> bytes:
    """All that is left: the site, its log, shared memory; with `whole` its temporary folder, a copy of the database, an export, a backup."""
    beside = site.folder.parent
    places = [site.folder, beside / f"{site.folder.name}.log"]
    if whole:
        with contextlib.closing(sqlite3.connect(site.folder / "data/handbill.sqlite3")) as tables:
            tables.execute("VACUUM INTO ?", (str(beside / "copy"),))
        handbill("export", site.folder, beside / "export.jsonl.gz")
        handbill("backup", site.folder, beside / "wire.backup")
        with tarfile.open(beside / "wire.backup") as tar:
            tar.extractall(beside / "unpacked", filter="data")
        places = [beside]
    return blob([*places, *(it for it in Path("/dev/shm").iterdir() if it.is_file())], since)


def used(site: Site, count: int, *, whole: bool) -> tuple[Use, str, list[Client]]:
    mark = "Qz" + secrets.token_urlsafe(6).replace("_", "W").replace("-", "K") + "vX"
    clients = [Client(number, mark) for number in range(count)]
    use = Use(site)
    begun = time.monotonic()
    for it in clients:
        use.reads(it)
    for it in clients[:: max(1, count // 100)]:
        use.is_refused(it)
    soon(lambda: time.monotonic() > begun + limits.ARTICLE_FORM_AGE + 1)  # as long as writing takes
    for it in clients:
        use.writes(it)
    use.floods(clients[2])
    use.finds_ours_broken(clients[1], use.receipts[-1])
    use.is_cut_off(clients[:3], whole=whole)
    return use, mark, clients


ANSWERED = {200, 201, 303, 400, 403, 404, 405, 413, 414, 415, 422, 429, 431, 500, 503}
SECONDS = re.compile(rb"\d\d:\d\d:(?!00)\d\d")
TO_THE_SECOND = {
    ("desk_attempt", "until"): "when a name may be tried again",
    ("desk_spent_challenge", "until"): "when a challenge is too old anyway",
    ("otp_totp_totpdevice", "created_at"): "the authenticator's own table",
    **{
        ("record_clock", name): "the worker's look at the machine's clock, once an hour"
        for name in ("seen_at", "looked_at", "doubted_at")
    },
    ("django_migrations", "applied"): "when the site was founded or upgraded",
}


def no_seconds(site: Site) -> list[str]:
    """Times are to the minute, in rows, in published files, in the log."""
    found = []
    with contextlib.closing(sqlite3.connect(site.folder / "data/handbill.sqlite3")) as tables:
        for (table,) in tables.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = tables.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in rows.description]
            for row in rows:
                found += [
                    f"{table}.{name}: {value}"
                    for name, value in zip(names, row, strict=True)
                    if isinstance(value, str)
                    and SECONDS.search(value.encode())
                    and (table, name) not in TO_THE_SECOND
                ]
    for file in [*site.public.rglob("*"), site.folder.parent / f"{site.folder.name}.log"]:
        if file.suffix in {".html", ".json", ".atom", ".rss", ".xml", ".log"}:
            found += [f"{file}: {it!r}" for it in SECONDS.findall(file.read_bytes())]
    return found


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Site]:
    """A newswire as it comes, with temporary files of its own."""
    port, folder = free_port(), tmp_path / "wire"
    (tmp_path / "tmp").mkdir()
    handbill("new", folder, "--name", "Millbrook Wire", "--address", f"http://127.0.0.1:{port}/")
    site = Site.run(folder, port, TMPDIR=str(tmp_path / "tmp"))
    yield site
    site.end()


def knows_nobody(site: Site, count: int, *, whole: bool) -> None:
    since = time.time() - 600
    use, mark, clients = used(site, count, whole=whole)
    assert use.statuses >= ANSWERED, ANSWERED - use.statuses
    assert len(use.heads) == 1, use.heads  # no header differs by reader
    found = everything(site, since, whole=whole)
    assert len(found) > 1_000_000
    assert kept(found, mark, clients) == []
    for receipt in use.receipts:
        assert receipt.encode() not in found
        assert " ".join(receipt[at : at + 4] for at in range(0, 32, 4)).encode() not in found
    assert no_seconds(site) == []
    assert "12 marked requests were sent to the site" in handbill("doctor", site.folder, "--privacy")
    for process in below(site.process.pid):
        assert "Max core file size        0 " in Path(f"/proc/{process}/limits").read_text()


def test_of_some_nothing_is_left(wire: Site) -> None:
    knows_nobody(wire, SOME, whole=False)


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_of_a_thousand_nothing_is_left(alone: Site) -> None:
    knows_nobody(alone, ALL, whole=True)


def test_whatever_was_kept_would_be_found() -> None:
    """The search finds each of these, in the middle of other bytes."""
    it = Client(7, "Qzab12CD34vX")
    others = [Client(number, it.mark) for number in range(8, 8 + SEEN_ANYWHERE)]
    agent, serial = it.told["User-Agent"].encode(), it.own("camera").encode()
    left = [
        *(agent, serial, agent.hex().encode(), serial.decode().encode("utf-16-le"), agent.lower()),
        *(base64.b64encode(b"x" * shift + agent) for shift in range(3)),
        *(
            hashlib.sha256(agent).digest(),
            hashlib.md5(serial).hexdigest().encode(),
            hashlib.sha1(it.picture).digest(),
        ),
        *(
            f"client: {it.address}".encode(),
            it.told["X-Forwarded-For"].encode(),
            hashlib.md5(it.address.packed).digest(),
        ),
        *(
            b"".join(b"\1" + one.address.packed for one in others),
            hashlib.sha256(str(it.address).encode()).digest(),
        ),
    ]
    for one in left:
        assert kept(b"\0\0\0\0/a/file\0\0\0\0" + b"." * 50 + one + b"." * 50, it.mark, [it, *others]), one
    assert kept(b"." * 999 + it.address.packed, it.mark, [it]) == []
