"""Passkeys in a real browser, with an authenticator that it plays itself (WebAuthn domain of the DevTools protocol)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.walks.editor import PASSWORD, enrol, send
from tests.walks.site import Site, handbill

TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def devices(page: Page) -> tuple[CDPSession, str]:
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made: dict[str, Any] = line.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})
    return line, made["authenticatorId"]


def home(site: Site) -> str:
    """Where passkeys of a site on this machine live."""
    return site.url.replace("127.0.0.1", "localhost")


def arrive(page: Page, site: Site, name: str, signs_in: str) -> None:
    page.goto(handbill("editor", site.folder, "invite", name).strip().replace("127.0.0.1", "localhost"))
    enrol(page, signs_in)
    assert page.url == f"{home(site)}desk/"


def test_a_passkey_is_added_used_and_removed(page: Page, wire: Site):
    arrive(page, wire, "Kestrel", "kestrel nest")
    line, device = devices(page)
    page.goto(f"{home(wire)}desk/account/")
    assert page.locator("[data-without]").is_hidden()
    for name in ("telephone", "the key on the ring"):
        page.click("text=Add a passkey")
        page.fill("#passkey-name", name)
        page.fill("#passkey-own", PASSWORD)
        with page.expect_navigation():
            page.locator("#passkey button").click()
        assert "The passkey is there" in page.inner_text(".done")
        (kept,) = line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        assert (kept["isResidentCredential"], kept["rpId"]) == (True, "localhost")
        line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
        device = line.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})["authenticatorId"]
    line.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": kept})
    sign_out(page)
    with page.expect_navigation():
        page.locator("#passkey button").click()
    assert page.url == f"{home(wire)}desk/"
    assert "Kestrel" in page.inner_text(".signed")

    page.goto(f"{home(wire)}desk/account/")
    page.get_by_role("radio", name="the key on the ring").check()
    page.fill("#remove-own", PASSWORD)
    with page.expect_navigation():
        page.press("#remove-own", "Enter")
    assert "telephone" in page.inner_text("main")
    assert "the key on the ring" not in page.inner_text("main")
    sign_out(page)
    with page.expect_navigation():
        page.locator("#passkey button").click()
    assert "This passkey did not open the desk" in page.inner_text("main")


def test_a_passkey_that_is_not_made_is_told_and_nothing_typed_is_lost(page: Page, wire: Site):
    arrive(page, wire, "Merlin", "merlin heath")
    devices(page)
    page.goto(f"{home(wire)}desk/account/")
    page.click("text=Add a passkey")
    page.fill("#passkey-name", "telephone")
    page.fill("#passkey-own", "not the password")
    with page.expect_navigation():
        page.locator("#passkey button").click()
    assert "This is not your password." in page.inner_text("main")
    assert page.locator("#passkey-name").input_value() == "telephone"
    page.fill("#passkey-own", PASSWORD)
    with page.expect_navigation():
        page.locator("#passkey button").click()
    assert "The passkey is there" in page.inner_text(".done")
    page.click("text=Add a passkey")  # the same telephone again: the browser refuses
    page.fill("#passkey-name", "telephone too")
    page.fill("#passkey-own", PASSWORD)
    page.locator("#passkey button").click()
    page.wait_for_selector("#passkey > .error:visible")
    assert "No passkey was made" in page.inner_text("#passkey")
    assert page.locator("#passkey-name").input_value() == "telephone too"


def test_without_scripts_nothing_is_missed(chromium: Browser, wire: Site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    arrive(page, wire, "Hobby", "hobby heath")
    page.goto(f"{home(wire)}desk/account/")
    assert page.locator("[data-without]").is_visible()
    page.click("text=Add a passkey")
    assert page.locator("#passkey").is_hidden()
    sign_out(page)
    assert page.locator('[name="password"]').is_visible()
    assert page.locator("#passkey").count() == 0 or page.locator("#passkey").is_hidden()
    context.close()


def sign_out(page: Page) -> None:
    send(page, ".signed")
    assert "desk/sign-in/" in page.url
