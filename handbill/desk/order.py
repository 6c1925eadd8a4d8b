"""What an editor or the operator wants done, whichever door it came by."""

from dataclasses import dataclass

from handbill.actions.legal import Legal
from handbill.cleaning.media.cleaned import Cleaned
from handbill.desk.subjects import Subject


@dataclass(frozen=True, slots=True)
class Order:
    """What an editor or the operator wants done. What is not given is empty, 0, () or None."""

    verb: str
    subject: Subject
    guideline: int = 0
    reason: str = ""
    field: str = ""
    title: str = ""
    text: str = ""
    related: tuple[int, ...] = ()
    genre: str | None = None  # None: as its author has it; empty: none. So it is with the next two
    topics: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    corrects: bool = False
    demand: str = ""
    demanded: str = ""  # YYYY-MM-DD
    translation: int = 0
    mode: str = ""  # open, surge
    translations: tuple[tuple[str, str, str], ...] = ()  # language, title, text; others stay as they are
    parts: tuple[str, ...] = ()  # of a picture: left, top, width, height in ten-thousandths, and how
    made: Cleaned | None = None  # that picture without them, as `blurring.burned` gives it
    source: str = ""  # the SHA-256 of the file that it was made of

    @property
    def legal(self) -> Legal | None:
        """The legal demand that it follows."""
        return Legal(self.demand, self.demanded) if self.demand else None
