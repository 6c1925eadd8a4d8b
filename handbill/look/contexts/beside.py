"""The pages that stand beside an article's own: its versions, and what a reader on a bad line is shown."""

from datetime import datetime

from markupsafe import Markup

from handbill.look.contexts.parts import Change, Item, Line, Link, Page
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class LightPage(Page):
    """2026/11/4521/light.html: an article whose pictures and players are links, each with its size."""

    article: Item  # it can be read
    full: str  # href of the page with all of it
    genre: Link | None = None  # where one is set, its list
    topics: tuple[Link, ...] = ()  # each with its list
    places: tuple[Link, ...] = ()  # each with its list
    versions: str = ""  # href of versions.html, or empty


@dataclass(frozen=True, slots=True)
class Version:
    """A version and what it changed; whole, where there is none before it to compare it with."""

    entry: int  # index in the record
    at: datetime  # when it was published
    destroyed: bool  # forgotten by its author, or not to be shown
    changes: tuple[tuple[str, tuple[Change, ...]], ...]  # field's label, rows
    title: str = ""  # of a version that is shown whole
    html: Markup = Markup()  # its text


@dataclass(frozen=True, slots=True)
class VersionsPage(Page):
    """2026/11/4521/versions.html: what the author changed, newest first."""

    line: Line  # the article
    versions: tuple[Version, ...]  # newest first
