"""Names from outside that would become part of an address or of a file's path. Each function knows what is good and refuses all else."""

import re
from typing import Final

from handbill.formerly import DEVICES, is_segment
from handbill.limits import FILE_NAME, NAME, PATH

_SLUG: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCES: Final = re.compile(
    r".+\.(?:txt|text|html|htm|shtml|xml|wxr|rss|atom|json|jsonl|warc|gz|zip)", re.IGNORECASE
)


def slug_ok(name: str) -> bool:
    """Tell whether `name` may name a topic or a place: it stands in addresses and is a folder."""
    return len(name) <= NAME and _SLUG.fullmatch(name) is not None and name not in DEVICES


def file_name_ok(name: str) -> bool:
    """Tell whether `name` may be a file's name in an import source: one plain segment that names text or an archive of it."""
    return is_segment(name) and len(name) <= FILE_NAME and _SOURCES.fullmatch(name) is not None


def source_path_ok(path: str) -> bool:
    """Tell whether `path` (with `/`) may name a file inside an import source: it cannot leave the folder it is joined to."""
    *folders, name = path.split("/")
    return len(path) <= PATH and file_name_ok(name) and all(is_segment(folder) for folder in folders)
