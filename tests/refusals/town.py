"""A town in which everything is in some state, and who knocks at its doors: as an editor, as a steward, and from outside."""

import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from handbill import headers, settings
from handbill.actions.act import Act
from handbill.actions.close import close
from handbill.actions.comment import comment
from handbill.actions.dismiss import dismiss
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.invite import invite as verb
from handbill.actions.publish import publish
from handbill.actions.redact import redact
from handbill.actions.withdraw import withdraw
from handbill.desk.invitations import invite
from handbill.desk.models import Account, Invitation, ReadyText, Session
from handbill.desk.visit import Visit, begin
from handbill.front.last_look import guarded
from handbill.guard.receipt import digest
from handbill.guard.verdict import PASS, Verdict
from handbill.newswire.editor import STEWARD
from handbill.settings import Media
from tests.desk.desk import PASSWORD

STATES: Final = ("listed", "slow", "closed", "hidden", "held", "withdrawn", "redacted")
HOST: Final = "wire.example"
OWN: Final = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
CODES: Final = {
    name: f"{number:032x}" for number, name in enumerate(("invited", "used", "old", "of-a-dismissed"))
}
OUTSIDE: Final = (
    "a stranger",
    "a cookie made up",
    "no cookie at all",
    "signed in twelve hours ago",
    "not here for two hours",
    "signed out",
    "dismissed",
    "an account that is closed",
    "an editor's cookie under another name",
    "an editor's cookie in capitals",
)
"""Whoever is not signed in, or not any more."""
BARE: Final = frozenset({OUTSIDE[2], *OUTSIDE[-2:]})
"""Who has no cookie of the desk's, so that no token can be theirs."""
INSIDE: Final = ("editor", "steward")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Town:
    """Its items by state, each with its receipt, and the cookie of everybody."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"unknown": 9999, "first": 1}
        self.receipts: dict[str, str] = {"unknown": "e" * 32}
        self.keys: dict[str, str] = {}
        self.app = guarded(WSGIHandler(), Media().request)
        self._items()
        self._editors()
        self._invitations()
        ReadyText.objects.create(language="en", text="It is a repeat.")

    def _items(self) -> None:
        for state in STATES:
            verdict = Verdict("slow", "Many came.") if state == "slow" else PASS
            text = {"title": f"The well, {state}", "body": "Since Monday, nothing.", "format": "text"}
            self.numbers[state] = publish(Act.author(), text, self._receipt(state), verdict=verdict).number
        for state in ("comment-listed", "comment-hidden"):
            said = {"body": f"It is not, {state}.", "format": "text"}
            receipt = self._receipt(state)
            self.numbers[state] = comment(Act.author(), self.numbers["listed"], said, receipt).number
        act = Act.site()
        close(act, self.numbers["closed"], "Enough.")
        hide(act, self.numbers["hidden"], 1, "Rude.")
        hide(act, self.numbers["comment-hidden"], 1, "Rude.")
        hold(act, self.numbers["held"], 1, "It waits.")
        withdraw(Act.author(), self.numbers["withdrawn"])
        redact(act, self.numbers["redacted"], 1, "A name.")

    def _receipt(self, state: str) -> str:
        self.receipts[state] = f"{len(self.receipts):032x}"
        return digest(self.receipts[state])

    def _editors(self) -> None:
        for name, role in (("steward", STEWARD), ("editor", "")):
            self.keys[name] = self._signed_in(name, role)
        for name in OUTSIDE:
            self.keys[name] = self._signed_in(name)
        now = timezone.now().replace(second=0, microsecond=0)
        self._of("signed in twelve hours ago").update(began=now - timedelta(hours=12))
        self._of("not here for two hours").update(used=now - timedelta(hours=2, minutes=1))
        self._of("signed out").delete()
        gone = self._of("dismissed").get()
        dismiss(Act.site(), gone.account.editor.number, "Moved away.")
        Session.objects.get_or_create(
            key=gone.key, defaults={"account": gone.account, "began": now, "used": now}
        )
        Account.objects.filter(name="an account that is closed").update(is_active=False)
        self.keys["a stranger"], self.keys["a cookie made up"] = "s" * 32, "0" * 32
        self.keys["an editor's cookie under another name"] = self.keys["editor"]
        self.keys["an editor's cookie in capitals"] = self.keys["editor"].upper()
        assert Account.objects.count() == len(self.keys)

    def _of(self, name: str) -> Any:
        return Session.objects.filter(account__name=name)

    @staticmethod
    def _signed_in(name: str, role: str = "") -> str:
        account = Account.objects.create(
            name=name,
            editor=verb(Act.site(), f"desk {name}", role),
            password=make_password(PASSWORD),
        )
        return begin(account, Visit("0" * 32)).key

    def _invitations(self) -> None:
        for name, code in CODES.items():
            invite(Act.site(), name)
            row = Invitation.objects.get(editor__name=name)
            row.code = digest(code)
            row.used = name == "used"
            if name == "old":
                row.expires_at = timezone.now() - timedelta(minutes=1)
            row.save()
        dismiss(
            Act.site(),
            Invitation.objects.get(code=digest(CODES["of-a-dismissed"])).editor.number,
            "A mistake.",
        )

    def cookie(self, who: str) -> str:
        """What a browser of theirs would send, everywhere: that it goes to the desk alone is for the doors to see."""
        if who == "no cookie at all":
            return ""
        name = headers.cookie("known" if who.endswith("another name") else "desk", settings.site().address)
        return f"{name}={self.keys[who]}"

    def token(self, who: str) -> str:
        return Visit(self.keys[who]).token()

    def ask(
        self,
        method: str,
        path: str,
        who: str,
        sent: dict[str, Any] | None = None,
        told: Mapping[str, str] = OWN,
        *,
        raw: bool = False,
    ) -> Answer:
        """Ask the app as it is served, without the front. `raw`: a question mark is one of the address too."""
        form = sent is not None and not path.startswith("/api/")
        body = (
            b""
            if sent is None
            else urlencode(sent, doseq=True).encode()
            if form
            else json.dumps(sent).encode()
        )
        path, _, query = (path, "", "") if raw else path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "203.0.113.9",
            "HTTP_HOST": HOST,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if form else "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in told.items()},
        }
        if cookie := self.cookie(who):
            environ["HTTP_COOKIE"] = cookie
        got: list[Any] = []
        request_started.disconnect(close_old_connections)  # it would end what is taken back
        try:
            parts = self.app(environ, lambda status, given, _error=None: got.extend((status, given)))
        finally:
            request_started.connect(close_old_connections)
        return Answer(int(got[0].split(" ")[0]), dict(got[1]), b"".join(parts))


class Writes:
    """Whether a row was written since the last look, if only to be taken back: SQLite counts for us."""

    def __init__(self) -> None:
        self.before = connection.connection.total_changes

    def any(self) -> bool:
        return bool(connection.connection.total_changes != self.before)


@contextmanager
def undone() -> Iterator[Writes]:
    """Everything that happens inside is taken back, so that one town serves for every cell."""
    with transaction.atomic():
        yield Writes()
        transaction.set_rollback(True)
