"""`handbill backup`: a consistent copy of all that a site is, secrets included, made while it runs."""

import hashlib
import hmac
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.db import Error

from handbill.archive.backup import store, tar
from handbill.archive.backup.age import encrypted, recipients
from handbill.archive.backup.parts import summed
from handbill.archive.backup.take import Moving, Taken, Tick, parts
from handbill.archive.whole import whole
from handbill.settings import Settings

NOTE = "backed-up"


class Exposed(ValueError):
    """The file would stand where everybody can fetch it."""


FAULTS: Final = (ValueError, OSError, Moving, Error)
"""What keeps a backup from being made, in words."""


def to_file(site: Settings, out: Path, to: Sequence[str], tick: Tick, *, with_media: bool = True) -> Taken:
    """Write a backup into one file, whole or not at all, mode 0600, encrypted where there are recipients.

    Raises:
        ValueError: a recipient is none.
        Exposed, OSError, Moving: it cannot be made; what was there before is untouched.
    """
    _demand_private(site, out)
    known, told = recipients(to), Taken()
    at = int(told.at.timestamp())
    with whole(out) as file, summed(site.temporary) as sums:
        all_of_it = sums.passing(parts(site, told, tick, with_media=with_media))
        if known:
            with encrypted(file, known) as stream:
                tar.write(all_of_it, stream, at)
        else:
            tar.write(all_of_it, file, at)
    return told


def to_folder(
    site: Settings, folder: Path, to: Sequence[str], keep: int, tick: Tick
) -> tuple[Taken, int, int]:
    """Add a backup to a folder, where only what is new is written; give also its new bytes, and how many old ones were thrown away.

    Raises:
        ValueError: a recipient is none.
        Exposed, OSError, Moving: it cannot be made; those that are there stay.
    """
    _demand_private(site, folder)
    known, told = recipients(to), Taken()
    secret = (site.secrets / "guard").read_bytes()
    named = "\n".join(["the parts of a backup", *sorted(to)]).encode()
    key = hmac.new(secret, named, hashlib.sha256).digest()  # other recipients, other files
    with store.alone(folder), summed(site.temporary) as sums:
        size, told.mended = store.write(sums.passing(parts(site, told, tick)), folder, told.at, known, key)
        gone = store.prune(folder, keep) if keep else 0
    return told, size, gone


def note(site: Settings, told: Taken, folder: Path | None = None) -> None:
    """Remember that a backup was made: the minute, how many entries it has, and the folder of backups. What became of a file nobody here knows."""
    with whole(site.data / NOTE) as file:
        file.write(f"{told.at:%Y-%m-%dT%H:%MZ} {told.entries}\n".encode())
        if folder:
            file.write(os.fsencode(folder.resolve()))


def noted(site: Settings) -> tuple[str, int] | None:
    """Give that minute and number; None where none was made."""
    try:
        at, entries = (site.data / NOTE).read_bytes().partition(b"\n")[0].decode().split()
        return at, int(entries)
    except (FileNotFoundError, ValueError):
        return None


def folder_of(site: Settings) -> Path | None:
    """Give the folder that the last backup was added to; None where it was a file."""
    try:
        said = (site.data / NOTE).read_bytes().partition(b"\n")[2]
    except FileNotFoundError:
        return None
    return Path(os.fsdecode(said)) if said else None


def _demand_private(site: Settings, place: Path) -> None:
    if place.resolve().is_relative_to(site.public.resolve()):
        raise Exposed(f"{place} is below {site.public}: everybody could fetch it")
