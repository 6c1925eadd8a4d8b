"""What a stranger writes as an address: a link, or text.

A link that leaves here has the scheme http, https or (in written HTML) mailto, a host that could exist, no user name, no
password, and nothing but characters that may stand in an address (RFC 3986, and RFC 3987 for letters beyond ASCII).
"""

import html
import ipaddress
import re
import unicodedata
from typing import Final

from handbill.limits import EMAIL, HOMEPAGE

_WEB: Final = re.compile(r"(https?)://([^/?#]*)([^#]*)(#.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]@%\\]+)(?::([0-9]{0,5}))?", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"""[\x00-\x20\x7f-\xa0"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})""")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_EMAIL: Final = re.compile(r"[^\s@\"<>(),:;\\\[\]]+@([^\s@]+)")
_HIGHEST_PORT: Final = 65_535
_LONGEST_LABEL: Final = 63
_LONGEST_HOST: Final = 253


def homepage(value: str) -> str | None:
    """Give the address that a homepage, shown as given, may link to; None where it stays text.

    People write `weirstreet.example`: http:// is assumed before what begins with a host that has a dot.
    """
    if len(value) > HOMEPAGE:
        return None
    if not re.match("https?://", value, re.IGNORECASE):
        host = re.split("[/?#:]", value, maxsplit=1)[0]
        value = f"http://{value}" if re.search(r"\.[^\W\d_]", host) else ""
    return web(value)


def href(value: str) -> str | None:
    """Give the value of an `href` in written HTML as it may stand there, else None. Relative addresses may not."""
    value = value.strip(" \t\n\f\r")
    if value[:7].lower() == "mailto:":
        return _mailto(value[7:])
    return web(value)


def web(value: str) -> str | None:
    """Give an absolute http or https address, its odd characters percent-encoded, or None where it is none."""
    match = _WEB.fullmatch(value)
    if match is None or _CONTROL.search(value):
        return None
    scheme, authority, rest, fragment = match.groups()
    host = _host(authority)
    if host is None:
        return None
    tail = "#" + _encoded(fragment[1:]).replace("#", "%23") if fragment else ""
    return f"{scheme.lower()}://{host}{_encoded(rest)}{tail}"


def is_email(value: str) -> bool:
    """Tell whether `value` has the shape of an e-mail address (a part of RFC 5321 section 4.1.2: no quotes, no literals)."""
    match = _EMAIL.fullmatch(value)
    return match is not None and len(value) <= EMAIL and not _CONTROL.search(value) and _is_name(match[1])


def email(value: str, at: str = "at", dot: str = "dot") -> str:
    """Give an HTML fragment that tells people an e-mail address, and harvesters nothing.

    `post@weirstreet.example` becomes `post (at) weirstreet (dot) example`: words read well in a text browser and in a screen
    reader, need neither script nor style, and are no address in the source nor after entities are decoded, unlike numeric
    entities or marks in between. `at` and `dot` are the words of the site's language, plain text.
    """
    local, sign, host = value.rpartition("@")
    words = f"{local.replace('@', f' ({at}) ')} ({at}) {host.replace('.', f' ({dot}) ')}" if sign else value
    return f'<bdi dir="ltr">{html.escape(words)}</bdi>'


def _host(authority: str) -> str | None:
    """Give host and port of an authority, or None where it names no host or has a user name or an encoded character."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return None
    name, port = match[1].lower(), match[2]
    if name.startswith("["):
        try:
            ipaddress.IPv6Address(name[1:-1])
        except ValueError:
            return None
    elif not _is_name(name):
        return None
    if not port:
        return name
    return f"{name}:{int(port)}" if 0 < int(port) <= _HIGHEST_PORT else None


def _is_name(host: str) -> bool:
    """Tell whether `host` could be the name or the IPv4 address of a host (RFC 1123 section 2.1; letters beyond ASCII pass)."""
    labels = host.removesuffix(".").split(".")
    if labels[-1].isdigit() or labels[-1][:2].lower() == "0x":
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            return False
    return len(host) <= _LONGEST_HOST and all(_is_label(label) for label in labels)


def _is_label(label: str) -> bool:
    """Tell whether a part of a host's name is made of letters, marks, digits, and hyphens inside."""
    if not 0 < len(label) <= _LONGEST_LABEL or label[0] == "-" or label[-1] == "-":
        return False
    return all(sign in "-_" or unicodedata.category(sign)[0] in "LMN" for sign in label)


def _mailto(value: str) -> str | None:
    """Give a `mailto:` address (RFC 6068) to one address, with what may follow `?`; None where it has another shape."""
    address, question, rest = value.partition("?")
    if _CONTROL.search(value) or not is_email(address):
        return None
    return f"mailto:{_encoded(address + question + rest).replace('#', '%23')}"


def _encoded(text: str) -> str:
    """Percent-encode what must not stand in an address; encodings that stand there already stay."""
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)
