"""What the public files say of their site: its name, its address, its language. Read from the feed, which names all of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

_HEAD = re.compile(
    r'<feed [^>]*xml:lang="(?P<language>[^"]*)">\s*<id>(?P<identity>tag:[^<]*:)feed\.atom</id>\s*'
    r"<title>(?P<name>[^<]*)</title>\s*(?:<subtitle>(?P<tagline>[^<]*)</subtitle>)?.*?"
    r'<link rel="self" type="application/atom\+xml" href="(?P<address>https?://[^"]*/)feed\.atom"/>',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A site as its public files name it; what they do not say is empty."""

    name: str = ""
    tagline: str = ""
    address: str = ""
    language: str = ""
    identity: str = ""


def found(get: Callable[[str], bytes | None]) -> Found:
    """Read the head of `feed.atom`."""
    match = _HEAD.search((get("feed.atom") or b"").decode("utf-8", "replace")[:20_000])
    if match is None:
        return Found()
    return Found(**{name: unescape(value or "") for name, value in match.groupdict().items()})
