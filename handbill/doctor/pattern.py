"""What looks like a client's address or like the name that a browser gives itself, in bytes of any kind. Pure.

Taken for an address: IPv4 as four numbers, IPv6 as text (RFC 4291 section 2.2) of the ranges that clients have: global
unicast 2000::/3, unique local fc00::/7, link-local fe80::/10, and 64:ff9b::/96; one that holds an IPv4 address is found by
that. Not taken: what tells nobody from anybody (0.0.0.0/8, 127.0.0.0/8, 255.255.255.255, ::1). Four bytes of a packed
address look like any four bytes: that cannot be found this way.
"""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

LONGEST: Final = 64
"""Bytes that a match may have: what is read in pieces overlaps by as much."""

_NUMBER = rb"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rb"(?<![0-9.])" + _NUMBER + rb"(?:\." + _NUMBER + rb"){3}(?!\.?[0-9])"
_IPV6 = (
    rb"(?<![0-9A-Fa-f:.])(?:[23][0-9A-Fa-f]{3}|[fF][cCdD][0-9A-Fa-f]{2}|[fF][eE][89aAbB][0-9A-Fa-f]|64:[fF]{2}9[bB])"
    rb"(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Fa-f:])"
)
_AGENT = (
    rb"(?<![0-9A-Za-z])(?:Mozilla|AppleWebKit|Gecko|Chrome|Chromium|CriOS|Firefox|FxiOS|Safari|Opera|OPR|Edge?|EdgA|Trident"
    rb"|SamsungBrowser|DuckDuckGo|Lynx|w3m|Links|ELinks|curl|Wget|python-requests|Python-urllib|okhttp|Go-http-client|Dalvik)"
    rb"/[0-9][0-9.]{0,20}"
)
_ANY: Final = re.compile(b"|".join((_IPV4, _IPV6, _AGENT)))


def find(data: bytes) -> Iterator[tuple[int, str]]:
    """Give what looks like one, with the offset of each."""
    for match in _ANY.finditer(data):
        found = match[0]
        if _tells(found):
            yield match.start(), found.decode("ascii")


def _tells(found: bytes) -> bool:
    text = found.decode("ascii")
    if "/" in text:
        return True
    try:
        if ":" in text:
            IPv6Address(text)
            return True
        address = IPv4Address(text)
    except AddressValueError:
        return False
    return not (address.is_loopback or address.packed[0] == 0 or text == "255.255.255.255")
