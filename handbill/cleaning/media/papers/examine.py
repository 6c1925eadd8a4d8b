"""A PDF that was made here, opened again: every key of every object is on this list, and words stand only where they are read."""

import os
from pathlib import Path
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.papers.content import TAGS
from handbill.cleaning.media.papers.told import ends
from handbill.cleaning.media.refused import FAILED

_TRAILER: Final = frozenset(
    {"/ID", "/Root", "/Size", "/Type", "/W", "/Index", "/Filter", "/Length", "/DecodeParms", "/XRefStm"}
)
_PACKED: Final = {"/XRef": _TRAILER, "/ObjStm": frozenset({"/Type", "/N", "/First", "/Length", "/Filter"})}
_ROOT: Final = frozenset(
    {"/Type", "/Pages", "/Lang", "/MarkInfo", "/Outlines", "/StructTreeRoot", "/Version"}
)
_KEYS: Final = frozenset(
    (
        # of pages, links and contents
        *(
            "Type",
            "Subtype",
            "Kids",
            "Count",
            "Parent",
            "MediaBox",
            "CropBox",
            "Rotate",
            "UserUnit",
            "Group",
            "Contents",
        ),
        *(
            "Resources",
            "Annots",
            "StructParents",
            "StructParent",
            "Rect",
            "Border",
            "F",
            "Dest",
            "A",
            "S",
            "URI",
        ),
        *("First", "Last", "Next", "Prev", "Title"),
        # of the catalogue and of structure
        *(
            "K",
            "P",
            "Pg",
            "MCID",
            "Obj",
            "Alt",
            "ActualText",
            "E",
            "Lang",
            "ParentTree",
            "ParentTreeNextKey",
            "Nums",
        ),
        *(
            "Pages",
            "MarkInfo",
            "Outlines",
            "StructTreeRoot",
            "Marked",
            "O",
            "RowSpan",
            "ColSpan",
            "BBox",
            "Scope",
            "ListNumbering",
            "Placement",
        ),
        # of streams, pictures and forms
        *(
            "Length",
            "Filter",
            "DecodeParms",
            "Width",
            "Height",
            "BitsPerComponent",
            "ColorSpace",
            "ImageMask",
            "Decode",
        ),
        *(
            "Interpolate",
            "Intent",
            "SMask",
            "Mask",
            "Matte",
            "ColorTransform",
            "EndOfLine",
            "EncodedByteAlign",
        ),
        *(
            "Columns",
            "Predictor",
            "Colors",
            "EarlyChange",
            "Rows",
            "EndOfBlock",
            "BlackIs1",
            "DamagedRowsBeforeError",
            "JBIG2Globals",
            "FormType",
            "Matrix",
        ),
        *("CS", "I"),
        # of resources and states
        *(
            "Font",
            "XObject",
            "ExtGState",
            "Pattern",
            "Shading",
            "RI",
            "LW",
            "LC",
            "LJ",
            "ML",
            "OPM",
            "FL",
            "SM",
            "CA",
        ),
        *("ca", "OP", "op", "SA", "AIS", "TK", "D", "BM", "G", "BC", "TR"),
        # of functions, colours and patterns
        *(
            "FunctionType",
            "Domain",
            "Range",
            "Size",
            "BitsPerSample",
            "Order",
            "Encode",
            "C0",
            "C1",
            "N",
            "Functions",
        ),
        *(
            "Bounds",
            "WhitePoint",
            "BlackPoint",
            "Gamma",
            "ShadingType",
            "Background",
            "AntiAlias",
            "Coords",
            "Extend",
        ),
        *(
            "BitsPerCoordinate",
            "BitsPerFlag",
            "VerticesPerRow",
            "Function",
            "PatternType",
            "PaintType",
            "TilingType",
        ),
        *("XStep", "YStep"),
        # of fonts
        *(
            "BaseFont",
            "FirstChar",
            "LastChar",
            "Widths",
            "FontDescriptor",
            "Encoding",
            "ToUnicode",
            "DescendantFonts",
        ),
        *(
            "CIDSystemInfo",
            "Registry",
            "Ordering",
            "Supplement",
            "DW",
            "W",
            "DW2",
            "W2",
            "CIDToGIDMap",
            "FontBBox",
        ),
        *(
            "FontMatrix",
            "CharProcs",
            "BaseEncoding",
            "Differences",
            "FontName",
            "Flags",
            "FontWeight",
            "ItalicAngle",
        ),
        *("Ascent", "Descent", "Leading", "CapHeight", "XHeight", "StemV", "StemH", "AvgWidth", "MaxWidth"),
        *("MissingWidth", "FontFile", "FontFile2", "FontFile3", "Length1", "Length2", "Length3"),
    )
)
_CALLED: Final = frozenset({"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading"})
_WORDS: Final = frozenset({"/URI", "/Title", "/Alt", "/ActualText", "/E", "/Lang", "/Registry", "/Ordering"})
_MARKS: Final = frozenset({"/MCID", "/ActualText", "/Alt", "/E", "/Lang"})
_LAST: Final = 10  # bytes
_DEPTH: Final = 20


