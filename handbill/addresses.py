"""Which addresses are out there: an allow-list, as Python's `ipaddress.is_global` lets too much pass.

Allowed is IPv4 unicast and 2000::/3 of IPv6, without what IANA's registries of special purposes take from them
(RFC 6890 and its updates). An IPv4 address mapped into IPv6 counts as that IPv4 address; addresses that a translator or a
tunnel would turn into IPv4 (NAT64, 6to4, Teredo) are not allowed at all.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_V4: Final = (IPv4Address("1.0.0.0"), IPv4Address("223.255.255.255"))
_V4_SPECIAL: Final = tuple(
    IPv4Network(network)
    for network in (
        *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    )
)
_V6: Final = IPv6Network("2000::/3")
_V6_SPECIAL: Final = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


def is_public(address: str) -> bool:
    """Say whether an address, as `socket.getaddrinfo` and `getpeername` give it, is one of the public internet."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id:
            return False
        if found.ipv4_mapped:
            return _is_public_v4(found.ipv4_mapped)
        return found in _V6 and not any(found in network for network in _V6_SPECIAL)
    return _is_public_v4(found)


def _is_public_v4(found: IPv4Address) -> bool:
    return _V4[0] <= found <= _V4[1] and not any(found in network for network in _V4_SPECIAL)
