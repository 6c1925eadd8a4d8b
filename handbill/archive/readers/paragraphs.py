"""Which lines of an old text are paragraphs, and which were only wrapped: nothing is torn apart, nothing run together.

Old pages come in two kinds. In one each line is a paragraph, however long. In the other a text was cut to lines of
some 72 characters. The second is recognised by how wrapping works: a line ends where the next word would not have
fitted any more. So a break between two lines is a wrap where the line, a space and the first word of the next are
longer than the longest line. Chance does that too, so a whole text counts as wrapped only if all of this is so:

- its longest line has 50 to 100 characters (lines that stand alone or are one long word, an address, do not count);
- at least half of the breaks between adjacent lines are wraps by the rule above;
- at least one of them stands within a sentence: no full stop before it, no capital letter after it.

Then wraps are joined by a space; after a hyphen the break stays a break, as nobody knows whether it belongs to the word.
"""

import re
from itertools import pairwise
from typing import Final

_NARROWEST: Final = 50
_WIDEST: Final = 100
_ITEM: Final = re.compile(
    r"(?:[-*•·\u2013\u2014>]|\d{1,3}[.)])\s"
)  # begins a point of a list, or a quotation
_ENDS: Final = (".", "!", "?", ":", ";", "…", '"', "”", "»", ")")


def paragraphs(lines: list[str]) -> list[str]:
    """Give the paragraphs of a text; a newline stays only inside a word that was cut at a hyphen."""
    lines = [line.strip() for line in lines]
    pairs = [(one, two) for one, two in pairwise(lines) if one and two]
    width = _width(pairs)
    found: list[str] = []
    before = ""
    for line in lines:
        if not line:
            before = ""
            continue
        if before and width and _is_wrap(before, line, width):
            found[-1] += ("\n" if before.endswith("-") else " ") + line
        else:
            found.append(line)
        before = line
    return found


def _width(pairs: list[tuple[str, str]]) -> int:
    """Give the length of the longest line of a wrapped text; 0 where the text is not wrapped."""
    width = max((len(line) for pair in pairs for line in pair if " " in line), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    wraps = [pair for pair in pairs if _is_wrap(*pair, width)]
    within = any(not one.endswith(_ENDS) and not two[0].isupper() and two[0].isalpha() for one, two in wraps)
    return width if within and 2 * len(wraps) >= len(pairs) else 0


def _is_wrap(line: str, following: str, width: int) -> bool:
    if _ITEM.match(following):
        return False
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width
