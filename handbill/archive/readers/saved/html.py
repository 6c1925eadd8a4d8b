"""Saved pages as files: each alone, in a folder with its pictures beside it, or in a copy of a whole site."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers.saved import addresses
from handbill.archive.readers.saved.decode import decode
from handbill.archive.readers.saved.layout import Layout, known, load
from handbill.archive.readers.saved.media import is_medium
from handbill.archive.readers.saved.page import Reading, Saved
from handbill.archive.readers.saved.page import read as read_page
from handbill.archive.readers.saved.tree import LARGEST
from handbill.archive.sources import Found, NoArticle, NotUnderstood
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.cleaning.media.sniff import family

_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,3000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_SHOWN: Final = frozenset({"picture", "heic", "recording"})


def knows(start: bytes) -> bool:
    """Tell from the beginning of a file whether it is a page."""
    return _HTML.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


def read(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read one page."""
    if source.size > LARGEST:
        yield NotUnderstood(source.name, _("this is too large to be a page"))
        return
    folder = source.path.parent
    address = addresses.from_folders(source.path.parts)
    saved = Saved(source.name, decode(stream.read(LARGEST)), address, find=_beside(folder, address))
    yield from found(source.name, read_page(saved, layouts(told)))


def layouts(told: Told) -> tuple[Layout, ...]:
    """Give the layouts to try: the operator's own first."""
    own = (load(told.layout),) if told.layout else ()
    return (*own, *known())


def found(place: str, reading: Reading) -> Iterator[Found]:
    """Give what came of a page, and in one line what is missing of it."""
    if reading.large:
        yield NotUnderstood(place, _("this is too large to be a page"))
        return
    if reading.article is None:
        yield NoArticle(place, _("no article was found in this page"))
        return
    yield from reading.pages
    yield reading.article
    if missing := len(reading.missing):
        words = ngettext(
            "%(count)d picture or other file that it shows is not there: %(first)s",
            "%(count)d pictures and other files that it shows are not there: %(first)s",
            missing,
        )
        yield NotUnderstood(place, words % {"count": missing, "first": reading.missing[0][:200]})


def _beside(folder: Path, address: str) -> Callable[[str], Callable[[], BinaryIO] | None]:
    """Give how media are found that a page names: where its own address leads, below its folder or in the copy of its site; never by a link, nor elsewhere.

    What else lies there is none of the page's, whatever it names: texts, and papers without their ending, are not opened.
    """
    root = folder
    host = addresses.host(address)
    if host:
        root = next((one for one in (folder, *folder.parents) if one.name.lower().startswith(host)), folder)

    def find(name: str) -> Callable[[], BinaryIO] | None:
        try:
            parts = urlsplit(name)
        except ValueError:
            return None
        if parts.scheme not in {"", "http", "https"} or (parts.hostname or host) != host:
            return None
        path = unquote(parts.path)
        if path.startswith("/") and not host:
            return None  # a page alone has no root
        whole = root / path.lstrip("/") if parts.hostname or path.startswith("/") else folder / path
        return _opener(whole, root)

    return find


def _is_media(file: Path) -> bool:
    """Tell by its first bytes whether a file is a picture, sound, film or paper; a paper is called one too."""
    try:
        found = family(file)
    except OSError:
        return False
    return found in _SHOWN or (found == "paper" and is_medium(file.name))


def _opener(file: Path, root: Path) -> Callable[[], BinaryIO] | None:
    try:
        real = file.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    if not real.is_relative_to(root.resolve()) or not real.is_file() or not _is_media(real):
        return None

    def opened() -> BinaryIO:
        try:
            return os.fdopen(os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW), "rb")
        except OSError as error:
            raise LookupError(str(error)) from None

    return opened
