"""Lists of decisions, and of all that was ever hidden."""

from datetime import datetime

from handbill.look.contexts.parts import DecisionLine, Link, Notice, Page, Pager
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Hiding:
    """A decision that hid something, and what became of it."""

    link: Link  # "Article 12", where it stands
    decision: str  # href of the decision's page
    notice: Notice | None  # None: this decision does not hide it any more
    ended: str = ""  # by what then: unhide redact withdraw
    since: datetime | None = None  # when that was


@dataclass(frozen=True, slots=True)
class HiddenNumbered(Page):
    """record/hidden/index.html and 3.html …: all that was ever hidden; a numbered page changes only when an item on it does."""

    items: tuple[Hiding, ...]  # newest first
    pager: Pager | None  # neighbouring pages; None where there is one page
    numbered: str = ""  # of the index: href of the newest numbered page


@dataclass(frozen=True, slots=True)
class DecisionLists(Page):
    """record/lists.html: every list of decisions, with how many stand in it."""

    months: tuple[tuple[Link, int], ...]  # newest first
    rules: tuple[tuple[Link, int], ...]  # by number
    editors: tuple[tuple[Link, int], ...]  # by number, the site itself last


@dataclass(frozen=True, slots=True)
class DecisionIndex(Page):
    """record/editor/2/index.html, record/guideline/3/index.html, record/month/2026-11/index.html, record/site/index.html."""

    decisions: tuple[DecisionLine, ...]  # newest first, at most 50
    total: int  # decisions in this list
    numbered: str  # href of the newest numbered page
    pager: Pager | None  # None where all of the list stands here


@dataclass(frozen=True, slots=True)
class DecisionNumbered(Page):
    """record/editor/2/1.html …: a numbered page of a list of decisions; once it is full nothing is added to it."""

    heading: str  # the h1
    decisions: tuple[DecisionLine, ...]  # newest first
    pager: Pager  # neighbouring pages
