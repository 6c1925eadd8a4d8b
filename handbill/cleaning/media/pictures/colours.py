"""Bring the colours of a picture to sRGB, before what says which ones they are is thrown away."""

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms

from handbill.cleaning.media.pictures.declared import FIRST, primaries
from handbill.cleaning.media.pictures.primaries import ADOBE_RGB, PRIMARIES, profile

PROFILE: Final = 4_000_000
"""Bytes of a profile that is read; printers' have less than that."""

_SRGB: Final = ImageCms.createProfile("sRGB")
_INTEROPERABILITY: Final = 0xA005
_INDEX: Final = 1
_WORD: Final = 65_535
_BYTE: Final = 255


def simple(part: Image.Image) -> Image.Image:
    """Give a picture, or a part of it, in eight bits: L, LA, RGB, RGBA, CMYK or LAB; never with a palette."""
    if part.mode.startswith("I;16") or part.mode in ("I", "F"):
        return _narrowed(part)
    if part.mode in ("P", "PA", "RGBa") or "transparency" in part.info:
        return part.convert("RGBA" if part.has_transparency_data else "RGB")
    if part.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        return part
    return part.convert("L" if part.mode == "1" else "LA" if part.mode == "La" else "RGB")


def to_srgb(picture: Image.Image, icc: bytes | None) -> Image.Image:
    """Give a simple picture as RGB or RGBA. A profile that is none, or one of other colours, is left aside."""
    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    colours = picture.convert(picture.mode[:-1]) if alpha else picture
    if colours.mode == "LAB":
        colours = _transformed(colours, ImageCms.createProfile("LAB"))
    elif icc and len(icc) <= PROFILE:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            colours = _transformed(colours, ImageCms.ImageCmsProfile(BytesIO(icc)))
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def profile_of(opened: Image.Image) -> bytes | None:
    """Give the profile of a picture as it was opened, or one of what it says instead."""
    icc: Any = opened.info.get("icc_profile")
    if icc:
        return bytes(icc)
    number = (opened.info.get("nclx_profile") or {}).get("color_primaries") or primaries(_first(opened))
    if number in PRIMARIES:
        return profile(PRIMARIES[number])
    with suppress(Exception):  # whatever is wrong with it: then it does not say
        if opened.getexif().get_ifd(_INTEROPERABILITY).get(_INDEX) == "R03":  # DCF 2.0: Adobe RGB
            return profile(ADOBE_RGB)
    return None


def _first(opened: Image.Image) -> bytes:
    with Path(str(getattr(opened, "filename", os.devnull))).open("rb") as file:
        return file.read(FIRST)


def _transformed(picture: Image.Image, source: Any) -> Image.Image:
    made = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
    return picture if made is None else made


def _narrowed(part: Image.Image) -> Image.Image:
    """Leave the upper eight bits; numbers that are no brightness are spread over all of it."""
    if part.mode.startswith("I;16"):
        part = part.convert("I")
        low, high = 0.0, float(_WORD)
    else:
        part = part.convert("F")
        low, high = (float(end) for end in part.getextrema())  # type: ignore[arg-type] # one band, so two numbers
    scale = _BYTE / max(high - low, 1e-9)
    return part.point(lambda value: value * scale - low * scale).convert("L")
