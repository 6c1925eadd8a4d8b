"""What looks like a client's address or like the name that a browser gives itself, in bytes of any kind. Pure.

Taken for an address: IPv4 as four numbers, IPv6 as text (RFC 4291 section 2.2) of the ranges that clients have: global
unicast 2000::/3, unique local fc00::/7, link-local fe80::/10, and 64:ff9b::/96; one that holds an IPv4 address is found by
that. Not taken: what tells nobody from anybody (0.0.0.0/8, 127.0.0.0/8, 255.255.255.255, ::1). Four bytes of a packed
address look like any four bytes: that cannot be found this way.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from typing import Final

LONGEST: Final = 64
"""Bytes that a match may have: what is read in pieces overlaps by as much."""

_DIGITS_AND_DOT: Final = frozenset(bytes([sign]) for sign in b"0123456789.")
_HEX_AND_COLON: Final = frozenset(bytes([sign]) for sign in b"0123456789abcdefABCDEF:.")
# Each begins with what is rare and quickly found; what stands around a find is looked at afterwards.
_IPV4: Final = re.compile(rb"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\.?[0-9])")
_IPV6: Final = re.compile(rb"(?:[23fF][0-9A-Fa-f]{3}|64)(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Fa-f:])")
_SLASH: Final = re.compile(rb"/[0-9][0-9.]{0,20}")
_AGENT: Final = re.compile(
    rb"(?<![0-9A-Za-z])(?:Mozilla|AppleWebKit|Gecko|Chrome|Chromium|CriOS|Firefox|FxiOS|Safari|Opera|OPR|Edge?|EdgA|Trident"
    rb"|SamsungBrowser|DuckDuckGo|Lynx|w3m|Links|ELinks|curl|Wget|python-requests|Python-urllib|okhttp|Go-http-client|Dalvik)\Z"
)
_NAME: Final = 20  # bytes before a slash that a name may have, and one more
_CLIENTS: Final = tuple(map(IPv6Network, ("2000::/3", "fc00::/7", "fe80::/10", "64:ff9b::/96")))


def find(data: bytes) -> list[tuple[int, str]]:
    """Give what looks like one, with the offset of each, in order."""
    return sorted((*_addresses4(data), *_addresses6(data), *_agents(data)))


def _addresses4(data: bytes) -> Iterator[tuple[int, str]]:
    for match in _IPV4.finditer(data):
        if data[match.start() - 1 : match.start()] not in _DIGITS_AND_DOT:
            with suppress(AddressValueError):
                address = IPv4Address(match[0].decode("ascii"))
                if not (address.is_loopback or address.packed[0] == 0 or address.packed == b"\xff" * 4):
                    yield match.start(), str(address)


def _addresses6(data: bytes) -> Iterator[tuple[int, str]]:
    for match in _IPV6.finditer(data):
        if data[match.start() - 1 : match.start()] not in _HEX_AND_COLON:
            with suppress(AddressValueError):
                text = match[0].decode("ascii")
                if any(IPv6Address(text) in network for network in _CLIENTS):
                    yield match.start(), text


def _agents(data: bytes) -> Iterator[tuple[int, str]]:
    for slash in _SLASH.finditer(data):
        before = max(slash.start() - _NAME, 0)
        name = _AGENT.search(data, before, slash.start())
        if name:
            yield name.start(), (name[0] + slash[0]).decode("ascii")
