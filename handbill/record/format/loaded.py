"""What an item on a page loads: the files of its attachments, and nothing else (docs/record.md section 10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import NamedTuple, TypeAlias

from handbill.record.format.decided import one_space
from handbill.record.format.markup import LOADING


class Load(NamedTuple):
    """What an element loads: its addresses as they are written, and how it says what is to be seen; None where it does not."""

    addresses: tuple[str, ...]
    alt: str | None


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment that a page must show: its texts, and the addresses of its files."""

    alt: str
    caption: str
    files: frozenset[str]


Media: TypeAlias = Mapping[int, Attached]
"""By K, in their order."""


@dataclass(slots=True)
class Loaded:
    """What an item of a page holds of attachments: the K of each, captions with theirs, all that is loaded."""

    media: list[str] = field(default_factory=list)
    captions: list[tuple[str, list[str]]] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)


def load(tag: str, given: Mapping[str, str]) -> Load | None:
    """Give what an element loads; the addresses of a `srcset` stand before each comma, with a width or density behind them."""
    if tag not in LOADING:
        return None
    srcset = [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
    return Load((*(given[name] for name in ("src", "poster") if name in given), *srcset), given.get("alt"))


def unlike(shown: Loaded, media: Media, folder: str) -> Iterator[str]:
    """Say where what an item shows of its attachments is not what it holds; `folder` is that of the page."""
    if shown.media != [str(k) for k in media]:
        yield "its attachments are not those of the data, in their order"
    told = {(k, one_space("".join(text))) for k, text in shown.captions}
    if told != {(str(k), one_space(one.caption)) for k, one in media.items() if one.caption}:
        yield "the captions are not those of the data"
    for load in shown.loads:
        for one in load.addresses:
            found = [it for it in media.values() if normpath(join(folder, one)) in it.files]
            if not found:
                yield f"something is loaded that is no file of an attachment: {one[:80]!r}"
            elif load.alt is not None and load.alt != found[0].alt:
                yield "an alternative text is not that of the data"
