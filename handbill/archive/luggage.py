"""The files of imported items: cleaned as those of a publication are, and on the disc before the transaction that brings the items.

Until then they wait as those of a form that is not sent yet, under a secret that nobody has: what a kill leaves is forgotten like them.
"""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from django.utils.translation import gettext as _

from handbill import scratch
from handbill.actions import keep
from handbill.actions.act import Act
from handbill.actions.attach import Wanted
from handbill.archive.check import Note
from handbill.archive.sources import ImportedArticle, ImportedFile, ImportedItem
from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Cleaned, Unclean
from handbill.cleaning.media.refused import BUSY, BYTES
from handbill.cleaning.text import many_lines, one_line
from handbill.limits import ALT, CAPTION
from handbill.look.unclean import why_not
from handbill.newswire import media
from handbill.newswire.attachment import Attachment
from handbill.settings import site

_PIECE: Final = 1 << 20  # bytes that are in memory at a time


class Luggage:
    """The files of one article and its comments. What was not taken out again when its `with` ends is forgotten."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.secret = keep.new_secret()
        self.rows: dict[int, list[tuple[Attachment, ImportedFile]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Forget what is left over; after a failure the worker will, in a day."""
        left = [row for rows in self.rows.values() for row, _file in rows]
        if error is None and left:
            keep.forget(left)

    def pack(self, item: ImportedItem, note: Note) -> None:
        """Clean and keep the files of an item. One that cannot be taken is named, and costs nothing else."""
        here = site().media
        most = here.files if isinstance(item, ImportedArticle) else here.comment_files
        if len(item.files) > most:
            what = _("%(count)d of its files were left out: %(limit)d fit")
            note(item.place, what % {"count": len(item.files) - most, "limit": most})
        for file in item.files[:most]:
            row = self._packed(file, note)
            if row:
                self.rows.setdefault(id(item), []).append((row, file))

    def unpack(self, item: ImportedItem, note: Note) -> list[Wanted]:
        """Give the attachments of an item, which is about to be imported."""
        return [
            Wanted(
                row.id,
                _fitting(file, many_lines(file.caption).strip(), CAPTION, note),
                _fitting(file, one_line(file.alternative), ALT, note),
            )
            for row, file in self.rows.pop(id(item), ())
        ]

    def _packed(self, file: ImportedFile, note: Note) -> Attachment | None:
        try:
            with scratch.folder(site().temporary, "clean-") as folder:
                source, into = folder / "source", folder / "into"
                into.mkdir()
                with file.open() as stream:
                    _copy(stream, source)
                return keep.keep(self.secret, _cleaned(source, into), self.act.at)
        except Unclean as error:
            why = why_not(error.code)
        except LookupError:
            why = _("It is not there.")
        note(file.place, _("the file was left out: %(why)s") % {"why": why})
        return None


def _fitting(file: ImportedFile, text: str, limit: int, note: Note) -> str:
    if len(text) <= limit:
        return text
    what = _("what is said of the file was cut: it has %(count)d characters; %(limit)d fit")
    note(file.place, what % {"count": len(text), "limit": limit})
    return f"{text[: limit - 1].rstrip()}…"


def _copy(stream: BinaryIO, to: Path) -> None:
    """Put the bytes of a source aside, no more than may be.

    Raises:
        Unclean: there are more.
    """
    left = media.allowed().bytes
    with to.open("xb") as out:
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise Unclean(BYTES)
            out.write(piece)


def _cleaned(source: Path, into: Path) -> Cleaned:
    """Clean a file; where others do that, wait for as long as it takes: no second import would bring it."""
    while True:
        try:
            return clean(source, into, media.allowed(), slots=site().data / "cleaning")
        except Unclean as error:
            if error.code != BUSY:
                raise
