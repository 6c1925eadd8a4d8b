"""Plain text from strangers, made safe to store, to sign and to show.

What leaves here has no NUL, no lone surrogate, no control character but newline and tab, no noncharacter, and cannot turn
the direction of the text around it: it can always be written as UTF-8, as canonical JSON and as XML. Both functions are
idempotent, and linear in the length of the text: too long is the caller's affair, but 1 MB must not hold a thread.

Sources: Unicode Standard Annexes 9 (bidirectional controls), 15 (NFC; stream-safe text, section 13).
"""

import re
import unicodedata
from typing import Final

from handbill.limits import MARK_RUN

_NEWLINES: Final = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_NONCHARACTERS: Final = "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
# C0 and C1 but tab and newline, surrogates, embeddings and overrides, deprecated format characters (U+206A-206F),
# the byte order mark, interlinear annotation, noncharacters.
_BAD: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u206a-\u206f\ufeff\ufff9-\ufffb"
    f"\ufdd0-\ufdef\ufffe\uffff{_NONCHARACTERS}]+"
)
_ISOLATE: Final = re.compile("[\u2066-\u2069]")
_CLOSE: Final = "\u2069"
_MARKS: Final = re.compile(rf"[^\w\s\x00-\x7f]{{{MARK_RUN + 1},}}")
_SPACES: Final = re.compile(r"[ \t\n]+")
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that show nothing


def one_line(text: str) -> str:
    """Give `text` as one line: runs of spaces, tabs and newlines are one space. Empty where nothing would be seen."""
    line = _SPACES.sub(" ", tidy(text)).strip()
    return line if _is_seen(line) else ""


def many_lines(text: str) -> str:
    """Give `text` with newlines as U+000A, without blank lines at its start and space at its end.

    The indentation of the first line stays: Markdown reads it. Empty where nothing would be seen.
    """
    text = tidy(text).rstrip()
    start = len(text) - len(text.lstrip())
    text = text[text.rfind("\n", 0, start) + 1 :]
    return text if _is_seen(text) else ""


def tidy(text: str) -> str:
    """Give `text` in NFC, newlines as U+000A, without what must never be stored. Space stays as it is."""
    if text.isascii() and text.isprintable():
        return text
    text = _BAD.sub("", _NEWLINES.sub("\n", text))
    if _ISOLATE.search(text):
        text = "\n".join(_balanced(line) for line in text.split("\n"))
    # Before NFC: it sorts the marks on a letter, in time quadratic in their number.
    text = _MARKS.sub(_fewer_marks, text)
    return unicodedata.normalize("NFC", text)


def _balanced(line: str) -> str:
    """Give a line whose isolates are all closed on it, else the line without any."""
    open_now = 0
    for sign in _ISOLATE.findall(line):
        open_now += -1 if sign == _CLOSE else 1
        if open_now < 0:
            break
    return line if open_now == 0 else _ISOLATE.sub("", line)


def _fewer_marks(match: re.Match[str]) -> str:
    """Cut runs of combining marks to `MARK_RUN`."""
    kept: list[str] = []
    run = 0
    for sign in match[0]:
        run = run + 1 if unicodedata.category(sign).startswith("M") else 0
        if run <= MARK_RUN:
            kept.append(sign)
    return "".join(kept)


def _is_seen(text: str) -> bool:
    """Tell whether there is anything but space, controls and characters that show nothing."""
    return any(sign not in _BLANK and unicodedata.category(sign) not in _UNSEEN for sign in text)


_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
