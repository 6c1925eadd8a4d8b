"""Files that wait in a form, as the form shows them."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from handbill.actions import attach, keep
from handbill.actions.attach import Wanted
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.transcript import timed
from handbill.intake import keyhole
from handbill.intake.removed import removed
from handbill.look.contexts.forms import KeptFile
from handbill.look.grid import grid
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT, Attachment

SOUNDING: Final = ("audio", "video")
"""Kinds of attachments that may have captions."""


@dataclass(slots=True)
class Kept:
    """A file of a form: its row, and what its author says of it."""

    row: Attachment
    caption: str = ""
    alt: str = ""
    came: int = 0  # with this very form: which one it was, from 1; 0: it was here before
    parts: tuple[str, ...] = ()  # chosen to be hidden, and not hidden yet
    captions: str | None = None  # as they were typed or came as a file; None: as they are
    written: attach.Captions = (
        None  # the file of them, where they are other ones; False: there are none any more
    )

    @property
    def name(self) -> str:
        """By what a form names it."""
        return str(self.row.id)

    @property
    def value(self) -> dict[str, Any]:
        """As docs/record.md section 6 has it, without its texts."""
        found: dict[str, Any] = json.loads(self.row.value)
        return found

    def wanted(self) -> Wanted:
        """Give it as the verbs take it."""
        return Wanted(self.row.id, self.caption, self.alt, self.written)

    def timed(self) -> str:
        """Give what was typed as captions, clean.

        Raises:
            Unclean: they are none, or it is neither sound nor film.
        """
        value = self.value
        if value["kind"] not in SOUNDING:
            raise Unclean("kind")
        return timed(self.captions or "", value.get("seconds", 0))

    def write(self) -> None:
        """Keep what was typed as captions, where it is not what is there already."""
        if self.captions is None:
            return
        known = attach.captions_of(self.row)
        text = self.timed() if self.captions else ""
        if text and (known is None or sha256(text.encode()).hexdigest() != known["sha256"]):
            self.written = keep.caption(self.row, text)
        elif known and not text:
            self.written = False

    @property
    def gone(self) -> dict[str, int]:
        """What was removed of it, by code."""
        found: dict[str, int] = json.loads(self.row.removed)
        return found

    def removed(self) -> str:
        """Say in words what was removed of it."""
        return removed(self.gone)

    def where(self, secret: str, now: datetime) -> str:
        """Give the address below which its picture is, for who has this form; empty where there is none."""
        if self.row.number != DRAFT:
            return f"receipt/kept/{keyhole.key(self.row.number, now)}/"
        return f"publish/kept/{keep.hashed(secret)}/" if secret else ""

    def _captions(self) -> str:
        """Give captions as the form shows them: as they were typed, else as they are."""
        known = attach.captions_of(self.row) if self.captions is None else None
        return media.text_of(str(known["sha256"])) if known else self.captions or ""

    def view(self, secret: str, now: datetime) -> KeptFile:
        """Give it as a form shows it."""
        where = self.where(secret, now)
        value = self.value
        files = value.get("files", [{"bytes": 0}])
        shown = keep.preview_of(files)
        return KeptFile(
            id=self.row.id,
            kind=value["kind"],
            caption=self.caption,
            alt=self.alt,
            captions=self._captions(),
            removed=self.removed(),
            fresh=self.row.number == DRAFT,
            grid=grid(self.name, shown["width"], shown["height"], self.parts)
            if shown and value["kind"] == "image"
            else (),
            parts=self.parts,
            preview=where + shown["name"] if shown and where else "",
            width=shown.get("width", 0),
            height=shown.get("height", 0),
            waits=self.row.waits,
            bytes=max(file["bytes"] for file in files),
        )
