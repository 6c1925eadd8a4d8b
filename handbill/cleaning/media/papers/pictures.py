"""Pictures in a PDF (PDF 2.0, section 8.9). Samples are taken out of their packing and packed anew; JPEG keeps what decoding it needs.

JPEG 2000 and fax are decoded by Pillow. JBIG2 is a row of segments, of which those with remarks stay behind.
"""

import io
import struct
import zlib
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel
from PIL import Image

from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.papers import jbig2, jpeg
from handbill.cleaning.media.papers.colours import components, intent, space
from handbill.cleaning.media.papers.copying import Copy, either, entries_of, numbers, truth, whole
from handbill.cleaning.media.refused import BROKEN, PIXELS

_ENTRIES: Final = {
    "Width": whole,
    "Height": whole,
    "BitsPerComponent": whole,
    "ColorSpace": space,
    "ImageMask": truth,
    "Decode": numbers(),
    "Interpolate": truth,
    "Intent": intent,
}
_FAX: Final = {
    "K": whole,
    "EndOfLine": truth,
    "EncodedByteAlign": truth,
    "Columns": whole,
    "Rows": whole,
    "EndOfBlock": truth,
    "BlackIs1": truth,
    "DamagedRowsBeforeError": whole,
}
_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = 10  # predictors from there on put a byte before each row
_PACKED: Final = frozenset(
    {"FlateDecode", "LZWDecode", "RunLengthDecode", "ASCII85Decode", "ASCIIHexDecode", "Crypt"}
)


def picture(c: Copy, given: Any) -> Any:
    """Copy a picture, with the picture that masks it."""
    return c.once(given, ("picture",), lambda: _picture(c, given, masks=True))


