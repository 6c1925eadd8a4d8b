"""Members of a tar as Handbill takes them: tarfile holds headers of any length in memory, and goes as deep as there are of them."""

import tarfile
from typing import Final, Self

_HEAD: Final = 65_536
"""Bytes of a long name, or of the fields of a member (POSIX.1-2001); ours have none."""
_LONG: Final = frozenset(
    {
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
    }
)


class Member(tarfile.TarInfo):
    """Give it to `tarfile.open` as `tarinfo`."""

    def _proc_member(self, tar: tarfile.TarFile) -> Self:
        """Go on to what a header stands before, unless it is too much.

        Raises:
            ReadError: it is: too long, too many one after the other, or a long map of holes.
        """
        before = getattr(tar, "headers_before", 0) + 1 if self.type in _LONG else 0
        holes = self.type == tarfile.GNUTYPE_SPARSE and self._sparse_structs[1]  # type: ignore[attr-defined]
        if holes or (self.type in _LONG and self.size > _HEAD) or before > _MANY:
            raise tarfile.ReadError("its headers are no headers")
        tar.headers_before = before  # type: ignore[attr-defined]  # ours
        if len(tar.pax_headers) > _MANY:
            raise tarfile.ReadError("too many fields for all members")
        return super()._proc_member(tar)  # type: ignore[misc,no-any-return]  # tarfile's own, which has no types

    def _proc_gnusparse_10(self, *_args: object) -> None:
        raise tarfile.ReadError("a map of holes")


_MANY: Final = 32
"""Headers in a row, and fields that hold for all members."""
