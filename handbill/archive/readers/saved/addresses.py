"""Where a saved page stood: as its archive recorded, as the page says, or as the folders say that a program copied it into."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from handbill.archive.readers.saved.pick import absolute
from handbill.archive.readers.saved.tree import Element
from handbill.limits import HOMEPAGE

_SAVED: Final = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Mirrored from|Page saved with SingleFile\s+url:)\s*([^\s>]+)",
    re.IGNORECASE,
)
_WAYBACK: Final = re.compile(
    r"\Ahttps?://web\.archive\.org\.?/web/[0-9]{1,14}[a-z_]*/(?=https?:/)", re.IGNORECASE
)
_WAYBACK_PATH: Final = re.compile(r"\A/web/[0-9]{1,14}[a-z_]*/(https?:/)/?", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,20}(?::[0-9]{2,5})?", re.IGNORECASE)
_FILES: Final = re.compile(r"\.(?:s?html?|php[345]?|mht|mhtml|warc|gz|zip|txt|xml)\Z", re.IGNORECASE)
_NUMBER: Final = re.compile(r"([0-9]{2,12})(?![^/?&=]*[0-9])(?:[^/?&]*)\Z")


def of(page: Element, text: str, given: str, *, sure: bool) -> str:
    """Give the address of a page; "" where nothing says it. What was recorded comes first, what was guessed last."""
    if sure and given:
        return clean(given)
    saved = _SAVED.search(text[:20_000])
    found = [saved[1] if saved else ""]
    for css, attribute in (('link[rel~="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        found += [one.get(attribute) or "" for one in page.cssselect(css)[:1]]
    found += [one.get("href") or "" for one in page.iter("base") if path_of(one.get("href") or "").strip("/")]
    for address in (*found, given):
        whole = clean(address)
        if host(whole):
            return whole
    return ""


def clean(address: str) -> str:
    """Give an address without what an archive put before it, and without an anchor."""
    bare = _WAYBACK.sub("", address.strip())
    return re.sub(r"\A(https?:)/(?!/)", r"\1//", bare).partition("#")[0]


def base(page: Element, address: str) -> str:
    """Give what the links of a page are relative to."""
    told = next((one.get("href") or "" for one in page.iter("base")), "")
    return absolute(address, told) if told else address


def path_of(address: str) -> str:
    """Give the path of an address; "" where it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def host(address: str) -> str:
    """Give the name of its host, in small letters; "" where it has none of http or https."""
    try:
        parts = urlsplit(address)
        found = parts.hostname or ""
    except ValueError:
        return ""
    return found if parts.scheme in {"http", "https"} else ""


def bare(address: str) -> str:
    """Give what is the same of all addresses of a page: with and without www, with http and https, with a port or none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query = f"?{parts.query}" if parts.query else ""
    return f"{host(address).removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def number(address: str, pattern: str) -> str:
    """Give the number in an address; the last one that is not a part of a name, where its layout has no expression."""
    if pattern:
        match = re.search(pattern, address)
        return (match[1] if match.lastindex else match[0]) if match else ""
    parts = urlsplit(address) if address else None
    match = _NUMBER.search(f"{parts.path}?{parts.query}".rstrip("?/")) if parts else None
    return match[1] if match else ""


def fits(address: str) -> bool:
    """Tell whether an address can stand in the record."""
    return host(address) != "" and len(address) <= HOMEPAGE - 60 and not re.search(r"[\s\x00-\x1f]", address)


def from_folders(parts: Sequence[str]) -> str:
    """Give the address of a file in a copy of a site that wget or HTTrack made: below a folder that is named as a host."""
    for at, name in enumerate(parts[:-1]):
        if _HOST.fullmatch(name) and not _FILES.search(name):
            path = "/".join(parts[at + 1 :])
            path = path.removesuffix("/index.html") + "/" if path.endswith("/index.html") else path
            path = path.replace("@", "?", 1) if "?" not in path and re.search(r"\.\w+@", path) else path
            path = re.sub(r"(\?.*)\.html\Z", r"\1", path)
            return f"http://{name}/{'' if path == 'index.html' else unquote(path) if '%3F' in path else path}"
    return ""


def relative(address: str) -> str:
    """Give the path of a link that a page of an archive has to its own archive, as it stood before."""
    return _WAYBACK_PATH.sub(r"\1/", address)
