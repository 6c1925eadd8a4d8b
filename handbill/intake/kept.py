"""Files that wait in a form, as the form shows them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handbill.actions import keep
from handbill.actions.attach import Wanted
from handbill.intake import keyhole
from handbill.intake.removed import removed
from handbill.look.contexts.forms import KeptFile
from handbill.look.grid import grid
from handbill.newswire.attachment import DRAFT, Attachment
from handbill.record.format.canonical import canonical


@dataclass(slots=True)
class Kept:
    """A file of a form: its row, and what its author says of it."""

    row: Attachment
    caption: str = ""
    alt: str = ""
    came: int = 0  # with this very form: which one it was, from 1; 0: it was here before
    told: str = ""  # what such a file was when it came: the same where the same is sent again
    parts: tuple[str, ...] = ()  # chosen to be hidden, and not hidden yet

    def __post_init__(self) -> None:
        if self.came:
            hashes = [file["sha256"] for file in self.value.get("files", ())] or [self.row.source]
            self.told = canonical([*hashes, self.caption, self.alt]).decode()

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
        return Wanted(self.row.id, self.caption, self.alt)

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
        return f"publish/kept/{secret}/" if secret else ""

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
