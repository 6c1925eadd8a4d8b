"""Calls of the kernel that Python has no name for."""

import ctypes
import errno
import os
from typing import Any, Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)

ABSENT: Final = frozenset((errno.ENOSYS, errno.EOPNOTSUPP))
"""What a kernel says that lacks something, or was started without it."""


def syscall(number: int, *told: Any) -> int:
    """Call by number.

    Raises:
        OSError: the kernel says no.
    """
    return _checked(_LIBC.syscall(ctypes.c_long(number), *told))


def prctl(option: int, *told: Any) -> int:
    """Ask for something about this process; the arguments that are not told must be 0 (man 2 prctl).

    Raises:
        OSError: the kernel says no.
    """
    four = [*told, *[0] * (4 - len(told))]
    return _checked(
        _LIBC.prctl(option, *(ctypes.c_ulong(one) if isinstance(one, int) else one for one in four))
    )


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
