"""What the description says of files, and of texts."""

from typing import Any, Final

from handbill import limits
from handbill.cleaning.media.cleaned import KINDS
from handbill.intake.parts import PATTERN
from handbill.settings import site

Schema = dict[str, Any]


def text(most: int, words: str, **more: Any) -> Schema:
    """Describe a text of so many characters."""
    return {"type": "string", "maxLength": most, "description": words, **more}


NEW: Final = ("media", "media_caption", "media_alt", "media_captions", "parts")
ARRANGED: Final = ("kept_file", "kept_caption", "kept_alt", "kept_captions", "kept_drop", "parts")


def _files() -> dict[str, Schema]:
    """Give the members that are about files. The files themselves, and what is said of them, come as multipart."""
    most = {"maxItems": site().media.files}
    numbers = {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{1,18}$"}, **most}
    captions = {"type": "array", "items": text(limits.CAPTION, "Of one file."), **most}
    alts = {"type": "array", "items": text(limits.ALT, "What is to be seen, for who cannot see it."), **most}
    words = f"WebVTT or SubRip; of a sound also a plain text. {limits.TEXT_FILE} bytes fit."
    said = {"type": "array", "items": {"type": "string", "description": words}, **most}
    file = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
    return {
        "media": {
            "type": "array",
            "items": file,
            **most,
            "description": "Files; each is made anew. Their names are not read.",
        },
        "media_caption": {**captions, "description": "Of each new file, in their order."},
        "media_alt": {**alts, "description": "Of each new file, in their order."},
        "media_captions": {**said, "description": "Of each new file: what is said in a sound or film."},
        "parts": {
            "type": "array",
            "items": {"type": "string", "pattern": PATTERN},
            "description": "Parts of pictures to be hidden for good, each FILE:X,Y,WIDTH,HEIGHT in ten-thousandths, perhaps with ,black or ,blur behind it; FILE is a number of `files`, or +1 for the first new one.",
        },
        "kept_file": {
            **numbers,
            "description": "Those of `files` that stay, in their order; absent: all do.",
        },
        "kept_caption": {**captions, "description": "Of each `kept_file`."},
        "kept_alt": {**alts, "description": "Of each `kept_file`."},
        "kept_captions": {
            **said,
            "description": "Of each `kept_file`; empty: none any more.",
        },
        "kept_drop": {**numbers, "description": "Those of `files` that are left out."},
    }


def with_files(schema: Schema, *names: str) -> Schema:
    """Give a schema with members about files."""
    known = _files()
    return {**schema, "properties": {**schema["properties"], **{name: known[name] for name in names}}}


REMOVED: Final[Schema] = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Of each new file, in words: what was removed of it.",
}
HANGING: Final[Schema] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "media", "kind"],
        "properties": {
            "id": {"type": "integer"},
            "media": {"type": "integer", "description": "The K of the field `media_K`."},
            "kind": {"type": "string", "enum": [*KINDS]},
        },
    },
    "description": "The pictures, sound, film and papers that hang on it, in their order.",
}