def _mask(c: Copy, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None
    return c.once(given, ("mask",), lambda: _picture(c, given, masks=False))


def _picture(c: Copy, given: Stream, *, masks: bool) -> Any:
    more = {"SMask": _mask, "Mask": either(numbers(), _mask)} if masks else {"Matte": numbers()}
    entries = entries_of(c, given, {**_ENTRIES, **more}, ("Width", "Height"))
    if entries is None:
        return None
    width, height = int(entries.Width), int(entries.Height)
    if width < 1 or height < 1 or width * height > c.allowed.pixels:
        raise Unclean(PIXELS)
    entries["/Type"], entries["/Subtype"] = Name.XObject, Name.Image
    filters = _filters(given)
    last = filters[-1] if filters else ""
    if not set(filters[:-1]) <= _PACKED or (filters and last not in _PACKED and last not in _KINDS):
        raise Unclean(BROKEN)
    return _KINDS.get(last, _samples)(c, given, entries)


def _filters(given: Stream) -> list[str]:
    found = given.get("/Filter")
    return [
        str(name)[1:]
        for name in (found if isinstance(found, Array) else [found] if found is not None else [])
    ]


def _samples(c: Copy, given: Stream, entries: Dictionary) -> Stream:
    """Pack the samples anew, as many as the picture has, and no byte more; or keep the packing, if it holds just these."""
    bits = 1 if entries.get("/ImageMask") else int(entries.get("/BitsPerComponent", 8))
    colours = 1 if "/ColorSpace" not in entries else components(entries.ColorSpace)
    row = (int(entries.Width) * bits * colours + 7) // 8
    if _filters(given) == ["FlateDecode"]:
        parameters = entries_of(c, _parameters(given) or Dictionary(), _PREDICTED)
        predicted = int(parameters.get("/Predictor", 1)) >= _PNG
        raw = given.read_raw_bytes()
        if _holds(raw, (row + predicted) * int(entries.Height)):
            entries["/Filter"] = Name.FlateDecode
            if len(parameters):
                entries["/DecodeParms"] = parameters
            return c.stream(raw, entries)
    data = given.read_bytes(StreamDecodeLevel.specialized)[: row * int(entries.Height)]
    if data.startswith(_JPEG):  # somebody forgot to say so
        raise Unclean(BROKEN)
    return c.stream(data, entries)


def _holds(raw: bytes, size: int) -> bool:
    """Tell whether packed samples are so many, end there, and nothing follows them."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(raw, size + 1)
        rest = unpacking.decompress(unpacking.unconsumed_tail, 1)
    except zlib.error:
        return False
    return (
        len(data) == size
        and not rest
        and unpacking.eof
        and not unpacking.unused_data
        and not data.startswith(_JPEG)
    )


def _jpeg(c: Copy, given: Stream, entries: Dictionary) -> Stream:
    data = jpeg.bare(_unpacked(c, given), c.allowed.pixels)
    entries["/Filter"] = Name.DCTDecode
    parameters = _parameters(given)
    transform = parameters.get("/ColorTransform") if parameters is not None else None
    if transform in (0, 1):
        entries["/DecodeParms"] = Dictionary(ColorTransform=transform)
    return c.stream(data, entries)


def _jpeg2000(c: Copy, given: Stream, entries: Dictionary) -> Stream:
    with Image.open(io.BytesIO(_unpacked(c, given)), formats=["JPEG2000"]) as opened:
        if opened.width * opened.height > c.allowed.pixels:
            raise Unclean(PIXELS)
        decoded = _without_alpha(opened)
    entries["/Width"], entries["/Height"] = decoded.size
    entries["/BitsPerComponent"] = 8
    entries["/ColorSpace"] = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[
        decoded.mode
    ]
    if decoded.mode == "CMYK":
        return c.stream(decoded.tobytes(), entries)
    packed = io.BytesIO()
    decoded.save(packed, "JPEG", quality=85)
    entries["/Filter"] = Name.DCTDecode
    return c.stream(jpeg.bare(packed.getvalue(), c.allowed.pixels), entries)


def _without_alpha(opened: Image.Image) -> Image.Image:
    """Lay what shines through on white."""
    if opened.mode in ("L", "RGB", "CMYK"):
        return opened.copy()
    through = opened.convert("RGBA")
    ground = Image.new("RGB", opened.size, "white")
    ground.paste(through, mask=through.getchannel("A"))
    return ground


def _fax(c: Copy, given: Stream, entries: Dictionary) -> Stream:
    """Decode what is of group 4, as TIFF has it too; the other two groups keep their packing."""
    parameters = entries_of(c, _parameters(given) or Dictionary(), _FAX)
    data = _unpacked(c, given)
    entries["/BitsPerComponent"] = 1
    if int(parameters.get("/K", 0)) >= 0 or parameters.get("/EncodedByteAlign"):
        parameters["/Columns"] = int(entries.Width)
        entries["/Filter"], entries["/DecodeParms"] = Name.CCITTFaxDecode, parameters
        return c.stream(data, entries)
    with Image.open(
        io.BytesIO(_tiff(int(entries.Width), int(entries.Height), data)), formats=["TIFF"]
    ) as opened:
        samples = opened.tobytes()
    if not parameters.get("/BlackIs1"):
        samples = bytes(byte ^ 0xFF for byte in samples)
    return c.stream(samples, entries)


def _tiff(width: int, height: int, data: bytes) -> bytes:
    """Put fax data of group 4 into a TIFF, 0 for white (TIFF 6.0, section 11)."""
    tags = [
        *(
            (256, 4, width),
            (257, 4, height),
            (258, 3, 1),
            (259, 3, 4),
            (262, 3, 1),
            (273, 4, 8 + 2 + 9 * 12 + 4),
        ),
        *((277, 3, 1), (278, 4, height), (279, 4, len(data))),
    ]
    head = b"II*\0" + struct.pack("<IH", 8, len(tags))
    return (
        head
        + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        + bytes(4)
        + data
    )


def _jbig2(c: Copy, given: Stream, entries: Dictionary) -> Stream:
    entries["/Filter"] = Name.JBIG2Decode
    entries["/BitsPerComponent"] = 1
    parameters = _parameters(given)
    shared = parameters.get("/JBIG2Globals") if parameters is not None else None
    if isinstance(shared, Stream):
        made = c.once(shared, ("jbig2",), lambda: c.stream(jbig2.bare(shared.read_bytes())))
        entries["/DecodeParms"] = Dictionary(JBIG2Globals=made)
    return c.stream(jbig2.bare(_unpacked(c, given)), entries)


_KINDS: Final = {
    "DCTDecode": _jpeg,
    "JPXDecode": _jpeg2000,
    "CCITTFaxDecode": _fax,
    "JBIG2Decode": _jbig2,
}


def _parameters(given: Stream) -> Any:
    """Give those of the last filter."""
    found = given.get("/DecodeParms")
    found = found[len(found) - 1] if isinstance(found, Array) and len(found) else found
    return found if isinstance(found, Dictionary) else None


def _unpacked(c: Copy, given: Stream) -> bytes:
    """Undo the filters before the last one."""
    filters, parameters = given.get("/Filter"), given.get("/DecodeParms")
    raw = given.read_raw_bytes()
    if not isinstance(filters, Array) or len(filters) == 1:
        return raw
    before = Dictionary(Filter=Array([Name(str(name)) for name in list(filters)[:-1]]))
    if isinstance(parameters, Array):
        before["/DecodeParms"] = Array(
            [entries_of(c, one or Dictionary(), _PREDICTED) for one in list(parameters)[:-1]]
        )
    return Stream(c.into, raw, before).read_bytes(StreamDecodeLevel.specialized)


_PREDICTED: Final = dict.fromkeys(
    ("Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange"), whole
)
