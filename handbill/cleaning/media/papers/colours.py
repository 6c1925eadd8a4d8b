"""Functions, colour spaces and shadings (PDF 2.0, sections 7.10, 8.6 and 8.7.4.5). Profiles of devices become the plain device."""

import re
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Stream, String

from handbill.cleaning.media.papers.copying import (
    Copy,
    data_of,
    either,
    entries_of,
    many,
    names,
    number,
    numbers,
    truth,
    whole,
)

_DEVICES: Final = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
_PLAIN: Final = (*_DEVICES.values(), "Pattern")
_INKS: Final = frozenset({"All", "None", "Cyan", "Magenta", "Yellow", "Black", "Red", "Green", "Blue"})
_MOST_INKS: Final = 32
_OPERATORS: Final = frozenset(
    (
        *(
            "abs",
            "add",
            "atan",
            "ceiling",
            "cos",
            "cvi",
            "cvr",
            "div",
            "exp",
            "floor",
            "idiv",
            "ln",
            "log",
            "mod",
        ),
        *(
            "mul",
            "neg",
            "round",
            "sin",
            "sqrt",
            "sub",
            "truncate",
            "and",
            "bitshift",
            "eq",
            "false",
            "ge",
            "gt",
        ),
        *(
            "le",
            "lt",
            "ne",
            "not",
            "or",
            "true",
            "xor",
            "if",
            "ifelse",
            "copy",
            "dup",
            "exch",
            "index",
            "pop",
            "roll",
        ),
        *("{", "}"),
    )
)
_COMMENT: Final = re.compile(r"%[^\r\n]*")
_TOKEN: Final = re.compile(r"[{}]|[^\s{}]+")
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")

_FUNCTION: Final = {"FunctionType": whole, "Domain": numbers(), "Range": numbers()}
_SAMPLED: Final = {
    **_FUNCTION,
    "Size": numbers(),
    "BitsPerSample": whole,
    "Order": whole,
    "Encode": numbers(),
    "Decode": numbers(),
}
_POWER: Final = {**_FUNCTION, "C0": numbers(), "C1": numbers(), "N": number}


def function(c: Copy, given: Any) -> Any:
    """Copy a function of numbers."""
    return c.once(given, ("function",), lambda: _function(c, given))


def _function(c: Copy, given: Any) -> Any:
    kind = given.get("/FunctionType") if isinstance(given, (Dictionary, Stream)) else None
    if isinstance(given, Stream) and kind == 0:
        return c.stream(data_of(given), entries_of(c, given, _SAMPLED))
    if isinstance(given, Stream) and kind == 4:  # noqa: PLR2004 - a program
        program = _program(data_of(given).decode("latin-1"))
        return c.stream(program, entries_of(c, given, _FUNCTION)) if program else None
    if isinstance(given, Dictionary) and kind == 2:  # noqa: PLR2004 - a power
        return entries_of(c, given, _POWER)
    if isinstance(given, Dictionary) and kind == 3:  # noqa: PLR2004 - others in a row
        return entries_of(c, given, _STITCHED, ("Functions",))
    return None


_STITCHED: Final = {**_FUNCTION, "Functions": many(function), "Bounds": numbers(), "Encode": numbers()}
functions: Final = either(function, many(function))


def _program(text: str) -> bytes:
    """Write a calculator's program anew, without remarks; empty where it is none."""
    tokens = _TOKEN.findall(_COMMENT.sub(" ", text))
    good = all(token in _OPERATORS or _NUMBER.fullmatch(token) for token in tokens)
    return " ".join(tokens).encode() if good and tokens else b""


def space(c: Copy, given: Any) -> Any:
    """Copy a colour space."""
    if isinstance(given, Name):
        return Name(str(given)) if str(given)[1:] in _PLAIN else None
    if not isinstance(given, Array) or not 1 <= len(given) <= 5:  # noqa: PLR2004 - DeviceN has five
        return None
    return c.once(given, ("space",), lambda: _space(c, given))


