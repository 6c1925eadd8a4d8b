from html import unescape

import pytest

from handbill.cleaning.links import email, homepage, href, is_email
from tests.cleaning.parsed import text_of


@pytest.mark.parametrize(
    ("given_text", "address"),
    [
        ("http://www.weirstreet.example/", "http://www.weirstreet.example/"),
        ("https://weirstreet.example:8443/a?b=c#d", "https://weirstreet.example:8443/a?b=c#d"),
        ("weirstreet.example", "http://weirstreet.example"),
        ("www.weirstreet.example/news", "http://www.weirstreet.example/news"),
        ("weirstreet.example:8080/x", "http://weirstreet.example:8080/x"),
        ("HTTPS://WeirStreet.Example/Path", "https://weirstreet.example/Path"),
        ("http://b\u00fccher.example/\u00e4", "http://b\u00fccher.example/\u00e4"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("http://192.0.2.1/", "http://192.0.2.1/"),
        ('http://a.example/"><b>', "http://a.example/%22%3E%3Cb%3E"),
        ("http://a.example/%zz%41", "http://a.example/%25zz%41"),
        ("http://a.example/#a#b", "http://a.example/#a%23b"),
        ("http://a.example/a b\\c", "http://a.example/a%20b%5Cc"),
    ],
)
def test_what_becomes_a_link(given_text: str, address: str) -> None:
    assert homepage(given_text) == address
    assert homepage(address) == address


@pytest.mark.parametrize(
    "given_text",
    [
        "",
        "none",
        "our hall",
        "http://",
        "http:///a",
        "http:a.example",
        "//a.example",
        "/x",
        "ftp://a.example",
        "javascript:alert(1)",
        "javascript://a.example/%0aalert(1)",
        "data:text/html,x",
        "http://u:p@a.example",
        "http://a.example@b.example",
        "anna@a.example",
        "http://a b.example",
        "http://a.example:99999",
        "http://a.example:0",
        "http://-a.example",
        "http://a..example",
        "http://a%2eb",
        "http://a.example/\n",
        "http://a.example/\u202ex",
        "http://a\\b.example",
        "http://[::1",
        "http://300.1.1.1",
        "http://0x7f000001",
        "http://1",
        "http://" + "a" * 64 + ".example",
        "http://a.example/" + "x" * 500,
        "version 1.2",
        "a.example\\@b",
        "\ud800.example",
    ],
)
def test_what_stays_text(given_text: str) -> None:
    assert homepage(given_text) is None


def test_written_links_may_be_for_mail() -> None:
    assert (
        href("mailto:post@weirstreet.example?subject=Rent meeting")
        == "mailto:post@weirstreet.example?subject=Rent%20meeting"
    )
    assert href(" \nhttp://a.example ") == "http://a.example"
    for value in (
        "mailto:",
        "mailto:x",
        "mailto:a@b@c",
        "weirstreet.example",
        "tel:1",
        "mailto:a@b.example?x\0",
    ):
        assert href(value) is None


@pytest.mark.parametrize(
    "value", ["post@weirstreet.example", "a.b+c@x.example", "\u00f1@b\u00fccher.example"]
)
def test_an_email_address(value: str) -> None:
    assert is_email(value)
    shown = email(value)
    for seen in (shown, unescape(shown), text_of(shown)):
        assert "@" not in seen
        assert value not in seen
    assert (
        text_of(email("post@weirstreet.example", "arroba", "punto"))
        == "post (arroba) weirstreet (punto) example"
    )


@pytest.mark.parametrize(
    "value",
    ["", "post", "@x.example", "a@", "a b@x.example", "a@b@c.example", "a@-x.example", "<a@x.example>"],
)
def test_no_email_address(value: str) -> None:
    assert not is_email(value)
    assert "@" not in email(value)
