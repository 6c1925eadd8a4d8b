"""Where an item stood before it came here, and which file of ours answers there.

What is good is known and all else refused: hidden files, parents, encoded, double-encoded and overlong dots and slashes, programs,
devices and alternate streams for what they lack, not because someone thought of them.
"""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from handbill.limits import PATH

# First segments of our own public and dynamic addresses: nothing imported may stand there.
RESERVED: Final = frozenset(
    {
        "about",
        "ap",
        "api",
        "comment",
        "complain",
        "decision",
        "desk",
        "features",
        "genre",
        "guidelines",
        "hidden",
        "index",
        "look",
        "media",
        "newswire",
        "old",
        "place",
        "publish",
        "receipt",
        "record",
        "robots",
        "search",
        "sitemap",
        "topic",
    }
)
# Names that Windows keeps for devices: a mirror on a stick must be readable there as well.
DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
# No dots and slashes written as numbers, either: some server may decode them one day.
_SEGMENT: Final = re.compile("(?!.*0[xX](?:2[eEfF]|5[cC]))[A-Za-z0-9_~-]+(?:[.,][A-Za-z0-9_~-]+)*")
_PAGE: Final = re.compile(r"[A-Za-z0-9_~,-]+(?:\.(?:html|htm|shtml))?")
_FILE: Final = re.compile(r".+\.(?:html|htm|shtml|gz)", re.IGNORECASE)
"""A segment where a page of ours or its compressed copy may stand: no folder can."""
_SEGMENT_BYTES: Final = 200
_NUMBER: Final = re.compile("[0-9]{1,18}")
_YEAR: Final = re.compile("[0-9]{4}")


def legacy_path(path: str) -> str | None:
    """Give the file, relative to the public folder, that answers an old address with a stub; None where none may.

    `path` is the path of an address, with or without a slash before it, without a query. Only pages (`.html`, `.htm`,
    `.shtml`) and bare paths qualify, never under a first segment of ours, however it is written (RESERVED; a year is ours
    as well). A bare path becomes its `index.html`.
    """
    segments = path.removeprefix("/").removesuffix("/").split("/")
    if len(path) > PATH or not all(is_segment(segment) for segment in segments):
        return None
    if not _PAGE.fullmatch(segments[-1]) or any(map(_FILE.fullmatch, segments[:-1])):
        return None
    if any(len(segment) > _SEGMENT_BYTES for segment in segments):
        return None
    first = segments[0].partition(".")[0].lower()
    if first in RESERVED or _YEAR.fullmatch(first) or first == "404":
        return None
    is_page = "." in segments[-1]
    if is_page and path.endswith("/"):
        return None
    return "/".join(segments) if is_page else "/".join([*segments, "index.html"])


# What an old address may hold beyond plain paths: letters beyond ASCII and punctuation as numbers, but no dot, slash or sign of control.
_ENCODED: Final = "%(?:[89A-Fa-f][0-9A-Fa-f]|2[01468-9ABCabc]|3[A-Fa-f]|[57][BDbd])"
_OLD: Final = r"^/(?![.]|.*(?://|[/?][.]|[.][.]|/~/|0[xX](?:2[eEfF]|5[cC])))"
OLD_PAGES: Final = {
    _OLD
    + rf"(?P<old_path>(?:[A-Za-z0-9_~,./-]|{_ENCODED})*?)/?[?]"
    + rf"(?P<old_query>(?:[A-Za-z0-9_~,./=&;:@!*+()?-]|{_ENCODED})*?(?P<old_end>{_ENCODED}|[A-Za-z0-9_=-]{{1,2}}))$": (
        "/old/q/$old_end/$old_path/~/$old_query.html"
    ),
    _OLD
    + rf"(?P<old_page>(?:[A-Za-z0-9_~,./-]|{_ENCODED})*?"
    + rf"(?P<old_last>{_ENCODED}|[A-Za-z0-9_-]{{1,2}})(?:[.][A-Za-z0-9]{{2,5}})?)/?$": "/old/p/$old_last/$old_page.html",
}
"""From the address that a browser asks for, as it was sent, to the file that answers where no file can stand at the address itself.

Read by nginx and here alike, so that both mean the same. The last letters part the files into folders.
"""
_PROGRAM: Final = re.compile(r"[^/.][^/]*\.(?:php[345]?|phtml|pl|cgi|aspx?|jsp|cfm)", re.IGNORECASE)
_LAST: Final = re.compile(r"[^.]*|[^.]+\.(?:html|htm|shtml)", re.IGNORECASE)
_WORD: Final = re.compile(r"(?=.*[A-Za-z%])[^.]+")
_FOREIGN: Final = re.compile(r"(?=[^.]*[A-Za-z%])[^.]+(?:\.html?)?|[^.]+\.s?htm|[^.]+\.shtml")
"""A last segment below a year that is none of ours, which are numbers and the words that follow."""
_OURS_BELOW: Final = frozenset({"comments", "light", "versions"})


