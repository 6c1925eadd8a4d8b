"""No network, no other processes, nothing of the machine: a filter of system calls (seccomp), which Linux has since 3.17.

It holds for this process and all that it starts, for ever. It is a program for the kernel's packet filter: linux/filter.h,
linux/seccomp.h.
"""

import ctypes
import errno
import os
import platform
from struct import pack
from typing import Final

from handbill.cleaning.media.fences.kernel import ABSENT, prctl
from handbill.cleaning.media.fences.numbers import CLONE, CLONE3, MACHINES, PRLIMIT, PROGRAMS, REFUSED, TGKILL

_PR_GET_SECCOMP: Final = 21
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_FILTER: Final = 2

_LOAD: Final = 0x20
_IS: Final = 0x15
_AT_LEAST: Final = 0x35
_HAS: Final = 0x45
_ANSWER: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERRNO: Final = 0x00050000

_NUMBER: Final = 0  # offsets in struct seccomp_data, little endian
_ARCHITECTURE: Final = 4
_FIRST: Final = 16
_THIRD: Final = 32

_X32: Final = 0x40000000
_THREAD: Final = 0x00010000  # linux/sched.h
_NAMESPACES: Final = 0x7E020000

_Step = tuple[int, int, int, int]  # code, steps to skip if so, steps to skip if not, operand


def known() -> bool:
    """Tell whether this kernel has it, and we know the numbers of its machine."""
    try:
        prctl(_PR_GET_SECCOMP)
    except OSError as error:
        if error.errno not in ABSENT | {errno.EINVAL}:
            raise
        return False
    return platform.machine() in MACHINES


def close(*, tools: bool) -> None:
    """Refuse from now on all that is not needed; whether other programs are is for the caller to say."""
    if not known():
        return
    steps = program(tools=tools, me=os.getpid())
    filled = ctypes.create_string_buffer(b"".join(pack("=HBBI", *step) for step in steps))
    told = ctypes.create_string_buffer(pack("@HP", len(steps), ctypes.addressof(filled)))
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    prctl(_PR_SET_SECCOMP, _FILTER, told)


def program(*, tools: bool, me: int) -> list[_Step]:
    """Write the filter."""
    column, architecture = MACHINES[platform.machine()]
    refuse = _answer(_ERRNO | errno.EPERM)
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IS, 1, 0, architecture),
        _answer(_KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        refuse,
    ]
    refused = REFUSED if tools else {**REFUSED, **PROGRAMS}
    for numbers in refused.values():
        if numbers[column] >= 0:
            steps += [(_IS, 0, 1, numbers[column]), refuse]
    # the C library then asks in the old way, in which the flags can be seen
    steps += [(_IS, 0, 1, CLONE3[column]), _answer(_ERRNO | errno.ENOSYS)]
    wanted = (_HAS, 0, 1, _NAMESPACES) if tools else (_HAS, 1, 0, _THREAD)
    steps += _asked(CLONE[column], [(_LOAD, 0, 0, _FIRST), wanted, refuse])
    steps += _asked(TGKILL[column], [(_LOAD, 0, 0, _FIRST), (_IS, 1, 0, me), refuse])
    zero = [(_LOAD, 0, 0, _THIRD), (_IS, 1, 0, 0), refuse, (_LOAD, 0, 0, _THIRD + 4), (_IS, 1, 0, 0), refuse]
    steps += _asked(PRLIMIT[column], zero)  # to look is allowed, to change is not
    return [*steps, _answer(_ALLOW)]


def _asked(number: int, steps: list[_Step]) -> list[_Step]:
    """Do some steps for one call alone, and allow it where none of them ended it."""
    return [(_IS, 0, len(steps) + 1, number), *steps, _answer(_ALLOW)]


def _answer(what: int) -> _Step:
    return (_ANSWER, 0, 0, what)
