"""What an editor does in a browser."""

import time
from base64 import b32decode

from django_otp.oath import TOTP
from playwright.sync_api import Page

from tests.walks.person import unfold

PASSWORD = "the river is high again"


def send(page: Page, within: str = "main") -> None:
    """Press the last button of a form."""
    button = page.locator(f"{within} button").last
    unfold(button)
    with page.expect_navigation():
        button.click()


def enrol(page: Page, name: str) -> None:
    """Make an account on the page of an invitation, and sign in with it."""
    totp = TOTP(b32decode(page.inner_text(".code code").replace(" ", "")))
    totp.time = time.time()
    fields = {"name": name, "password": PASSWORD, "again": PASSWORD, "code": f"{totp.token():06d}"}
    for field, words in fields.items():
        page.fill(f'[name="{field}"]', words)
    send(page)
    with page.expect_navigation():
        page.locator("main a.button").click()
    totp.time = 30 * (totp.t() + 1)  # a code is good once; the next one is good already
    for field, words in {"name": name, "password": PASSWORD, "code": f"{totp.token():06d}"}.items():
        page.fill(f'[name="{field}"]', words)
    send(page, "#form")


def decide(page: Page, url: str, number: int, verb: str, **fields: str) -> None:
    """Make a decision about an item, and be told that it is made."""
    page.goto(f"{url}desk/item/{number}/")
    form = page.locator(f'details:has(input[name="verb"][value="{verb}"])')
    form.locator("summary").first.click()
    for name, words in fields.items():
        at = form.locator(f'[name="{name}"]')
        if name == "guideline":
            at.select_option(words)
        else:
            at.fill(words)
    with page.expect_navigation() as going:
        form.locator("button").click()
    assert going.value.status == 200
    assert page.locator(".done").is_visible()
