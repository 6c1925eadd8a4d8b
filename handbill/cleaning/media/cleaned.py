"""What the cleaning of media takes and gives: files of our own making, and the names of what was left behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["image", "audio", "video", "pdf", "text"]
KINDS: Final[tuple[Kind, ...]] = ("image", "audio", "video", "pdf", "text")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an upload may be at most; the site's settings say how much."""

    bytes: int = 200_000_000
    pixels: int = 50_000_000  # width times height, of all frames together for what moves
    frames: int = 1_000
    seconds: int = 30 * 60  # of sound and film
    pages: int = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made of an upload: encoded anew, and looked at again."""

    path: Path
    type: str  # media type: image/avif
    sha256: str  # 64 hexadecimal digits
    bytes: int
    width: int = 0  # pixels; 0 where it has none
    height: int = 0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An upload that is clean.

    `files` holds first what everybody can show (JPEG, MP3, MP4, PDF, text), in its largest size, and then the other types and
    sizes; a film has pictures among them: what is shown before it plays.
    """

    kind: Kind
    files: tuple[Made, ...]
    seconds: int = 0  # of sound and film, rounded up
    removed: Mapping[str, int] = field(default_factory=dict)  # a code of `removed.py`: how often
    alike: str = ""  # perceptual hash of a picture, 16 hexadecimal digits
    waits: bool = False  # a film that is to be prepared still: `files` holds one that nobody may see yet
    moves: bool = False  # a picture that moves: its WebP does, and its JPEG is the first frame


class Unclean(Exception):
    """It is not taken, and nothing is left of it. `code` says why (`refused.py`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