def _space(c: Copy, given: Array) -> Any:
    kind = str(given[0])[1:] if isinstance(given[0], Name) else ""
    copier = _SPACES.get(kind)
    return copier(c, list(given)) if copier else space(c, given[0]) if len(given) == 1 else None


def _calibrated(c: Copy, given: list[Any]) -> Any:
    about = entries_of(c, given[1], _CALIBRATION, ("WhitePoint",)) if len(given) > 1 else None
    return Array([Name(str(given[0])), about]) if about is not None else None


_CALIBRATION: Final = {
    "WhitePoint": numbers(3),
    "BlackPoint": numbers(3),
    "Matrix": numbers(9),
    "Range": numbers(4),
    "Gamma": either(number, numbers(3)),
}


def _profiled(_c: Copy, given: list[Any]) -> Any:
    count: Any = given[1].get("/N") if len(given) > 1 and isinstance(given[1], Stream) else None
    return Name("/" + _DEVICES[count]) if count in _DEVICES else None


def _indexed(c: Copy, given: list[Any]) -> Any:
    if len(given) != 4 or not isinstance(given[2], int) or not 0 <= given[2] <= 255:  # noqa: PLR2004 - a byte's
        return None
    base, table = space(c, given[1]), given[3]
    if base is None or not isinstance(table, (String, Stream)):
        return None
    data = data_of(table) if isinstance(table, Stream) else bytes(table)
    return Array([Name.Indexed, base, given[2], String(data[: (given[2] + 1) * components(base)])])


def _separated(c: Copy, given: list[Any]) -> Any:
    if len(given) < 4:  # noqa: PLR2004 - name, alternative, and how to get there
        return None
    inks = list(given[1]) if isinstance(given[1], Array) else [given[1]]
    other, tint = space(c, given[2]), function(c, given[3])
    if (
        other is None
        or tint is None
        or len(inks) > _MOST_INKS
        or not all(isinstance(ink, Name) for ink in inks)
    ):
        return None
    called = [Name(str(ink) if str(ink)[1:] in _INKS else f"/Ink{at}") for at, ink in enumerate(inks)]
    return Array(
        [Name(str(given[0])), Array(called) if isinstance(given[1], Array) else called[0], other, tint]
    )


def _patterned(c: Copy, given: list[Any]) -> Any:
    under = space(c, given[1]) if len(given) > 1 else None
    return Array([Name.Pattern, under]) if under is not None else Name.Pattern


_SPACES: Final = {
    **dict.fromkeys(("CalGray", "CalRGB", "Lab"), _calibrated),
    **dict.fromkeys(("Separation", "DeviceN"), _separated),
    "ICCBased": _profiled,
    "Indexed": _indexed,
    "Pattern": _patterned,
}


def components(made: Any) -> int:
    """Give how many numbers a colour has, of a space that was copied."""
    kind = str(made) if isinstance(made, Name) else str(made[0])
    if kind == "/DeviceN":
        return len(made[1])
    return {"/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}.get(kind, 1)


_SHADING: Final = {
    "ShadingType": whole,
    "ColorSpace": space,
    "Background": numbers(),
    "BBox": numbers(4),
    "AntiAlias": truth,
    "Coords": numbers(4, 6),
    "Domain": numbers(2, 4),
    "Extend": many(truth),
    "Matrix": numbers(6),
    "BitsPerCoordinate": whole,
    "BitsPerComponent": whole,
    "BitsPerFlag": whole,
    "VerticesPerRow": whole,
    "Decode": numbers(),
    "Function": functions,
}


def shading(c: Copy, given: Any) -> Any:
    """Copy a shading; the last four kinds have the points of a mesh with them."""

    def copy() -> Any:
        if not isinstance(given, (Dictionary, Stream)):
            return None
        entries = entries_of(c, given, _SHADING, ("ShadingType", "ColorSpace"))
        return (
            c.stream(data_of(given), entries)
            if entries is not None and isinstance(given, Stream)
            else entries
        )

    return c.once(given, ("shading",), copy)


intent: Final = names("AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual")
