"""Fonts (PDF 2.0, sections 9.6 to 9.10): how wide glyphs are, which letters they are, and the programs that draw them."""

import re
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Stream, String

from handbill.cleaning.media.papers import programs
from handbill.cleaning.media.papers.cmaps import cmap
from handbill.cleaning.media.papers.copying import (
    Copier,
    Copy,
    data_of,
    dictionary,
    either,
    entries_of,
    is_number,
    many,
    names,
    number,
    numbers,
    whole,
)

_CALLED: Final = re.compile(r"/[A-Za-z0-9][A-Za-z0-9+,._ -]{0,126}")
_GLYPH: Final = re.compile(r"/[A-Za-z0-9._-]{1,63}")
_SYSTEM: Final = re.compile(rb"[A-Za-z0-9-]{1,40}")
_SIMPLE: Final = ("Type1", "MMType1", "TrueType", "Type3")


def _matching(shape: re.Pattern[str]) -> Copier:
    return lambda _c, given: (
        Name(str(given)) if isinstance(given, Name) and shape.fullmatch(str(given)) else None
    )


def _system(_c: Copy, given: Any) -> Any:
    return String(bytes(given)) if isinstance(given, String) and _SYSTEM.fullmatch(bytes(given)) else None


def _system_info(c: Copy, given: Any) -> Any:
    """Give which characters have which numbers; numbers of the font's own where that cannot be read."""
    made = _NAMED(c, given)
    return (
        made
        if made is not None
        else Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    )


_NAMED: Final = dictionary(
    {"Registry": _system, "Ordering": _system, "Supplement": whole}, ("Registry", "Ordering")
)


def _type1(c: Copy, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None

    def copy() -> Stream:
        clear, closed = int(given.get("/Length1", 0)), int(given.get("/Length2", 0))
        data = data_of(given)
        program, length = programs.type1(data[: clear + closed + 1024], clear)
        return c.stream(
            program,
            Dictionary(Length1=length, Length2=closed, Length3=max(len(program) - length - closed, 0)),
        )

    return c.once(given, ("type1",), copy)


def _truetype(c: Copy, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None

    def copy() -> Stream:
        program = programs.truetype(data_of(given))
        return c.stream(program, Dictionary(Length1=len(program)))

    return c.once(given, ("truetype",), copy)


def _compact(c: Copy, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None
    kind = str(given.get("/Subtype"))

    def copy() -> Stream | None:
        if kind not in ("/Type1C", "/CIDFontType0C", "/OpenType"):
            return None
        data = data_of(given)
        program = programs.truetype(data) if kind == "/OpenType" else programs.cff(data)
        return c.stream(program, Dictionary(Subtype=Name(kind)))

    return c.once(given, ("compact",), copy)


_DESCRIPTOR: Final = dictionary(
    {
        "Type": names("FontDescriptor"),
        "FontName": _matching(_CALLED),
        "FontBBox": numbers(4),
        **dict.fromkeys(("Flags", "FontWeight"), whole),
        **dict.fromkeys(
            ("ItalicAngle", "Ascent", "Descent", "Leading", "CapHeight", "XHeight", "StemV"), number
        ),
        **dict.fromkeys(("StemH", "AvgWidth", "MaxWidth", "MissingWidth"), number),
        "FontFile": _type1,
        "FontFile2": _truetype,
        "FontFile3": _compact,
    }
)


def _differences(c: Copy, given: Any) -> Any:
    if not isinstance(given, Array) or len(given) > 1024:  # noqa: PLR2004 - a byte's codes, each with a number
        return None
    c.step(len(given))
    glyph = _matching(_GLYPH)
    made = [value if is_number(value) else glyph(c, value) or Name("/.notdef") for value in given]
    return Array(made)


_ENCODINGS: Final = names("StandardEncoding", "MacRomanEncoding", "MacExpertEncoding", "WinAnsiEncoding")
_ENCODING: Final = either(
    _ENCODINGS,
    dictionary({"Type": names("Encoding"), "BaseEncoding": _ENCODINGS, "Differences": _differences}),
)


def _widths(c: Copy, given: Any) -> Any:
    """Copy widths of glyphs by ranges: numbers, and arrays of numbers."""
    return many(either(number, numbers()))(c, given)


def _glyphs(c: Copy, given: Any) -> Any:
    if isinstance(given, Name):
        return Name.Identity if given == Name.Identity else None
    if not isinstance(given, Stream):
        return None
    return c.once(given, ("glyphs",), lambda: c.stream(data_of(given)[: 2 * 65_536]))


_DESCENDANT: Final = dictionary(
    {
        "Type": names("Font"),
        "Subtype": names("CIDFontType0", "CIDFontType2"),
        "BaseFont": _matching(_CALLED),
        "CIDSystemInfo": _system_info,
        "FontDescriptor": _DESCRIPTOR,
        "DW": number,
        "W": _widths,
        "DW2": numbers(2),
        "W2": _widths,
        "CIDToGIDMap": _glyphs,
    },
    ("Subtype", "CIDSystemInfo"),
)
_COMPOSITE: Final = {
    "Type": names("Font"),
    "Subtype": names("Type0"),
    "BaseFont": _matching(_CALLED),
    "Encoding": cmap,
    "DescendantFonts": many(_DESCENDANT, 1),
    "ToUnicode": cmap,
}
_PLAIN: Final = {
    "Type": names("Font"),
    "Subtype": names(*_SIMPLE),
    "BaseFont": _matching(_CALLED),
    "FirstChar": whole,
    "LastChar": whole,
    "Widths": numbers(),
    "FontDescriptor": _DESCRIPTOR,
    "Encoding": _ENCODING,
    "ToUnicode": cmap,
}
_DRAWN: Final = {"FontBBox": numbers(4), "FontMatrix": numbers(6)}


def font(c: Copy, given: Any, glyph: Copier) -> Any:
    """Copy a font; `glyph` copies what draws one of Type 3."""

    def copy() -> Any:
        if not isinstance(given, Dictionary):
            return None
        if str(given.get("/Subtype")) == "/Type0":
            return entries_of(c, given, _COMPOSITE, ("DescendantFonts", "Encoding"))
        if str(given.get("/Subtype")) != "/Type3":
            return entries_of(c, given, _PLAIN, ("Subtype",))
        made = entries_of(c, given, {**_PLAIN, **_DRAWN}, ("FontMatrix", "Encoding"))
        drawn = given.get("/CharProcs")
        if made is None or not isinstance(drawn, Dictionary):
            return None
        procedures = Dictionary()
        for name, stream in drawn.items():
            if _GLYPH.fullmatch(name) and (copied := glyph(c, stream)) is not None:
                procedures[name] = copied
        made["/CharProcs"] = procedures
        return made

    return c.once(given, ("font",), copy)
