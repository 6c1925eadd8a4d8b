"""Who does something, when, and through which door: the first argument of every verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.newswire.freezing import is_frozen, keep_so
from handbill.newswire.guideline import Guideline
from handbill.record import clock
from handbill.record.append import Closed, append
from handbill.record.format.canonical import Json
from handbill.record.format.commitment import Sealed
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.kinds import STILL
from handbill.settings import site


class Refused(Exception):
    """A verb that cannot be done, and nothing was changed. The words are for people; `status` is the HTTP one."""

    def __init__(self, words: str, status: int = 409) -> None:
        super().__init__(words)
        self.status = status


def closed_words() -> str:
    """Say why nothing can be done: the clock is doubted, or the database is older than what readers see."""
    if clock.believed_from():
        return _(
            "The clock of this site has jumped, and somebody has to look at it. Nothing was stored; please send it again later."
        )
    return _(
        "This site was brought back from an older copy and is being brought up to date. Nothing was stored; please send it again later."
    )


def this_minute() -> datetime:
    """Give the present time in UTC to the minute: nothing finer is ever stored."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


class About(NamedTuple):
    """What an entry is about: members of docs/record.md section 3, where they apply."""

    number: int | None = None
    article: int | None = None
    path: str | None = None
    receipt: str | None = None
    guideline: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's act. `by` is author, site or editor:N; `at` is aware, UTC, to the minute."""

    by: str
    at: datetime
    via: str | None = None

    @classmethod
    def author(cls) -> "Act":
        """Whoever holds the form or the receipt, now."""
        return cls("author", this_minute())

    @classmethod
    def site(cls, *, shell: bool = False) -> "Act":
        """The program, or with `shell` the operator, now."""
        return cls("site", this_minute(), "shell" if shell else None)

    @classmethod
    def editor(cls, number: int, *, shell: bool = False) -> "Act":
        """An editor, now."""
        return cls(f"editor:{number}", this_minute(), "shell" if shell else None)

    def by_site(self) -> "Act":
        """What the program does on its own because of this act, at the same time."""
        return Act("site", self.at)

    @property
    def minute(self) -> str:
        """`at` as entries have it."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")

    def append(
        self,
        kind: Kind,
        values: dict[str, Json],
        *,
        number: int | None = None,
        article: int | None = None,
        path: str | None = None,
        receipt: str | None = None,
        guideline: int | None = None,
    ) -> tuple[int, str]:
        """Append the entry of this act. Gives its row's id and the fields with their salts, as canonical JSON.

        Raises:
            Refused: 503, the database is older than the public record.
        """
        about = About(number, article, path, receipt, guideline)
        return self.append_all(kind, [(Sealed.of(values), about)])[0]

    def append_all(self, kind: Kind, said: Sequence[tuple[Sealed, About]]) -> list[tuple[int, str]]:
        """Append the entries of acts of one kind, one after the other; gives what `append` gives of each.

        Raises:
            Refused: as `append`, and 410 where the site is finished; none of them was appended.
        """
        keep_so(alone=kind in {Kind.FREEZE, Kind.THAW})  # before it is asked: no act ends beside a freeze
        if is_frozen():
            if kind not in STILL:
                raise Refused(_("This site is finished: nothing can be published or changed any more."), 410)
            site().finished_mark.unlink(
                missing_ok=True
            )  # pages have to follow before it is served without us
        entries = [
            Entry(
                kind=kind, at=self.minute, by=self.by, via=self.via, content=fields.content, **about._asdict()
            )
            for fields, about in said
        ]
        stored = [fields.fields for fields, _about in said]
        try:
            return [*zip(append(*entries), stored, strict=True)]
        except Closed:
            raise Refused(closed_words(), 503) from None

    def decide(
        self, kind: Kind, values: dict[str, Json], *, number: int | None = None, guideline: int | None = None
    ) -> Decision:
        """Append the entry of a decision and keep what everyone may read of it.

        Raises:
            Refused: 403 the editor is not, or not any more, at the desk; 404 there is no such guideline.
        """
        if self.by.startswith("editor:"):
            editor = int(self.by.removeprefix("editor:"))
            present = Editor.objects.select_for_update(no_key=True)  # no dismissal comes before this entry
            if not present.filter(number=editor, dismissed_at=None).exists():
                raise Refused(_("This editor is not at the desk."), 403)
        if guideline is not None and not Guideline.objects.filter(number=guideline).exists():
            raise Refused(_("There is no guideline with that number."), 404)
        entry_id, fields = self.append(kind, values, number=number, guideline=guideline)
        return Decision.objects.create(
            entry_id=entry_id,
            kind=kind.value,
            number=number,
            guideline=guideline,
            by=self.by,
            via=self.via or "",
            at=self.at,
            fields=fields,
        )
