"""The characters of a saved page, whatever it says of its charset: what it says was often wrong."""

import codecs
import re
from typing import Final

_META: Final = re.compile(
    rb"<meta[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([A-Za-z][A-Za-z0-9._:-]{0,40})", re.IGNORECASE
)
_XML: Final = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN: Final = frozenset({"ascii", "iso8859-1", "cp1252", "utf-8", "utf-16", "utf-16-le", "utf-16-be"})
"""With these declared, a page that is not UTF-8 is Windows-1252: browsers read it so, and authors looked at browsers."""
_OF_TEXT: Final = re.compile(
    "(?:utf-|iso8859|iso2022|cp[0-9]|koi8|mac-|euc|shift|big5|gb|hz|johab|tis|ascii)"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_LOOKED: Final = 4096  # bytes in which a page says it
_TWICE: Final = re.compile("[ÂÃâð][\x80-\xff\u0152-\u2122]")
"""A letter of UTF-8 that was taken for two or three of Windows-1252."""


def decode(data: bytes, declared: str = "") -> str:
    """Give the text of a page. `declared` is what the server said, which a browser believes before the page itself.

    What is valid UTF-8 with more than ASCII is UTF-8, whatever is said: no other text of some length is, by chance.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _tidy(data.decode(charset, "replace"))
    try:
        return _tidy(_once(data.decode("utf-8")))
    except UnicodeDecodeError:
        pass
    start = data[:_LOOKED]
    inside = _META.search(start) or _XML.search(start)
    for said in (declared, inside[1].decode("ascii") if inside else ""):
        name = _known(said)
        if name and name not in _LATIN:
            return _tidy(data.decode(name, "replace"))
    return _tidy(data.decode("utf-8", "handbill.page") if _mostly_utf8(data) else _windows(data))


def _known(name: str) -> str:
    """Give a charset as Python names it; "" where there is none of that name, or it is no charset of texts."""
    try:
        found = codecs.lookup(name.strip("\"' ")).name
    except (LookupError, ValueError):
        return ""
    return found if _OF_TEXT.match(found) else ""


def _windows(data: bytes) -> str:
    """Read Windows-1252; what it has no character for is Latin-1, as in browsers."""
    return data.decode("cp1252", "handbill.page")


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether a page is UTF-8 but for some bytes: comments of another charset below an article, or a cut end."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    letters = len(
        re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", data)
    )
    return letters > broken


def _once(text: str) -> str:
    """Undo UTF-8 that was encoded twice, where all that is not ASCII was; where some is in doubt, nothing is touched."""
    if not _TWICE.search(text):
        return text
    try:
        return text.encode("cp1252", "handbill.page").decode("utf-8")
    except UnicodeError:
        return text


def _tidy(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _bytewise(error: UnicodeError) -> tuple[str | bytes, int]:
    """Take what Windows-1252 has no character for as Latin-1, both ways; and what is no UTF-8 as Windows-1252."""
    if isinstance(error, UnicodeEncodeError):
        signs = error.object[error.start : error.end]
        if all("\x80" <= sign <= "\x9f" for sign in signs):
            return signs.encode("latin-1"), error.end
        raise error
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data = error.object[error.start : error.end]
    if error.encoding == "utf-8":
        return data.decode("cp1252", "handbill.page"), error.end
    return data.decode("latin-1"), error.end


codecs.register_error("handbill.page", _bytewise)