def examine(path: Path, count: int) -> None:
    """Look at all of it; it has so many pages.

    Raises:
        Unclean: `failed`: there is more than pages.
    """
    with pikepdf.open(path, attempt_recovery=False, access_mode=pikepdf.AccessMode.stream) as made:
        good = (
            set(made.trailer.keys()) <= _TRAILER
            and set(made.Root.keys()) <= _ROOT
            and len(made.pages) == count
        )
        if not good or not all(_is_known(one, "", 0) for one in made.objects):
            raise Unclean(FAILED)
        drawings: list[Any] = [page.obj for page in made.pages]
        drawings += [one for one in made.objects if isinstance(one, Stream) and "/Resources" in one]
        if not all(_is_drawing(one) for one in drawings):
            raise Unclean(FAILED)
    with path.open("rb") as file:
        file.seek(-_LAST, os.SEEK_END)
        if ends(path) != 1 or not file.read().rstrip().endswith(b"%%EOF"):
            raise Unclean(FAILED)


def _is_known(one: Any, key: str, depth: int) -> bool:
    """Tell whether an object, which stands under that key of another one, has nothing but what the list allows."""
    if isinstance(one, Array):
        held = list(one)
        if len(held) == 4 and held[0] == Name.Indexed and isinstance(held[3], String):  # noqa: PLR2004 - a table of colours
            held.pop()
        return depth < _DEPTH and all(_below(value, key, depth) for value in held)
    if isinstance(one, (Dictionary, Stream)):
        return depth < _DEPTH and _are_known(one, key, depth)
    return not isinstance(one, String) or key in _WORDS


def _are_known(one: Any, key: str, depth: int) -> bool:
    kind = str(one.get("/Type"))
    if isinstance(one, Stream) and not key and kind in _PACKED:
        return set(one.keys()) <= _PACKED[kind]
    if key in _CALLED and isinstance(one, Dictionary) and "/Type" not in one and _are_ours(one):
        return all(_below(value, "", depth) for value in one.values())
    if key == "/Annots" and str(one.get("/Subtype")) != "/Link":
        return False
    return all(
        name[1:] in _KEYS
        and (_are_glyphs(value, depth) if name == "/CharProcs" else _below(value, name, depth))
        for name, value in one.items()
    )


def _below(value: Any, key: str, depth: int) -> bool:
    return (isinstance(value, Object) and value.is_indirect) or _is_known(value, key, depth + 1)


def _are_ours(one: Dictionary) -> bool:
    """Tell names that were given here: a letter and a number."""
    return all(name[1:2].isupper() and name[2:].isdecimal() for name in one.keys())  # noqa: SIM118 - it is no dict


def _are_glyphs(one: Any, depth: int) -> bool:
    return isinstance(one, Dictionary) and all(_below(value, "", depth) for value in one.values())


def _is_drawing(one: Any) -> bool:
    """Tell whether a stream has no properties but those that are read aloud."""
    for instruction in pikepdf.parse_content_stream(one, "BMC BDC DP MP BX EX INLINE IMAGE"):
        operands = list(instruction.operands)
        if str(instruction.operator) not in ("BMC", "BDC") or str(operands[0])[1:] not in TAGS:
            return False
        if len(operands) > 1 and (
            not isinstance(operands[1], Dictionary) or not set(operands[1].keys()) <= _MARKS
        ):
            return False
    return True
