"""Attachments as they stand on pages, and their files."""

from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A file of an attachment."""

    href: str  # from the root, without a leading slash
    type: str  # media type
    bytes: int  # how large it is
    width: int = 0  # pixels; 0 where it has none
    height: int = 0  # the same
    language: str = ""  # of captions, BCP 47


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, sound, film or paper of an item. Its alternative text, its caption and its files are proven."""

    k: int  # its number in the item
    kind: str  # image audio video pdf text
    files: tuple[Source, ...]  # empty while a film is being prepared; the first is what everybody can show
    caption: str = ""  # what its author says of it
    alt: str = ""  # what is to be seen in it, for who cannot
    seconds: int = 0  # of sound and film
    transcript: tuple[str, ...] = ()  # what is said in it, a paragraph each: the words of its captions
    described: bool = False  # is the alternative text a reader's?
    describe: str = ""  # href where a reader can offer one, from the root; empty where there is one, or nothing to be seen

    def of(self, kind: str) -> tuple[Source, ...]:
        """Give the files of a media type, or of a group of them such as `image/`, the smallest first."""
        found = (one for one in self.files if one.type.startswith(kind))
        return tuple(sorted(found, key=lambda one: (one.width, one.bytes)))
