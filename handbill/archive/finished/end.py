"""`handbill freeze`: the last entry, then every page anew without its doors, the search, and a copy where one is wanted."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from handbill import films
from handbill.actions.act import Act, Refused
from handbill.actions.freeze import freeze
from handbill.actions.thaw import thaw
from handbill.cleaning.text import many_lines
from handbill.limits import REASON
from handbill.newswire.editor import STEWARD, Editor
from handbill.newswire.freezing import present
from handbill.record.models import Head
from handbill.settings import Settings

COMPRESSED: Final = ".gz"


def end(site: Settings, name: str | None, reason: str | None) -> bool:
    """Append the entry that finishes the site, unless it is there; tell whether it was not.

    Raises:
        Refused: no reason, or one that is too long; nobody of that name may; something is held.
    """
    if present() is not None:
        return False
    act, words = _who(name), _why(reason)
    films.prepare_all(site)
    freeze(act, words)
    return True


def begin_again(site: Settings, name: str | None, reason: str | None) -> None:
    """Append the entry that opens the site again. The mark goes first: without it the whole house is started.

    Raises:
        Refused: as `end`, or the site is not finished.
    """
    act, words = _who(name), _why(reason)
    if not (site.secrets / "record").is_file():
        raise Refused(
            _(
                "The key of the record is not here: nothing can be added to it, and this site does not live again."
            )
        )
    if present() is not None:
        site.finished_mark.unlink(missing_ok=True)
    thaw(act, words)


def told(site: Settings) -> list[str]:
    """Say what is to be kept of a finished site."""
    freezing, head = present(), Head.objects.filter(id=1).first()
    if freezing is None or head is None:
        return []
    return [
        _("The site is finished since %(day)s; the last checkpoint is of %(size)d entries.")
        % {"day": f"{freezing.begun.at:%Y-%m-%d %H:%M} UTC", "size": head.size},
        _("Where it is served, end handbill run and begin it again: it needs nothing but nginx then."),
        _("Keep this key in other places too: with it any copy can be verified."),
        (site.public / "record/vkey").read_text("ascii").strip(),  # the secret one may be destroyed
    ]


def copy(site: Settings, to: Path, tick: Callable[[int], None]) -> None:
    """Copy the public files, without the compressed ones, to a folder that is empty or not there, whole or not at all.

    Raises:
        FileExistsError: something is there.
        OSError: it cannot be written.
    """
    to = to.absolute()
    if to.is_relative_to(site.folder):
        raise FileExistsError(_("%(folder)s is within the site itself") % {"folder": to})
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise FileExistsError(_("%(folder)s is there, and not an empty folder") % {"folder": to})
    growing = to.with_name(f".{to.name}.new")
    shutil.rmtree(growing, ignore_errors=True)
    to.parent.mkdir(parents=True, exist_ok=True)
    for source, name in public_files(site):
        file = growing / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, file)
        tick(1)
    if to.exists():
        to.rmdir()
    growing.rename(to)


def public_files(site: Settings) -> list[tuple[Path, str]]:
    """Give what a copy holds: each file with its address."""
    found = []
    for folder, folders, files in os.walk(site.public):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and not name.endswith(COMPRESSED):
                file = Path(folder, name)
                found.append((file, str(file.relative_to(site.public))))
    return found


def _who(name: str | None) -> Act:
    if name is None:
        return Act.site(shell=True)  # noqa: S604 - the shell of the operator, no subprocess
    row = Editor.objects.filter(name=name, dismissed_at=None).first()
    if row is None:
        raise Refused(_("There is no editor of that name at the desk."), 403)
    if row.role != STEWARD:
        raise Refused(_("Only a steward may do that."), 403)
    return Act.editor(row.number, shell=True)  # noqa: S604 - as above


def _why(reason: str | None) -> str:
    words = many_lines(reason or "").strip()
    if not words:
        raise Refused(_("Please give the reason, in words that everyone may read: --reason"), 422)
    if len(words) > REASON:
        raise Refused(_("The reason has at most %(most)d characters.") % {"most": REASON}, 422)
    return words
