"""How a PDF is made anew: each object is written again by a copier that knows what may be in one like it, and takes nothing else.

A copier gives the new value, or None for what stays behind. It never passes on an object of the old file.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.refused import BROKEN

Copier = Callable[["Copy", Any], Any]

STEPS: Final = 2_000_000
"""Values of one paper; a book of five hundred pages has a tenth of them."""
DEPTH: Final = 40
"""Objects inside each other."""
_LARGE: Final = 1_000_000  # bytes
_QUICK: Final = 1
_WELL: Final = 6


class Copy:
    """One paper on its way from the old file to the new one."""

    def __init__(self, into: Pdf, allowed: Allowed, hidden: frozenset[tuple[int, int]]) -> None:
        self.into = into
        self.allowed = allowed
        self.hidden = hidden
        """Layers that are off."""
        self._steps = 0
        self._depth = 0
        self._done: dict[tuple[Any, ...], Any] = {}

    def once(self, given: Any, about: tuple[Any, ...], copier: Callable[[], Any]) -> Any:
        """Copy an object the first time, and point to that later; one that holds itself holds nothing there."""
        self.step()
        if not isinstance(given, Object) or not given.is_indirect:
            return self._deeper(copier)
        key = (given.objgen, given.is_owned_by(self.into), *about)
        if key not in self._done:
            self._done[key] = None
            made = self._deeper(copier)
            if isinstance(made, (Dictionary, Array)):
                made = self.into.make_indirect(made)
            self._done[key] = made
        return self._done[key]

    def step(self, count: int = 1) -> None:
        """Count a value, or so many.

        Raises:
            Unclean: `broken`: that are too many.
        """
        self._steps += count
        if self._steps > STEPS:
            raise Unclean(BROKEN)

    def stream(self, data: bytes, entries: Dictionary | None = None) -> Stream:
        """Make a stream of the new file, packed at once: a paper may have more pictures than there is memory."""
        entries = entries if entries is not None else Dictionary()
        if "/Filter" not in entries:
            data = zlib.compress(data, _QUICK if len(data) > _LARGE else _WELL)
            entries["/Filter"] = Name.FlateDecode
        return Stream(self.into, data, entries)

    def _deeper(self, copier: Callable[[], Any]) -> Any:
        self._depth += 1
        if self._depth > DEPTH:
            raise Unclean(BROKEN)
        try:
            return copier()
        finally:
            self._depth -= 1


def number(_c: Copy, given: Any) -> Any:
    """Take a number."""
    return given if is_number(given) else None


def whole(_c: Copy, given: Any) -> Any:
    """Take a whole number."""
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def truth(_c: Copy, given: Any) -> Any:
    """Take true or false."""
    return given if isinstance(given, bool) else None


def is_number(given: Any) -> bool:
    """Tell a number, which is no truth."""
    return isinstance(given, (int, Decimal, float)) and not isinstance(given, bool)


def names(*allowed: str) -> Copier:
    """Take one of these names."""
    return lambda _c, given: (
        Name(str(given)) if isinstance(given, Name) and str(given)[1:] in allowed else None
    )


def numbers(*counts: int, most: int = 100_000) -> Copier:
    """Take an array of numbers, of one of these lengths."""

    def copy(c: Copy, given: Any) -> Any:
        if not isinstance(given, Array) or len(given) > most:
            return None
        values = list(given)
        c.step(len(values))
        fits = not counts or len(values) in counts
        return Array(values) if fits and all(map(is_number, values)) else None

    return copy


def dictionary(entries: Mapping[str, Copier], needed: Sequence[str] = ()) -> Copier:
    """Take a dictionary, and of its entries these; None where one that is needed is not there."""

    def copy(c: Copy, given: Any) -> Any:
        if not isinstance(given, (Dictionary, Stream)):
            return None
        return c.once(given, (id(entries),), lambda: entries_of(c, given, entries, needed))

    return copy


def entries_of(c: Copy, given: Any, entries: Mapping[str, Copier], needed: Sequence[str] = ()) -> Any:
    """Give the entries of a dictionary or a stream, in a new dictionary."""
    made = Dictionary()
    for key, copier in entries.items():
        value = given.get("/" + key)
        copied = copier(c, value) if value is not None else None
        if copied is not None:
            made["/" + key] = copied
        elif key in needed:
            return None
    return made


def many(copier: Copier, most: int = 100_000) -> Copier:
    """Take an array, all of whose members are taken."""

    def copy(c: Copy, given: Any) -> Any:
        if not isinstance(given, Array) or len(given) > most:
            return None
        made = [copier(c, value) for value in given]
        return None if any(value is None for value in made) else Array(made)

    return copy


def either(*copiers: Copier) -> Copier:
    """Take what the first of them takes."""

    def copy(c: Copy, given: Any) -> Any:
        return next((made for copier in copiers if (made := copier(c, given)) is not None), None)

    return copy


def text(most: int) -> Copier:
    """Take a string that is words, in Unicode."""

    def copy(_c: Copy, given: Any) -> Any:
        return String(words(given, most)) if isinstance(given, String) and words(given, most) else None

    return copy


def words(given: Any, most: int) -> str:
    """Give a string without control characters."""
    return "".join(sign for sign in str(given)[:most] if sign.isprintable())


def data_of(given: Stream) -> bytes:
    """Decode a stream that holds no picture.

    Raises:
        Unclean: `broken`: it cannot be.
    """
    return given.read_bytes()
