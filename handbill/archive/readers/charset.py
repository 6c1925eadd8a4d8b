"""The characters of a file, whatever charset it says that it has: what is said is often wrong, and what is valid UTF-8 is UTF-8."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

PIECE: Final = 65_536  # bytes that are read at a time
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_OF_TEXT: Final = re.compile(
    "(?:utf-|iso8859|iso2022|cp[0-9]|koi8|mac-|euc|shift|big5|gb|hz|johab|tis|ascii)"
)
_LATIN: Final = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252", "iso8859-15"})
"""Of these, what is no UTF-8 is taken byte by byte: nobody writes "Ã©" and means it, and many wrote UTF-8 below another name."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")


def known(name: str) -> str:
    """Give a charset as Python names it; UTF-8 where there is none of that name."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"
    return found if _OF_TEXT.match(found) else "utf-8"


def characters(stream: BinaryIO, charset: str = "") -> Iterator[tuple[str, int]]:
    """Give the text of a file in pieces, each with the number of bytes that it was made of.

    `charset` is what was said of it; "": as the file says of itself. Characters that XML cannot hold are left out.
    """
    piece = stream.read(PIECE)
    decoder = _decoder(charset, piece)
    text = decoder.decode(piece).removeprefix("\ufeff")
    while piece:
        yield _NO_XML.sub("", text), len(piece)
        piece = stream.read(PIECE)
        text = decoder.decode(piece, final=not piece)
    yield _NO_XML.sub("", text), 0


def _decoder(charset: str, start: bytes) -> codecs.IncrementalDecoder:
    said = _DECLARED.search(start[:1024])
    told = known(charset or (said[1].decode() if said else "utf-8"))
    told = next((name for mark, name in _MARKS if start.startswith(mark)), told)
    if told in _LATIN or _is_utf8(start):
        errors = "handbill.iso8859-15" if told == "iso8859-15" else "handbill.cp1252"
        return codecs.getincrementaldecoder("utf-8")(errors)
    return codecs.getincrementaldecoder(told)("replace")


def _is_utf8(start: bytes) -> bool:
    """Tell whether a file begins with UTF-8, and with more than ASCII."""
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(start).isascii()
    except UnicodeDecodeError:
        return False


def _bytewise(charset: str, error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as bytes of another charset. What Windows-1252 has no character for is Latin-1, as in browsers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data = error.object[error.start : error.end]
    try:
        return data.decode(charset), error.end
    except UnicodeDecodeError:
        return data.decode("latin-1"), error.end


for _name in ("cp1252", "iso8859-15"):
    codecs.register_error(f"handbill.{_name}", lambda error, name=_name: _bytewise(name, error))  # type: ignore[misc]  # no default in its type
