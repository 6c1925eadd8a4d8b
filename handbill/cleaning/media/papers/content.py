"""What a page, a form, a pattern or a glyph draws: the operators of a list, with the operands that each has (PDF 2.0, annex A).

Remarks, unknown operators and properties are gone; so is what lies on layers that are off.
"""

from decimal import Decimal
from typing import Any, Final

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Stream,
    String,
)

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.papers.colours import space
from handbill.cleaning.media.papers.copying import is_number, words
from handbill.cleaning.media.papers.layers import is_off
from handbill.cleaning.media.papers.resources import Resources
from handbill.cleaning.media.refused import BROKEN
from handbill.limits import LANGUAGE

_NUMBERS: Final = {
    **dict.fromkeys(("q", "Q", "h", "W", "W*", "BT", "ET", "T*"), (0,)),
    **dict.fromkeys(("w", "J", "j", "M", "i", "Tc", "Tw", "Tz", "TL", "Tr", "Ts", "G", "g"), (1,)),
    **dict.fromkeys(("m", "l", "Td", "TD", "d0"), (2,)),
    **dict.fromkeys(("RG", "rg"), (3,)),
    **dict.fromkeys(("v", "y", "re", "K", "k"), (4,)),
    **dict.fromkeys(("cm", "c", "Tm", "d1"), (6,)),
    **dict.fromkeys(("SC", "sc"), tuple(range(1, 33))),
}
"""Operators that take numbers alone, and how many."""
_PLAIN: Final = frozenset({int, Decimal})
_PAINTS: Final = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"))
_SHOWS: Final = frozenset(("Tj", "TJ", "'", '"'))
_INTENTS: Final = frozenset(("AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"))
_DEVICES: Final = frozenset(("DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern"))
_CALLED: Final = {"gs": "ExtGState", "sh": "Shading", "Do": "XObject", "cs": "ColorSpace", "CS": "ColorSpace"}
TAGS: Final = frozenset(
    (
        *(
            "Document",
            "Part",
            "Art",
            "Sect",
            "Div",
            "BlockQuote",
            "Caption",
            "TOC",
            "TOCI",
            "Index",
            "NonStruct",
        ),
        *(
            "P",
            "H",
            "H1",
            "H2",
            "H3",
            "H4",
            "H5",
            "H6",
            "L",
            "LI",
            "Lbl",
            "LBody",
            "Table",
            "TR",
            "TH",
            "TD",
            "THead",
        ),
        *(
            "TBody",
            "TFoot",
            "Span",
            "Quote",
            "Note",
            "Reference",
            "BibEntry",
            "Code",
            "Link",
            "Annot",
            "Ruby",
            "RB",
        ),
        *(
            "RT",
            "RP",
            "Warichu",
            "WT",
            "WP",
            "Figure",
            "Formula",
            "Form",
            "Title",
            "Aside",
            "FENote",
            "Em",
            "Strong",
        ),
        "Artifact",
    )
)
"""The standard types of structure (14.8.4), and what is none of it."""
_SAID: Final = {"ActualText": 20_000, "Alt": 20_000, "E": 2_000, "Lang": LANGUAGE}


