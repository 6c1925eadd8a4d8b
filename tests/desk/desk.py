"""An editor's way through the desk's door, as a browser without JavaScript walks it."""

import re
import time
from base64 import b32decode
from dataclasses import dataclass, field
from html import unescape

from django.test import Client
from django_otp.oath import TOTP

from handbill.actions.act import Act
from handbill.actions.comment import comment
from handbill.actions.invite import invite as verb
from handbill.actions.publish import publish
from handbill.desk.invitations import invite
from handbill.desk.models import Account
from handbill.desk.visit import Visit, begin

TEXT = {"title": "The well is dry", "body": "Since Monday, nothing.", "format": "text"}
PASSWORD = "the river is high again"
HEADERS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


def publish_all() -> None:
    """Article 1 with comment 2, and article 3."""
    publish(Act.author(), TEXT, "a" * 64)
    comment(Act.author(), 1, {"body": "It is not.", "format": "text"}, "b" * 64)
    publish(Act.author(), {**TEXT, "title": "Rent meeting"}, "c" * 64)


def token_in(response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()[:2000]
    return found[1]


def shown_in(response) -> dict[str, str]:
    """What the page of an item says that it shows, to be sent back with a decision; other pages say nothing."""
    found = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    return {"seen": found[1]} if found else {}


def key_in(response) -> bytes:
    found = re.search(r'<code dir="ltr" translate="no">([A-Z2-7 ]+)</code>', response.content.decode())
    assert found
    return b32decode(found[1].replace(" ", ""))


def codes_in(response) -> list[str]:
    return re.findall(r"<li><code>([0-9a-z-]{19})</code></li>", response.content.decode())


def words(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


@dataclass
class Browser:
    """A browser with a cookie jar, and an authenticator whose codes are each used once."""

    client: Client = field(default_factory=lambda: Client(headers=HEADERS))
    key: bytes = b""
    step: int = 0
    codes: list[str] = field(default_factory=list)  # to recover with, where a test keeps them

    def code(self, *, again: bool = False) -> str:
        """A code of the present that was not used before; `again` gives the last one."""
        totp = TOTP(self.key)
        totp.time = time.time()
        if not again:
            self.step = max(self.step + 1, totp.t())
        totp.time = self.step * 30
        return f"{totp.token():06d}"

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, seen: str = "", **values):
        """Open the page `seen` (the same address, if none is named) and send its form."""
        page = self.get(seen or path)
        return self.client.post(path, {"token": token_in(page), **shown_in(page), **values})

    def enrol(self, path: str, name: str):
        page = self.get(path)
        self.key = key_in(page)
        fields = {"name": name, "password": PASSWORD, "again": PASSWORD, "code": self.code()}
        return self.client.post(path, {"token": token_in(page), **fields})

    def sign_in(self, name: str, **other):
        return self.post(
            "/desk/sign-in/", **{"name": name, "password": PASSWORD, "code": self.code(), **other}
        )


def editor(name: str) -> Browser:
    """Invite someone, make their account, sign them in."""
    browser = Browser()
    assert browser.enrol("/" + invite(Act.site(), name), f"{name}-signs-in").status_code == 200
    assert browser.sign_in(f"{name}-signs-in").status_code == 303
    return browser


def invite_only(name: str) -> None:
    """Invite someone who never comes."""
    verb(Act.site(), name)


def signed_in(name: str) -> Browser:
    """The same without the two slow hashes: an account that no password opens, and its session."""
    return signed_in_again(
        Account.objects.create(
            name=f"{name}-signs-in".casefold(), editor=verb(Act.site(), name), password="!"
        )
    )


def signed_in_again(account: Account) -> Browser:
    """Another browser of the same editor."""
    browser = Browser()
    browser.client.cookies["desk"] = begin(account, Visit("0" * 32)).key
    return browser
