"""What content draws with: states, patterns, forms, and the streams of content in them (PDF 2.0, sections 8.4.5, 8.7, 8.10, 11.6)."""

from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Stream

from handbill.cleaning.media.papers.colours import function, shading, space
from handbill.cleaning.media.papers.content import Content
from handbill.cleaning.media.papers.copying import (
    Copier,
    Copy,
    dictionary,
    either,
    entries_of,
    many,
    names,
    number,
    numbers,
    truth,
    whole,
)
from handbill.cleaning.media.papers.fonts import font
from handbill.cleaning.media.papers.pictures import picture
from handbill.cleaning.media.papers.resources import Resources

GROUP: Final = dictionary(
    {"Type": names("Group"), "S": names("Transparency"), "CS": space, "I": truth, "K": truth}, ("S",)
)


def _drawn(c: Copy, given: Stream, entries: Dictionary | None, around: Any = None) -> Any:
    """Copy a stream of content; one without resources of its own draws with those around it."""
    if entries is None:
        return None
    held = given.get("/Resources")
    resources = Resources(c, held if isinstance(held, Dictionary) else around, copiers_within(held or around))
    data = Content(resources, tagged=False).filtered(given)
    entries["/Resources"] = resources.made
    return c.stream(data, entries)


_FORM: Final = {
    "FormType": whole,
    "BBox": numbers(4),
    "Matrix": numbers(6),
    "Group": GROUP,
}


def form(c: Copy, given: Any, around: Any = None) -> Any:
    """Copy a form: a drawing that others hold."""

    def copy() -> Any:
        if not isinstance(given, Stream):
            return None
        entries = entries_of(c, given, _FORM, ("BBox",))
        if entries is not None:
            entries["/Type"], entries["/Subtype"] = Name.XObject, Name.Form
        return _drawn(c, given, entries, around)

    own = around is None or (isinstance(given, Stream) and "/Resources" in given)
    return c.once(
        given, ("form",) if own else ("form", around.objgen if around.is_indirect else object()), copy
    )


def _mask(c: Copy, given: Any) -> Any:
    if isinstance(given, Name):
        return Name("/None")
    return dictionary(_MASK, ("S", "G"))(c, given)


_MASK: Final = {
    "S": names("Alpha", "Luminosity"),
    "G": form,
    "BC": numbers(),
    "TR": either(names("Identity"), function),
}
_DASHES: Final = many(either(number, numbers()), 2)
_STATE: Final = {
    "Type": names("ExtGState"),
    "RI": names("AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"),
    **dict.fromkeys(("LW", "LC", "LJ", "ML", "OPM", "FL", "SM", "CA", "ca"), number),
    **dict.fromkeys(("OP", "op", "SA", "AIS", "TK"), truth),
    "D": _DASHES,
    "SMask": _mask,
    "BM": either(
        names(
            *(
                "Normal",
                "Compatible",
                "Multiply",
                "Screen",
                "Overlay",
                "Darken",
                "Lighten",
                "ColorDodge",
                "ColorBurn",
            ),
            *(
                "HardLight",
                "SoftLight",
                "Difference",
                "Exclusion",
                "Hue",
                "Saturation",
                "Color",
                "Luminosity",
            ),
        ),
        lambda _c, given: Name.Normal if isinstance(given, Array) else None,
    ),
}


def state(c: Copy, given: Any) -> Any:
    """Copy a state of graphics; the font that it may set comes along."""

    def copy() -> Any:
        if not isinstance(given, Dictionary):
            return None
        made = entries_of(c, given, _STATE)
        held = given.get("/Font")
        if isinstance(held, Array) and len(held) == 2:  # noqa: PLR2004 - font and size
            drawing, size = font(c, held[0], _glyph(None)), number(c, held[1])
            if drawing is not None and size is not None:
                made["/Font"] = Array([drawing, size])
        return made

    return c.once(given, ("state",), copy)


_TILES: Final = {
    "PatternType": whole,
    "PaintType": whole,
    "TilingType": whole,
    "BBox": numbers(4),
    "XStep": number,
    "YStep": number,
    "Matrix": numbers(6),
}
_SHADED: Final = {"PatternType": whole, "Shading": shading, "Matrix": numbers(6), "ExtGState": state}


def pattern(c: Copy, given: Any, around: Any = None) -> Any:
    """Copy a pattern: tiles, or a shading."""

    def copy() -> Any:
        if isinstance(given, Stream):
            entries = entries_of(c, given, _TILES, ("PatternType", "PaintType", "BBox", "XStep", "YStep"))
            return _drawn(c, given, entries, around)
        if isinstance(given, Dictionary):
            return entries_of(c, given, _SHADED, ("PatternType", "Shading"))
        return None

    return c.once(given, ("pattern",), copy)


def _glyph(around: Any) -> Copier:
    """Give the copier of what draws one glyph."""

    def copy(c: Copy, given: Any) -> Any:
        if not isinstance(given, Stream):
            return None
        return c.once(given, ("glyph",), lambda: _drawn(c, given, Dictionary(), around))

    return copy


def _external(c: Copy, given: Any, around: Any) -> Any:
    kind = str(given.get("/Subtype", "/Image")) if isinstance(given, Stream) else ""
    if kind == "/Image":
        return picture(c, given)
    return form(c, given, around) if kind == "/Form" else None  # no PostScript, and not what nobody knows


def copiers_within(around: Any) -> dict[str, Copier]:
    """Give who copies what a stream draws with, of each category; `around`: its own resources."""
    return {
        "Font": lambda c, given: font(
            c, given, _glyph(given.get("/Resources", around) if isinstance(given, Dictionary) else None)
        ),
        "XObject": lambda c, given: _external(c, given, around),
        "ExtGState": state,
        "ColorSpace": space,
        "Pattern": lambda c, given: pattern(c, given, around),
        "Shading": shading,
    }
