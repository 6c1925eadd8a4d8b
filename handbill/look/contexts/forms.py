"""Forms as they stand on pages: what was typed, what is wrong, which files wait."""

from collections.abc import Mapping
from dataclasses import field, replace

from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid over a picture."""

    number: int  # from 1, row by row
    row: int  # from 1
    column: int  # from 1
    value: str  # what its box sends
    chosen: bool = False  # is it to be hidden?


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that waits in a form that is not sent yet, or hangs on an item already."""

    id: int  # in this form
    kind: str  # image audio video pdf text
    caption: str = ""  # as it was typed
    alt: str = ""  # as it was typed
    captions: str = ""  # of a sound or film, as they were typed or are
    removed: str = ""  # what was removed of it, in words; empty where nothing was
    preview: str = ""  # href of a picture of it, from the root; empty where there is none
    width: int = 0  # of that, pixels
    height: int = 0  # the same
    waits: bool = False  # a film that is to be prepared
    bytes: int = 0  # of its largest file
    fresh: bool = True  # it waits in the form; else it hangs on its item already
    grid: tuple[tuple[Cell, ...], ...] = ()  # over the picture, row by row; empty where it is none
    parts: tuple[str, ...] = ()  # of it that are chosen, and not hidden yet


@dataclass(frozen=True, slots=True)
class Taken:
    """What a form takes of files."""

    files: int  # how many; 0: none
    megabytes: int  # of all together
    megapixels: int  # of a picture
    minutes: int  # of a sound or film
    kinds: str  # in words


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands: what was typed, and what is wrong with it."""

    action: str  # href to post to, from the root
    token: str  # signed, single use; empty where challenges are off
    values: Mapping[str, str] = field(default_factory=dict)  # what was typed, by field
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # topics, places
    errors: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the form as a whole
    question: tuple[tuple[str, str], ...] = ()  # that it asks: language tag and words, the site's first
    kept: str = ""  # names the files that wait in it; empty where there are none
    media: tuple[KeptFile, ...] = ()  # those files, in their order

    def filled(self, values: Mapping[str, str]) -> "Form":
        """Give the same form with other values and nothing wrong: for a page that has it several times."""
        return replace(self, values=values, errors={})
