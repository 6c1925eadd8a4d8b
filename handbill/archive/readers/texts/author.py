"""Whether a line is the name of who wrote a text, or may be a text: in doubt it is no name."""

import re
from typing import Final

LONGEST: Final = 60  # characters of a name with its town
_WORDS: Final = 6
_SHORT: Final = 40  # characters of a name directly below a head, where a text may begin too
_FEW: Final = 4
_CLOSES: Final = (".", "!", "?", ":", ";", ",", "…", '"', "”")
_INITIAL: Final = re.compile(r"(?:\b\w|Jr|Sr|Dr)\.")


def in_its_place(line: str) -> str:
    """Give the name on a line where nothing but a name has its place: no sentence ends there, and no address stands in it."""
    line = line.strip()
    words = line.split()
    if not line or len(line) > LONGEST or len(words) > _WORDS or "@" in line or "//" in line:
        return ""
    closed = line.endswith(_CLOSES) and not _INITIAL.search(words[-1])
    return "" if closed or not any(sign.isalpha() for sign in line) else line


def maybe(line: str) -> str:
    """Give the name on a line where a text may begin as well: few words, the first and the last of them not in small letters."""
    name = in_its_place(line)
    words = name.split()
    if not name or len(name) > _SHORT or len(words) > _FEW:
        return ""
    small = len(words) > 1 and (words[0][0].islower() or words[-1][0].islower())
    return "" if small else name
