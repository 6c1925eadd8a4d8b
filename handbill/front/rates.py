"""Limits of rate, kept in nginx's memory and nowhere else, keyed by the client's address.

A bucket for each IPv4 address and each IPv6 network of 64 bits. All who come by the onion service, or through a proxy
that does not say for whom, are one *crowd* with a bucket of its own, larger by `limits.CROWD`.

Whoever shares an address with a flood would wait for a place in its bucket without end. So a form that was opened here (`guard.lane`)
does not go by it where it is sent to one of the doors that strangers write at: it has a small bucket of its own, and all forms from one
address have one together that is as large as what may be opened there, with as long a queue. At the sign-in no form has a lane: a try there is
costly, and whoever likes may open forms. What is beyond a bucket of those who ask, or send forms, waits in a queue, each in turn: so a flood that does not
have more connections than the queue has places cannot keep anyone out, however fast it is. A request that one bucket
refuses costs the others nothing.
"""

import re
from ipaddress import ip_network
from typing import Protocol

from handbill import limits
from handbill.guard.lane import SIGNED, secret
from handbill.headers import brings
from handbill.settings import Settings, SettingsError

LOOPBACK = ("127.0.0.0/8", "::1/128")


class Can(Protocol):
    """What an nginx was built with, as far as it matters here."""

    @property
    def realip(self) -> bool: ...  # noqa: D102

    @property
    def secure_link(self) -> bool: ...  # noqa: D102


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
    # what is sent from a form that was opened here has buckets of its own; what else is sent, and what is asked for, those below
{lane}
    map $form $asks {{ default ""; "" ask; }}
    map "$asks $request_method" $sends {{ default ""; "~^ask (POST|PUT|PATCH|DELETE)$" send; }}
    map $form $formed {{ default $who; "" ""; }}
    map $form $formed_crowd {{ default $crowd; "" ""; }}
    map $asks $asker {{ default ""; ask $who; }}
    map $asks $askers {{ default ""; ask $crowd; }}
    map $sends $sender {{ default ""; send $who; }}
    map $sends $senders {{ default ""; send $crowd; }}
    # at the sign-in who says that their browser is known does not wait behind the crowd; the app refuses it unread if it is not
    map $http_cookie $signers {{ default $senders; "~{known}" ""; }}
    map "$request_method" $reader {{ default ""; GET $who; HEAD $who; }}
    limit_req_status 429;
    limit_conn_status 429;
    limit_req_log_level info;
    limit_conn_log_level info;
    limit_conn_zone $reader zone=open:2m;
    limit_conn_zone $sender zone=sending:2m;
    limit_conn_zone $form zone=form_open:2m;
    limit_req_zone $form zone=form:2m rate={form}r/m;
{zones}
"""
_LANE = """\
    secure_link $arg_mark,$arg_until;
    secure_link_md5 "{signed} {secret}";
    map "$request_method $secure_link $uri" $form {{ default ""; "~^POST 1 /(?:{doors})/" $arg_form; }}"""
_LANES = "publish|comment|complain|receipt|api"
_NO_LANE = """    map $request_method $form { default ""; }"""

_RATES = (  # name, whose, whose of a crowd, how often, in what time; a state takes 128 bytes, so 2 MB remember 16,000 addresses, the oldest forgotten first
    ("asks", "asker", "askers", limits.ASKS_RATE, "s"),
    ("posts", "sender", "senders", limits.POSTS_RATE, "m"),
    ("formed", "formed", "formed_crowd", limits.FORMED_RATE, "m"),
    ("searches", "who", "crowd", limits.SEARCHES_RATE, "m"),
    ("signin", "sender", "signers", limits.SIGN_IN_RATE, "m"),
)
_BURSTS = {
    "asks": limits.ASKS_BURST,
    "posts": limits.POSTS_BURST,
    "formed": limits.FORMED_BURST,
    "searches": limits.SEARCHES_BURST,
    "signin": limits.SIGN_IN_BURST,
}
_QUEUES = {"asks": limits.ASKS_QUEUE, "formed": limits.FORMED_QUEUE}
"""What waits for its turn instead of being refused: whoever floods waits in it too, so it cannot ask faster than it is answered."""


def zones(site: Settings, nginx: Can) -> str:
    """Give the part of `http` that knows the trusted proxy and defines the buckets.

    Raises:
        SettingsError: `trusted_proxy` is no address or network, or this nginx cannot trust one.
    """
    proxies = trusted(site.front.trusted_proxy)
    if proxies and not nginx.realip:
        raise SettingsError("front.trusted_proxy: this nginx was built without the realip module")
    lines = [f"    set_real_ip_from {proxy};" for proxy in proxies]
    if proxies:
        lines += ["    real_ip_header X-Forwarded-For;", "    real_ip_recursive on;"]
    if site.front.limits == "off":
        return "\n".join(lines)
    crowds = [*proxies, *(LOOPBACK if site.front.onion else ())]
    buckets = []
    for name, whose, crowd, often, time in _RATES:
        buckets.append(f"    limit_req_zone ${whose} zone={name}:2m rate={often}r/{time};")
        buckets.append(
            f"    limit_req_zone ${crowd} zone={name}_crowd:64k rate={often * limits.CROWD}r/{time};"
        )
    networks = "\n".join(f"        {network} 1;" for network in dict.fromkeys(crowds))
    lane = (
        _LANE.format(signed=SIGNED, secret=secret(site.secrets), doors=_LANES)
        if nginx.secure_link
        else _NO_LANE
    )
    told = _ZONES.format(
        crowds=networks,
        lane=lane,
        form=limits.FORM_RATE,
        zones="\n".join(buckets),
        known=brings("known", site.address),
    )
    return "\n".join(lines) + "\n" + told


def limited(site: Settings, *names: str) -> str:
    """Give the lines of a location that is limited by these buckets and by what is open at once."""
    if site.front.limits == "off":
        return ""
    lines = [f"limit_conn {zone} {limits.ASKS_OPEN};" for zone in ("open", "sending")]
    lines += [
        f"limit_conn form_open {limits.FORM_OPEN};",
        f"limit_req zone=form burst={limits.FORM_BURST} nodelay;",
    ]
    for name in ("formed", *names):
        if name in _QUEUES:
            lines += _queued(name, 1) + _queued(f"{name}_crowd", limits.CROWD, name)
            continue
        lines.append(f"limit_req zone={name} burst={_BURSTS[name]} nodelay;")
        lines.append(f"limit_req zone={name}_crowd burst={_BURSTS[name] * limits.CROWD} nodelay;")
    return "\n".join(lines)


def _queued(zone: str, times: int, name: str = "") -> list[str]:
    burst, queue = _BURSTS[name or zone] * times, _QUEUES[name or zone] * times
    return [f"limit_req zone={zone} burst={burst + queue} delay={burst};"]


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
