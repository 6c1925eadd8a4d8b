"""CMaps: which code is which letter or glyph. They are programs; what they map is read, and written anew (Adobe's technical note 5014)."""

import re
from typing import Any, Final

from pikepdf import Name, Stream

from handbill.cleaning.media.papers.copying import Copy, data_of

_TOKEN: Final = re.compile(
    rb"<([0-9A-Fa-f\s]*)>|([\[\]])|/([^\s()<>\[\]{}/%]+)|\((?:[^()\\]|\\.)*\)|([A-Za-z0-9.+-]+)"
)
_COMMENT: Final = re.compile(rb"%[^\r\n]*")
_SECTIONS: Final = {
    "codespacerange": 2,
    "bfchar": 2,
    "bfrange": 3,
    "cidchar": 2,
    "cidrange": 3,
    "notdefchar": 2,
    "notdefrange": 3,
}
"""Sections, and how many values each line of them has."""
_MOST: Final = 300_000  # values
_KNOWN: Final = re.compile("[A-Za-z0-9][A-Za-z0-9-]{0,40}")
_HEAD: Final = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    b"/CMapName /Map def /CMapType 2 def\n"
)
_TAIL: Final = b"endcmap CMapName currentdict /CMap defineresource pop end end\n"


def cmap(c: Copy, given: Any) -> Any:
    """Copy a CMap, or the name of one that every reader has."""
    if isinstance(given, Name):
        return Name(str(given)) if _KNOWN.fullmatch(str(given)[1:]) else None
    if not isinstance(given, Stream):
        return None
    return c.once(given, ("cmap",), lambda: c.stream(written(data_of(given))))


def written(data: bytes) -> bytes:
    """Write anew what a CMap maps."""
    out = [_HEAD]
    values: list[bytes] = []
    many: list[bytes] = []
    section, depth = "", 0
    for count, token in enumerate(_TOKEN.finditer(_COMMENT.sub(b"", data))):
        hexadecimal, bracket, name, word = token.groups()
        if count > _MOST:
            break
        said = word.decode() if word else ""
        if said.startswith("begin") and said[5:] in _SECTIONS:
            section, values, depth = said[5:], [], 0
        elif section and said == "end" + section:
            out.append(_section(section, values))
            section = ""
        elif section and bracket == b"[":
            depth, many = depth + 1, []
        elif section and bracket == b"]" and depth:
            depth -= 1
            values.append(b"[" + b" ".join(many) + b"]")
        elif section and (hexadecimal is not None or said.isdigit()):
            value = b"<" + b"".join(hexadecimal.split()) + b">" if hexadecimal is not None else word
            (many if depth else values).append(value)
        elif name == b"WMode" and not section:
            vertical = re.search(rb"/WMode\s+1\b", data)
            out.append(b"/WMode 1 def\n" if vertical else b"")
    return b"".join([*out, _TAIL])


def _section(section: str, values: list[bytes]) -> bytes:
    each = _SECTIONS[section]
    lines = [b" ".join(values[at : at + each]) for at in range(0, len(values) - each + 1, each)]
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    name = section.encode()
    return b"".join(b"%d begin%b\n%b\nend%b\n" % (len(part), name, b"\n".join(part), name) for part in parts)