class Content:
    """One stream, instruction by instruction."""

    def __init__(self, resources: Resources, *, tagged: bool) -> None:
        self.resources = resources
        self.tagged = tagged  # whether numbers of marked content mean anything: those of pages do
        self.numbers: set[int] = set()
        self._marks: list[tuple[bool, bool]] = []  # whether it was written, whether it hides
        self._hidden = 0

    def filtered(self, stream: Any) -> bytes:
        """Give a stream, or the streams of a page, anew."""
        instructions = pikepdf.parse_content_stream(stream)
        self.resources.c.step(len(instructions))
        out = []
        for instruction in instructions:
            if isinstance(instruction, ContentStreamInlineImage):
                made = self._inline(instruction)
            else:
                operator = str(instruction.operator)
                counts = _NUMBERS.get(operator)
                if counts is None:
                    made = self._one(operator, instruction)
                else:  # by far the most: lines, curves, places
                    operands = instruction.operands
                    good = len(operands) in counts and {type(one) for one in operands} <= _PLAIN
                    made = instruction if good else None
            if made is not None:
                out.append(made)
        out += [_said([], "EMC") for was_written, _ in self._marks if was_written]
        return pikepdf.unparse_content_stream(out)

    def _one(self, operator: str, given: ContentStreamInstruction) -> Any:
        if operator in _PAINTS:
            return (
                _said([], "n") if self._hidden else given if not len(given.operands) else _said([], operator)
            )
        operands: list[Any] = list(given.operands)
        if operator in _SHOWS:
            return self._shows(operator, operands)
        if operator in ("BMC", "BDC"):
            return self._begins(operands)
        if operator == "EMC":
            return self._ends()
        return self._named(operator, operands)

    def _named(self, operator: str, operands: list[Any]) -> Any:
        """Give an operator that names something."""
        name = operands[-1] if operands and isinstance(operands[-1], Name) else None
        if operator == "d":
            return self._dashed(operands)
        if operator == "Tf":
            return self._font(operands)
        if operator in ("SCN", "scn"):
            return self._coloured(operator, operands[:-1] if name is not None else operands, name)
        if name is None or len(operands) != 1:
            return None
        known = {"ri": _INTENTS, "cs": _DEVICES, "CS": _DEVICES}.get(operator, frozenset())
        if str(name)[1:] in known:
            return _said([Name(str(name))], operator)
        return self._called(operator, name)

    def _called(self, operator: str, name: Name) -> Any:
        if operator not in _CALLED or (self._hidden and operator in ("Do", "sh")):
            return None
        given = self.resources.look("XObject", name) if operator == "Do" else None
        if isinstance(given, Stream) and is_off(given.get("/OC"), self.resources.c.hidden):
            return None
        called = self.resources.use(_CALLED[operator], name)
        return _said([called], operator) if called is not None else None

    def _dashed(self, operands: list[Any]) -> Any:
        if len(operands) != 2 or not isinstance(operands[0], Array):  # noqa: PLR2004 - lengths, and where they start
            return None
        dashes = list(operands[0])
        good = is_number(operands[1]) and all(map(is_number, dashes))
        return _said([Array(dashes), operands[1]], "d") if good else None

    def _font(self, operands: list[Any]) -> Any:
        if len(operands) != 2 or not is_number(operands[1]):  # noqa: PLR2004 - font and size
            return None
        called = self.resources.use("Font", operands[0])
        if called is None and self.resources.look("Font", operands[0]) is not None:
            raise Unclean(BROKEN)  # nobody shall find half of their words
        return _said([called, operands[1]], "Tf") if called is not None else None

    def _coloured(self, operator: str, values: list[Any], pattern: Any) -> Any:
        if not all(map(is_number, values)):
            return None
        if pattern is None:
            return _said(values, operator) if values else None
        called = self.resources.use("Pattern", pattern)
        return _said([*values, called], operator) if called is not None else None

    def _shows(self, operator: str, operands: list[Any]) -> Any:
        """Give text: strings of codes, and how far they are moved."""
        if not operands or (operator == '"' and not all(map(is_number, operands[:2]))):
            return None
        shown = operands[-1]
        if isinstance(shown, Array) and operator == "TJ":
            parts = [part if is_number(part) else String(bytes(part)) for part in shown if _is_shown(part)]
            self.resources.c.step(len(parts))
            value: Any = Array(parts)
        elif isinstance(shown, String) and operator != "TJ":
            value = String(bytes(shown))
        else:
            return None
        if self._hidden:
            return _said([], "T*") if operator in ("'", '"') else None
        return _said([*(operands[:2] if operator == '"' else []), value], operator)

    def _begins(self, operands: list[Any]) -> Any:
        """Open marked content: what is hidden, and what programs that read aloud say of it."""
        tag = str(operands[0])[1:] if operands and isinstance(operands[0], Name) else ""
        about = operands[1] if len(operands) > 1 else None
        if isinstance(about, Name):
            about = self.resources.look("Properties", about)
        hides = tag == "OC" and is_off(about, self.resources.c.hidden)
        self._hidden += hides
        kept = Dictionary()
        if isinstance(about, Dictionary) and tag != "OC":
            for key, most in _SAID.items():
                said = about.get("/" + key)
                if isinstance(said, String) and words(said, most):
                    kept["/" + key] = String(words(said, most))
            number = about.get("/MCID")
            if self.tagged and isinstance(number, int) and 0 <= number < 1_000_000:  # noqa: PLR2004 - far beyond any page
                kept.MCID = number
                self.numbers.add(number)
        written = tag == "Artifact" or len(kept) > 0
        self._marks.append((written, hides))
        if not written:
            return None
        name = Name("/" + (tag if tag in TAGS else "Span"))
        return _said([name, kept], "BDC") if len(kept) else _said([name], "BMC")

    def _ends(self) -> Any:
        if not self._marks:
            return None
        was_written, hides = self._marks.pop()
        self._hidden -= hides
        return _said([], "EMC") if was_written else None

    def _inline(self, given: ContentStreamInlineImage) -> Any:
        """Give a picture within the stream as one beside it."""
        if self._hidden:
            return None
        c = self.resources.c
        entries = given.iimage.obj
        scratch = Stream(c.into, given.iimage.read_raw_bytes(), entries)
        named = entries.get("/ColorSpace")
        if isinstance(named, Name) and str(named)[1:] not in _DEVICES:
            found = self.resources.look("ColorSpace", named)
            found = space(c, found) if found is not None else None
            if found is None:
                return None
            scratch["/ColorSpace"] = found
        made = self.resources.copiers["XObject"](c, scratch)
        return _said([self.resources.add("XObject", made)], "Do") if made is not None else None


def _is_shown(part: Any) -> bool:
    return is_number(part) or isinstance(part, String)


def _said(operands: list[Any], operator: str) -> ContentStreamInstruction:
    return ContentStreamInstruction(operands, Operator(operator))
