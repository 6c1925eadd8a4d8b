"""Publish nothing of an upload but its pixels, samples and text: what was sent is decoded and made anew, in a child behind fences.

It fails closed: whatever goes wrong, nothing is left in the folder into which it was made.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from handbill.cleaning.media import process
from handbill.cleaning.media.answer import believed
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from handbill.cleaning.media.fences.limits import tasks
from handbill.cleaning.media.job import WHOLE, Area, Job, Limits
from handbill.cleaning.media.refused import BYTES, EMPTY, KIND
from handbill.cleaning.media.slots import COUNT, slot
from handbill.cleaning.media.sniff import family

SLOTS: Final = Path(tempfile.gettempdir()) / f"handbill-cleaning-{os.getuid()}"
"""Where the slots are kept, unless the caller has a place of its own."""
PICTURE: Final = 10.0
"""Seconds for a picture, a text."""
LONGER: Final = 14.0
"""Seconds for a paper, a short sound, or for a look at a longer one or a film: who sent it waits for the answer."""
PREPARE: Final = 150.0
"""Seconds for the long work of a film, and so many times its length more."""
TIMES: Final = 20

AREAS: Final = 200
"""Parts of a picture that are blurred or blacked out at once."""


def clean(source: Path, into: Path, allowed: Allowed, *, slots: Path = SLOTS) -> Cleaned:
    """Make clean files of an upload.

    Args:
        source: what was sent, in a private temporary file. It is only read.
        into: an empty private folder, which gets the files.
        allowed: what an upload may be at most.
        slots: a private folder of whoever shares this machine's memory: all processes of a site name the same one.

    Raises:
        Unclean: it is not taken. `into` is empty again.
    """
    _check_size(source, allowed)
    found = family(source)
    tools = found == "recording"
    limits = Limits(
        seconds=LONGER if tools or found == "paper" else PICTURE,
        tools=tools,
        file=_largest(allowed),
        tasks=tasks() if tools else 0,
    )
    return _do(Job(found, "clean", source, into, allowed, limits), slots)


def prepare(source: Path, into: Path, allowed: Allowed, *, seconds: int = 0, slots: Path = SLOTS) -> Cleaned:
    """Do the long work of a film. It may be killed at any time: the child ends too, and nothing is left but files in `into`.

    One film at a time is prepared, beside what is cleaned, which never waits for it.

    Args:
        source: as with `clean`.
        into: as with `clean`.
        allowed: as with `clean`.
        seconds: how long the film is, as `clean` found; it decides how long this may take.
        slots: as with `clean`.

    Raises:
        Unclean: it is not taken. `into` is empty again.
    """
    _check_size(source, allowed)
    length = seconds or allowed.seconds
    limits = Limits(
        seconds=PREPARE + TIMES * length, tools=True, file=_largest(allowed), tasks=tasks(), nice=15
    )
    return _do(Job("recording", "prepare", source, into, allowed, limits), slots / "long", count=1)


def burn(
    source: Path, into: Path, areas: Sequence[Area], allowed: Allowed, *, slots: Path = SLOTS
) -> Cleaned:
    """Make the files of a picture anew, with parts of it that nobody can see again.

    Args:
        source: one of the files that `clean` made of it; the largest, so that nothing else is lost.
        into: as with `clean`.
        areas: what shall not be seen.
        allowed: as with `clean`.
        slots: as with `clean`.

    Raises:
        Unclean: it is no picture, or cannot be read. `into` is empty again.
        ValueError: an area is none, or there are too many.
    """
    if not 0 < len(areas) <= AREAS:
        raise ValueError(f"1 to {AREAS} areas")
    for area in areas:
        across = 0 <= area.x < area.x + area.width <= WHOLE
        if not (across and 0 <= area.y < area.y + area.height <= WHOLE and area.how in ("blur", "black")):
            raise ValueError(f"no part of a picture: {area}")
    _check_size(source, allowed)
    found = family(source)
    if found != "picture":
        raise Unclean(KIND)
    limits = Limits(seconds=PICTURE, file=_largest(allowed))
    return _do(Job(found, "burn", source, into, allowed, limits, tuple(areas)), slots)


def _check_size(source: Path, allowed: Allowed) -> None:
    about = source.stat(follow_symlinks=False)
    if not stat.S_ISREG(about.st_mode):
        raise ValueError(f"{source} is no file")
    if not about.st_size:
        raise Unclean(EMPTY)
    if about.st_size > allowed.bytes:
        raise Unclean(BYTES)


def _largest(allowed: Allowed) -> int:
    return max(64_000_000, 2 * allowed.bytes)


def _do(job: Job, slots: Path, count: int = COUNT) -> Cleaned:
    with _emptied(job.into), slot(slots, count):
        return believed(process.run(job), job.into, 2 * job.limits.file)


@contextmanager
def _emptied(into: Path) -> Iterator[None]:
    """Leave nothing where it fails."""
    with ExitStack() as otherwise:
        otherwise.callback(_empty, into)
        yield
        otherwise.pop_all()


def _empty(into: Path) -> None:
    for left in into.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
