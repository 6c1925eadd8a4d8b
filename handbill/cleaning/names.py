"""Names from outside that would become part of an address or of a file's path.

Each function knows what is good and refuses all else: hidden files, parents, encoded, double-encoded and overlong dots and
slashes, programs, devices and alternate streams are refused for what they lack, not because someone thought of them.
"""

import re
from typing import Final

from handbill.limits import FILE_NAME, NAME, PATH

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
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
_SLUG: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
# No dots and slashes written as numbers, either: some server may decode them one day.
_SEGMENT: Final = re.compile("(?!.*0[xX](?:2[eEfF]|5[cC]))[A-Za-z0-9_~-]+(?:[.,][A-Za-z0-9_~-]+)*")
_PAGE: Final = re.compile(r"[A-Za-z0-9_~,-]+(?:\.(?:html|htm|shtml))?")
_YEAR: Final = re.compile("[0-9]{4}")
_SOURCES: Final = re.compile(
    r".+\.(?:txt|text|html|htm|shtml|xml|wxr|rss|atom|json|jsonl|warc|gz|zip)", re.IGNORECASE
)


def slug_ok(name: str) -> bool:
    """Tell whether `name` may name a topic or a place: it stands in addresses and is a folder."""
    return len(name) <= NAME and _SLUG.fullmatch(name) is not None and name not in _DEVICES


def file_name_ok(name: str) -> bool:
    """Tell whether `name` may be a file's name in an import source: one plain segment that names text or an archive of it."""
    return _is_segment(name) and len(name) <= FILE_NAME and _SOURCES.fullmatch(name) is not None


def source_path_ok(path: str) -> bool:
    """Tell whether `path` (with `/`) may name a file inside an import source: it cannot leave the folder it is joined to."""
    *folders, name = path.split("/")
    return len(path) <= PATH and file_name_ok(name) and all(_is_segment(folder) for folder in folders)


def legacy_path(path: str) -> str | None:
    """Give the file, relative to the public folder, that answers an old address with a stub; None where none may.

    `path` is the path of an address, with or without a slash before it, without a query. Only pages (`.html`, `.htm`,
    `.shtml`) and bare paths qualify, never under a first segment of ours, however it is written (RESERVED; a year is ours
    as well). A bare path becomes its `index.html`.
    """
    segments = path.removeprefix("/").removesuffix("/").split("/")
    if len(path) > PATH or not all(_is_segment(segment) for segment in segments):
        return None
    if not _PAGE.fullmatch(segments[-1]):
        return None
    first = segments[0].partition(".")[0].lower()
    if first in RESERVED or _YEAR.fullmatch(first) or first == "404":
        return None
    is_page = "." in segments[-1]
    if is_page and path.endswith("/"):
        return None
    return "/".join(segments) if is_page else "/".join([*segments, "index.html"])


def _is_segment(segment: str) -> bool:
    """Tell whether one segment of a path is plain: ASCII, not hidden, no encoding, no device."""
    return _SEGMENT.fullmatch(segment) is not None and segment.partition(".")[0].lower() not in _DEVICES
