"""A file of plain text: its letters, and nothing that cannot be seen.

Who made a text can stand between its letters: in characters without width, in selectors of variants, in the kinds of its spaces,
in spaces at the ends of lines. What a script needs to be written (the joiners of Persian, Hindi and emoji) stays where it is
needed. What begins as HTML, SVG or XML do is no plain text: somebody wants it to be read as something else.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE
from pathlib import Path
from typing import Final

from handbill import limits
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from handbill.cleaning.media.made import made
from handbill.cleaning.text import many_lines, tidy

TYPE: Final = "text/plain"

_UNDEFINED: Final = frozenset(b"\x81\x8d\x8f\x90\x9d")  # in Windows-1252
_ODD: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_FEW: Final = 200  # one in so many may be such a character, else it is no text
_HIGH: Final = 3  # one in so many letters may be beyond ASCII in what is read as Windows-1252
_HIDDEN: Final = re.compile(
    "([\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff])"
)
_LETTERS: Final = "\u0590-\u109f\u1780-\u18af\ua800-\uabff\U00010a00-\U00011fff\U0001e900-\U0001e95f"
_EMOJI: Final = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINS: Final = re.compile(f"[{_LETTERS}][\u200c\u200d][{_LETTERS}]|[{_EMOJI}\ufe0f]\u200d[{_EMOJI}]")
_SELECTS: Final = re.compile(
    f"[{_EMOJI}#*0-9©®][\ufe0e\ufe0f]"
    "|[\u3400-\u9fff\U00020000-\U0003ffff][\U000e0100-\U000e01ef]"
    "|[\u1820-\u18aa][\u180b-\u180f]"
)
_SPACE: Final = re.compile(
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f]"
)  # U+3000 is as wide as a letter, and seen
_MARKUP: Final = re.compile(r"\s*<(?:\?xml|![a-z-]|/?[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE).match
_ENDS: Final = " \t\u3000"


def clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Give the text as UTF-8.

    Raises:
        Unclean: `bytes`: it is too long; `kind`: it is no text, or begins as HTML, SVG or XML do; `empty`: nothing would be seen.
    """
    if source.stat().st_size > min(limits.TEXT_FILE, allowed.bytes):
        raise Unclean("bytes")
    text, hidden = bare(decoded(source.read_bytes()))
    if not text:
        raise Unclean("empty")
    if _MARKUP(text):
        raise Unclean("kind")
    out = into / "text.txt"
    out.write_text(text + "\n", "utf-8")
    examine(out)
    return Cleaned("text", (made(out, TYPE),), removed={"other": hidden} if hidden else {})


def examine(path: Path) -> None:
    """Look whether cleaning once more would change it.

    Raises:
        Unclean: `failed`: it would.
    """
    text = path.read_text("utf-8")
    if bare(text) != (text.removesuffix("\n"), 0) or _ODD.search(text):
        raise Unclean("failed")


def bare(text: str) -> tuple[str, int]:
    """Give the text without what cannot be seen, and how many such characters there were."""
    text = tidy(text.removeprefix("\ufeff"))
    seen = _seen(text)
    lines = many_lines(_SPACE.sub(" ", seen)).split(
        "\n"
    )  # an expression would look at a run of spaces from each of them
    return "\n".join(line.rstrip(_ENDS) for line in lines).rstrip(), len(text) - len(seen)


def _seen(text: str) -> str:
    """Take out each hidden sign that is not needed by its neighbours, as they are after that."""
    kept: list[str] = []
    before = joiner = ""
    for number, part in enumerate(_HIDDEN.split(text)):
        if number % 2 and not joiner and _SELECTS.fullmatch(before + part):
            kept.append(part)
            before = part
        elif number % 2:
            joiner = joiner or (part if part in "\u200c\u200d" else "")
        elif part:
            kept += [joiner, part] if _JOINS.fullmatch(before + joiner + part[0]) else [part]
            before, joiner = part[-1], ""
    return "".join(kept)


def decoded(data: bytes) -> str:
    """Give what a file says: in UTF-16 where a mark says so, else in UTF-8, else in Windows-1252 where that is clearly text."""
    try:
        if data.startswith(BOM_UTF32_LE) or (b"\0" in data and not _is_utf16(data)):
            raise Unclean("kind")
        text = data.decode("utf-16" if _is_utf16(data) else "utf-8")
    except UnicodeDecodeError:
        if _is_utf16(data) or not _is_western(data):
            raise Unclean("kind") from None
        text = data.decode("cp1252")
    if len(_ODD.findall(text)) > 1 + len(text) // _FEW:
        raise Unclean("kind")
    return text


def _is_utf16(data: bytes) -> bool:
    return data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def _is_western(data: bytes) -> bool:
    return not _UNDEFINED & set(data) and sum(byte > 0x7F for byte in data) * _HIGH <= len(data)  # noqa: PLR2004 - ASCII's last
