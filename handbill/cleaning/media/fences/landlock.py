"""No files but its own: Landlock, which Linux has since 5.13. It holds for this process and all that it starts, for ever.

The numbers are those of include/uapi/linux/landlock.h.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from struct import pack
from typing import Final

from handbill.cleaning.media.fences.kernel import ABSENT, prctl, syscall

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_BENEATH: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38

_EXECUTE: Final = 1 << 0
_WRITE: Final = 1 << 1
_READ: Final = 1 << 2
_LIST: Final = 1 << 3
_REMOVE: Final = 1 << 4 | 1 << 5
_MAKE: Final = 1 << 7 | 1 << 8  # folders and regular files, neither sockets nor links
_REFER: Final = 1 << 13
_TRUNCATE: Final = 1 << 14
_OF_FILES: Final = _EXECUTE | _WRITE | _READ | _TRUNCATE

_FILES: Final = (0, 0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF)
"""All that versions 0 to 5 can forbid with files; later ones forbid no more of them."""
_NET: Final = 0b11  # TCP
_NET_SINCE: Final = 4
_SCOPES: Final = 0b11  # signals, and sockets without a name, to whoever is outside
_SCOPES_SINCE: Final = 6


def version() -> int:
    """Give that of this kernel; 0 where it has none."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _VERSION)
    except OSError as error:
        if error.errno not in ABSENT:
            raise
        return 0


class Landlock:
    """What is allowed still, once it is closed."""

    def __init__(self) -> None:
        self.version = version()
        self._files = _FILES[min(self.version, len(_FILES) - 1)]
        if self.version:
            words = 1 + (self.version >= _NET_SINCE) + (self.version >= _SCOPES_SINCE)
            told = pack("=QQQ", self._files, _NET, _SCOPES)[: 8 * words]
            self._rules = syscall(_CREATE_RULESET, told, len(told), 0)

    def read(self, places: Iterable[str], *, run: bool = False) -> None:
        """Allow to read files, or all below folders, and to run them."""
        self._allow(places, _READ | _LIST | (_EXECUTE if run else 0))

    def write(self, *places: str) -> None:
        """Allow to read and write a file, or to make, change and delete all below a folder."""
        self._allow(places, _READ | _LIST | _WRITE | _REMOVE | _MAKE | _REFER | _TRUNCATE)

    def close(self) -> None:
        """Forbid all the rest."""
        if self.version:
            prctl(_PR_SET_NO_NEW_PRIVS, 1)
            syscall(_RESTRICT_SELF, self._rules, 0)
            os.close(self._rules)

    def _allow(self, places: Iterable[str], rights: int) -> None:
        for place in places if self.version else ():
            with suppress(
                FileNotFoundError, NotADirectoryError, PermissionError
            ):  # what cannot be reached needs no rule
                handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
                rights &= self._files
                mine = rights if os.path.isdir(place) else rights & _OF_FILES  # noqa: PTH112 - it is a string here
                syscall(_ADD_RULE, self._rules, _BENEATH, pack("=Qi", mine, handle), 0)
                os.close(handle)
