"""Attachments: what `media_1`, `media_2` … hold, which of them stand, and where their files are (docs/record.md section 6)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from handbill.record.format.canonical import Json

Attachment: TypeAlias = dict[str, Any]
"""An object of section 6: `kind`, and perhaps `files`, `caption`, `alt`, `seconds`."""

KINDS: Final = ("image", "audio", "video", "pdf", "text")
MOST: Final = 99
"""Attachments of an item."""
MEDIA: Final = re.compile(r"media_([1-9][0-9]?)").fullmatch
"""The name of a field that is an attachment."""
TYPES: Final = {
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "vtt": "text/vtt",
}
"""Endings, and what goes with them."""
CAPTIONS: Final = TYPES["vtt"]
"""Of what is said in a sound or film."""

_TAG: Final = re.compile(
    r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
).fullmatch
_LONGEST_TAG: Final = 35
NAME: Final = rf"[1-9][0-9]{{0,3}}(?:-[a-z0-9]{{1,12}})?\.(?:{'|'.join(TYPES)})"
_NAME: Final = re.compile(NAME).fullmatch
_HASH: Final = re.compile(r"[0-9a-f]{64}").fullmatch
_LASTING: Final = ("audio", "video")
_FILE: Final = {"name", "type", "sha256", "bytes"}
_SIZE: Final = {"width", "height"}


def is_tag(value: str) -> bool:
    """Say whether this is a tag of a language as the record has them: BCP 47, at most 35 characters."""
    return bool(_TAG(value)) and len(value) <= _LONGEST_TAG


def is_attachment(value: Json) -> bool:
    """Say whether this is an attachment as section 6 wants it."""
    if not isinstance(value, dict) or not {"kind"} <= value.keys() <= {
        "kind",
        "files",
        "caption",
        "alt",
        "seconds",
    }:
        return False
    files = value.get("files", [{}])
    return (
        value["kind"] in KINDS
        and isinstance(files, list)
        and bool(files)
        and ("files" not in value or all(map(_is_file, files)))
        and all(isinstance(value[name], str) and value[name] for name in ("caption", "alt") if name in value)
        and _are_captions(value["kind"], [str(one.get("type")) for one in files if isinstance(one, dict)])
        and "\n" not in str(value.get("alt", ""))
        and ("seconds" not in value or (value["kind"] in _LASTING and _above_0(value["seconds"])))
    )


def demand_names(said: Mapping[str, Json]) -> None:
    """Refuse with ValueError a set in which two files have one name."""
    names = [one["name"] for _k, it in attachments(said) for one in it.get("files", ())]
    if len(set(names)) < len(names):
        raise ValueError("two files of attachments with one name")


def attachments(said: Mapping[str, Json]) -> Iterator[tuple[int, Attachment]]:
    """Give the attachments among the values of a set, that are not destroyed, with their K, in their order."""
    found = ((MEDIA(name), value) for name, value in said.items())
    numbered = [(int(match[1]), value) for match, value in found if match and isinstance(value, dict)]
    yield from sorted(numbered, key=lambda one: one[0])


def standing(said: Mapping[str, Json], later: Iterable[Mapping[str, Json]]) -> dict[int, Attachment]:
    """Give the attachments that stand, in their order.

    Args:
        said: the values of the set that `fields` opens.
        later: the values of each `prepare`, `blur` and `describe` after it, oldest first; what is destroyed in them is passed over.
    """
    stand = dict(attachments(said))
    for decision in later:
        k, value = decision.get("media"), decision.get("attachment")
        if isinstance(k, int) and isinstance(value, dict):
            stand[k] = value
    return dict(sorted(stand.items()))


def address(path: str, number: int, name: str) -> str:
    """Say where a file is: `path` is that of the article, `number` that of the item that it hangs on."""
    return f"{path}/media/{number}/{name}"


def _are_captions(kind: Json, types: list[str]) -> bool:
    """Say whether captions are where they may be: one file behind all others, of a sound or film."""
    return CAPTIONS not in types or (
        kind in _LASTING and len(types) > 1 and types.index(CAPTIONS) == len(types) - 1
    )


def _is_file(value: Json) -> bool:
    if not isinstance(value, dict) or not _FILE <= value.keys() <= _FILE | _SIZE | {"language"}:
        return False
    name, language = value["name"], value.get("language", "en")
    return (
        isinstance(name, str)
        and bool(_NAME(name))
        and value["type"] == TYPES[name.rpartition(".")[2]]
        and isinstance(value["sha256"], str)
        and bool(_HASH(value["sha256"]))
        and _above_0(value["bytes"])
        and len(_SIZE & value.keys()) != 1
        and all(_above_0(value[name]) for name in _SIZE & value.keys())
        and isinstance(language, str)
        and is_tag(language)
        and ("language" not in value or value["type"] == "text/vtt")
    )


def _above_0(value: Json) -> bool:
    return type(value) is int and value > 0
