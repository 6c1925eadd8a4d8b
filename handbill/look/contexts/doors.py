"""The pages behind the dynamic addresses: forms and their answers. `errors` holds words beside each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from handbill.look.contexts.parts import Comment, DecisionLine, Item, Line, Link, Notice, Page


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands: what was typed, and what is wrong with it."""

    action: str  # href to post to, from the root
    token: str  # signed, single use; empty where challenges are off
    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # topics, places
    errors: Mapping[str, str] = field(default_factory=dict)  # by field; "" for the form as a whole


@dataclass(frozen=True, slots=True)
class PublishPage(Page):
    """/publish/: the form, and above it the preview if one was asked for."""

    form: Form
    genres: tuple[Link, ...]
    topics: tuple[Link, ...]
    places: tuple[Link, ...]
    languages: tuple[Link, ...]  # name = tag, title = in its own words
    preview: Item | None
    limits: Mapping[str, int]  # of characters, by field


@dataclass(frozen=True, slots=True)
class CommentPage(Page):
    """/comment/N/: the form for a comment."""

    form: Form
    article: Line
    answered: Comment | None  # reply_to
    preview: Item | None
    limits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReceiptPage(Page):
    """The answer to a publication: the code, once. The most important page for the author."""

    receipt: str  # in groups of four, separated by spaces
    number: int
    kind: str  # article or comment
    item: str  # href of the item, relative to the root
    held: bool
    slow: bool
    there: bool  # is the page already there?
    reason: str = ""  # why it is held or slow


@dataclass(frozen=True, slots=True)
class ReceiptForm(Page):
    """/receipt/: type the code."""

    form: Form


@dataclass(frozen=True, slots=True)
class OwnItemPage(Page):
    """What the receipt opens: the item, its state, and what its author can do."""

    form: Form  # with the item's present fields as values; carries the receipt as a hidden field
    item: Item
    href: str  # of its page
    line: Line | None  # of the article, where the item is a comment
    genres: tuple[Link, ...]
    topics: tuple[Link, ...]
    places: tuple[Link, ...]
    languages: tuple[Link, ...]
    limits: Mapping[str, int]
    done: str = ""  # a sentence: what has just happened
    can: frozenset[str] = frozenset()  # of revise amend withdraw appeal comment


@dataclass(frozen=True, slots=True)
class ComplainPage(Page):
    """/complain/N/: tell the editors, in private."""

    form: Form
    line: Line | None
    number: int
    kind: str
    guidelines: tuple[Link, ...]  # name = number
    limits: Mapping[str, int]
    done: bool = False


@dataclass(frozen=True, slots=True)
class ErrorPage(Page):
    """Any other refusal, in words."""

    status: int
    heading: str
    words: str
    kept: str = ""  # text that was sent, given back


@dataclass(frozen=True, slots=True)
class DeskPage(Page):
    """What every page of the desk has."""

    editor: str  # desk name, empty before sign-in
    token: str  # against forged requests
    count: int  # what waits in the queue
    message: str


@dataclass(frozen=True, slots=True)
class SignInPage(DeskPage):
    """/desk/sign-in/: name, password, one-time code."""

    form: Form


@dataclass(frozen=True, slots=True)
class InvitationPage(DeskPage):
    """/desk/invitation/CODE/: choose a password, add the key to an authenticator."""

    form: Form
    name: str
    secret: str  # base32, in groups of four
    qr: Markup  # inline SVG


@dataclass(frozen=True, slots=True)
class Complaint:
    """A reader's report, private."""

    id: int
    at: str
    text: str
    guideline: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An item or a complaint in the queue."""

    item: Item
    href: str  # public page
    desk: str  # page where it is decided
    article: Line | None  # of a comment
    complaints: tuple[Complaint, ...]
    guard: str = ""  # why the guard held or slowed it
    featured: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage(DeskPage):
    """/desk/: what waits, and the newest items."""

    waiting: tuple[QueueRow, ...]  # held, appealed, complained about
    newest: tuple[QueueRow, ...]
    older: str  # href of the next page, or empty
    view: str = "all"


@dataclass(frozen=True, slots=True)
class DecidePage(DeskPage):
    """/desk/item/N/: one item, its context, one form a decision."""

    row: QueueRow
    form: Form
    verbs: tuple[Link, ...]  # name = verb, title = words
    guidelines: tuple[Link, ...]
    decisions: tuple[DecisionLine, ...]
    thread: tuple[Comment, ...]
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class PagesPage(DeskPage):
    """/desk/pages/: topics, places, genres, guidelines and the about page."""

    topics: tuple[Link, ...]
    places: tuple[Link, ...]
    genres: tuple[Link, ...]
    guidelines: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EditPagePage(DeskPage):
    """/desk/pages/topic/NAME/: one of them."""

    form: Form
    heading: str
    subject: str


@dataclass(frozen=True, slots=True)
class EditorsPage(DeskPage):
    """/desk/editors/: who is at the desk; invite."""

    form: Form
    editors: tuple[Link, ...]
    invitation: str  # a one-time address, shown once
