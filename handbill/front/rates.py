"""Limits of rate, kept in nginx's memory and nowhere else, keyed by the client's address.

A bucket for each IPv4 address and each IPv6 network of 64 bits. All who come by the onion service, or through a proxy
that does not say for whom, are one *crowd* with a bucket of its own, larger by `limits.CROWD`.
"""

import re
from ipaddress import ip_network

from handbill import limits
from handbill.settings import Settings, SettingsError

LOOPBACK = ("127.0.0.0/8", "::1/128")

_ZONES = """\
    geo $crowded {{
        default 0;
{crowds}
    }}
    # an IPv6 network of 64 bits: the first four groups, or fewer where zeros are left out
    map $remote_addr $network {{
        default $binary_remote_addr;
        "~^((?:[0-9a-f]+:){{4}})" $1;
        "~^((?:[0-9a-f]+:){{1,3}}):" $1;
    }}
    map $crowded $who {{ 0 $network; 1 ""; }}
    map $crowded $crowd {{ 0 ""; 1 crowd; }}
    map $request_method $sender {{ default ""; POST $who; PUT $who; PATCH $who; DELETE $who; }}
    map $request_method $senders {{ default ""; POST $crowd; PUT $crowd; PATCH $crowd; DELETE $crowd; }}
    # at the sign-in who says that their browser is known does not wait behind the crowd; the app refuses it unread if it is not
    map $cookie_known $signers {{ default ""; "" $senders; }}
    limit_req_status 429;
    limit_conn_status 429;
    limit_req_log_level info;
    limit_conn_log_level info;
    limit_conn_zone $who zone=open:2m;
{zones}
"""

_RATES = (  # name, whose, whose of a crowd, rate, rate of a crowd; a state takes 128 bytes, so 2 MB remember 16,000 addresses, the oldest forgotten first
    ("asks", "who", "crowd", f"{limits.ASKS_RATE}r/s", f"{limits.ASKS_RATE * limits.CROWD}r/s"),
    ("posts", "sender", "senders", f"{limits.POSTS_RATE}r/m", f"{limits.POSTS_RATE * limits.CROWD}r/m"),
    ("searches", "who", "crowd", f"{limits.SEARCHES_RATE}r/m", f"{limits.SEARCHES_RATE * limits.CROWD}r/m"),
    ("signin", "sender", "signers", f"{limits.SIGN_IN_RATE}r/m", f"{limits.SIGN_IN_RATE * limits.CROWD}r/m"),
)
_BURSTS = {
    "asks": limits.ASKS_BURST,
    "posts": limits.POSTS_BURST,
    "searches": limits.SEARCHES_BURST,
    "signin": limits.SIGN_IN_BURST,
}


def zones(site: Settings, *, nginx_realip: bool) -> str:
    """Give the part of `http` that knows the trusted proxy and defines the buckets.

    Raises:
        SettingsError: `trusted_proxy` is no address or network, or this nginx cannot trust one.
    """
    proxies = trusted(site.front.trusted_proxy)
    if proxies and not nginx_realip:
        raise SettingsError("front.trusted_proxy: this nginx was built without the realip module")
    lines = [f"    set_real_ip_from {proxy};" for proxy in proxies]
    if proxies:
        lines += ["    real_ip_header X-Forwarded-For;", "    real_ip_recursive on;"]
    if site.front.limits == "off":
        return "\n".join(lines)
    crowds = [*proxies, *(LOOPBACK if site.front.onion else ())]
    buckets = []
    for name, whose, crowd, each, all_of_them in _RATES:
        buckets.append(f"    limit_req_zone ${whose} zone={name}:2m rate={each};")
        buckets.append(f"    limit_req_zone ${crowd} zone={name}_crowd:64k rate={all_of_them};")
    known = "\n".join(f"        {network} 1;" for network in dict.fromkeys(crowds))
    return "\n".join(lines) + "\n" + _ZONES.format(crowds=known, zones="\n".join(buckets))


def limited(site: Settings, *names: str) -> str:
    """Give the lines of a location that is limited by these buckets and by what is open at once."""
    if site.front.limits == "off":
        return ""
    lines = [f"limit_conn open {limits.ASKS_OPEN};"]
    for name in names:
        lines.append(f"limit_req zone={name} burst={_BURSTS[name]} nodelay;")
        lines.append(f"limit_req zone={name}_crowd burst={_BURSTS[name] * limits.CROWD} nodelay;")
    return "\n".join(lines)


def trusted(setting: str) -> list[str]:
    """Read `trusted_proxy`: addresses and networks, apart by commas or spaces.

    Raises:
        SettingsError: one of them is neither.
    """
    found = []
    for word in re.split(r"[\s,]+", setting.strip()) if setting.strip() else []:
        try:
            found.append(str(ip_network(word, strict=False)))
        except ValueError:
            raise SettingsError(f"front.trusted_proxy: {word!r} is not an address or a network") from None
    return found
