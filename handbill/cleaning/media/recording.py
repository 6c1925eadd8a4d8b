"""A recording, with pictures or without: whether it is film or sound is what can be decoded of it, not how it is called."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Final

from handbill.cleaning.media import containers, film, sound
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from handbill.cleaning.media.probe import Probe, probe

_LEAST: Final = 120.0  # seconds that the worker gives to the shortest

_MORE: Final = 1  # second: what encoding for the time being may have added at the end


def clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Give sound or film as it may be published; what takes long waits, taken out of its container, for `prepare`.

    Raises:
        Unclean: it is not taken.
    """
    found = _probe(source, into, allowed)
    if found.pictures:
        return film.clean(source, into, found)
    return sound.clean(source, into, found, allowed)


def prepare(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Give what `clean` let wait as it may be published. Takes as long as the recording, more or less.

    Raises:
        Unclean: it is not taken.
    """
    allowed = replace(allowed, seconds=allowed.seconds + _MORE)
    found = replace(_probe(source, into, allowed), removed=Counter())  # the receipt has said that
    if found.pictures:
        return film.encode(source, into, found, allowed, patience=patience(found))
    return sound.encode(source, into, found, allowed, patience=patience(found))


def patience(found: Probe) -> float:
    """Give how many seconds the worker may work at it: four times its length."""
    return _LEAST + 4 * float(found.seconds)


def _probe(source: Path, into: Path, allowed: Allowed) -> Probe:
    demuxer = containers.demuxer(source)
    if not demuxer:
        raise Unclean("kind")
    return probe(source, into, demuxer, allowed)