def legacy_files(legacy: object) -> list[str]:
    """Give the files that answer where an item stood, of which the record says `legacy`.

    What has a number and stood at a bare path below its source (`/2007/03/12/the-river/`) answers to `/?p=NUMBER` too, as WordPress does.
    """
    said = legacy if isinstance(legacy, dict) else {}
    address, number, source = (said.get(name) for name in ("address", "number", "from"))
    if not isinstance(address, str):
        return []
    files = [legacy_file(address)]
    if isinstance(number, str) and isinstance(source, str) and _NUMBER.fullmatch(number):
        scheme, _, place = address.strip().lower().partition("://")
        place = place.removeprefix("www.") if scheme in {"http", "https"} else ""
        root = source.lower().removeprefix("www.") + "/"
        if place != root and place.startswith(root) and place.endswith("/") and not {"?", "#"} & set(place):
            files.append(legacy_file(f"http://{root}?p={number}"))
    return [file for file in files if file]


def legacy_file(address: str) -> str | None:
    """Give the file, relative to the public folder, that answers an old address; None where none may.

    `address` is whole, or a path alone. What comes after `#` never reaches a server.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in {"", "http", "https"} or len(parts.path) + len(parts.query) > PATH:
        return None
    if not parts.query and (path := legacy_path(parts.path)):
        return path
    path = quote("/" + parts.path.removeprefix("/"), safe="/%~,")
    asked = f"{path}?{quote(parts.query, safe='%~,./=&;:@!*+()?')}" if parts.query else path
    for pattern, file in OLD_PAGES.items():
        if match := re.search(pattern, asked):
            found = re.sub(r"\$(\w+)", lambda name: match[name[1]], file)[1:].replace("//", "/")
            return found if _is_theirs(path) and _is_storable(found) else None
    return None


def _is_theirs(path: str) -> bool:
    """Tell whether an address that is no plain path can be none of ours: a program, or words below a year."""
    segments = path.strip("/").split("/")
    first = segments[0].lower()
    if first == "newswire" and len(segments) > 1 and _WORD.fullmatch(segments[1]) and segments[1] != "feed":
        return True  # dadaIMC had its articles there; ours are numbers, days, index and feed
    program = _PROGRAM.fullmatch(segments[-1]) is not None
    if _PROGRAM.fullmatch(first) or (program and first not in RESERVED):
        return True
    if program or not _LAST.fullmatch(segments[-1]):
        return False
    if first.partition(".")[0] in RESERVED or first.startswith("404"):
        return False
    if not _YEAR.fullmatch(first):
        return True
    ours = {*segments[:-1], segments[-1].partition(".")[0]} & {*_OURS_BELOW, "index"}
    return _FOREIGN.fullmatch(segments[-1]) is not None and not ours


def _is_storable(file: str) -> bool:
    """Tell whether every system can keep a file of this name, and no other of them is a folder on the way to it."""
    *folders, _name = file.split("/")
    own = [segment for segment in file.split("/") if segment != "~"]
    plain = all(segment.partition(".")[0].lower() not in DEVICES for segment in own)
    clear = not any(
        folder.endswith((".html", ".gz")) for folder in folders[folders.index("~") if "~" in folders else 0 :]
    )
    return plain and clear and all(len(segment) <= _SEGMENT_BYTES for segment in own)


def is_segment(segment: str) -> bool:
    """Tell whether one segment of a path is plain: ASCII, not hidden, no encoding, no device."""
    return _SEGMENT.fullmatch(segment) is not None and segment.partition(".")[0].lower() not in DEVICES
