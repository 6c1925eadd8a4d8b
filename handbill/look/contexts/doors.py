"""The pages behind the dynamic addresses: forms and their answers. `errors` holds words beside each field."""

from collections.abc import Mapping
from dataclasses import field

from markupsafe import Markup

from handbill.look.contexts.forms import Form, KeptFile, Taken
from handbill.look.contexts.parts import Appeal, Comment, DecisionLine, Item, Line, Link, Notice, Page
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class PublishPage(Page):
    """/publish/: the form, and above it the preview if one was asked for."""

    form: Form  # what was typed, what is wrong
    genres: tuple[Link, ...]  # to choose from
    topics: tuple[Link, ...]  # to choose from
    places: tuple[Link, ...]  # to choose from
    languages: tuple[Link, ...]  # name = tag, title = in its own words
    preview: Item | None  # None before a preview was asked for
    limits: Mapping[str, int]  # of characters, by field
    original: Line | None = None  # what it translates
    surge: bool = False  # are new articles slow just now?
    taken: Taken | None = None  # what it takes of files; None where it takes none


@dataclass(frozen=True, slots=True)
class CommentPage(Page):
    """/comment/N/: the form for a comment."""

    form: Form  # what was typed, what is wrong
    article: Line  # what is answered
    answered: Comment | None  # reply_to
    preview: Item | None  # None before a preview was asked for
    limits: Mapping[str, int]  # of characters, by field
    taken: Taken | None = None  # what it takes of files; None where it takes none


@dataclass(frozen=True, slots=True)
class ReceiptPage(Page):
    """The answer to a publication: the code, once. The most important page for the author."""

    receipt: str  # in groups of four, separated by spaces
    number: int  # of the item
    kind: str  # article or comment
    item: str  # href of the item, relative to the root
    held: bool  # does it wait for an editor?
    slow: bool  # in the newswire only for six hours?
    there: bool  # is the page already there?
    reason: str = ""  # why it is held or slow
    removed: tuple[tuple[str, str], ...] = ()  # of each file: which, and what was removed of it


@dataclass(frozen=True, slots=True)
class ReceiptForm(Page):
    """/receipt/: type the code."""

    form: Form  # what was typed, what is wrong


@dataclass(frozen=True, slots=True)
class OwnItemPage(Page):
    """What the receipt opens: the item, its state, and what its author can do."""

    form: Form  # with the item's present fields as values; carries the receipt as a hidden field
    item: Item  # as its author or an editor may see it
    href: str  # of its page
    line: Line | None  # of the article, where the item is a comment
    genres: tuple[Link, ...]  # to choose from
    topics: tuple[Link, ...]  # to choose from
    places: tuple[Link, ...]  # to choose from
    languages: tuple[Link, ...]  # to choose from; name = tag, title = in its own words
    limits: Mapping[str, int]  # of characters, by field
    done: str = ""  # a sentence: what has just happened
    can: frozenset[str] = frozenset()  # of revise amend withdraw appeal comment
    appeals: tuple[Appeal, ...] = ()  # what its author asked the editors, and their answers, oldest first
    taken: Taken | None = None  # what it takes of files; None where it takes none
    media: tuple[KeptFile, ...] = ()  # the files that hang on it, in their order
    removed: tuple[tuple[str, str], ...] = ()  # of each new file: which, and what was removed of it


@dataclass(frozen=True, slots=True)
class ComplainPage(Page):
    """/complain/N/: tell the editors, in private."""

    form: Form  # what was typed, what is wrong
    line: Line | None  # of the article, where it can be shown
    number: int  # of the item
    kind: str  # article or comment
    guidelines: tuple[Link, ...]  # name = number
    limits: Mapping[str, int]  # of characters, by field
    done: bool = False  # has it been sent?


@dataclass(frozen=True, slots=True)
class DescribePage(Page):
    """/comment/N/describe/K/: say what is to be seen in a picture or film of somebody else."""

    form: Form  # what was typed, what is wrong
    line: Line  # of the article
    href: str  # of the item's page
    picture: str  # href of it, from the root; empty where there is none to show
    size: tuple[int, int]  # of that, width and height in pixels
    caption: str  # what its author says of it
    limits: Mapping[str, int]  # of characters, by field
    done: bool = False  # has it been sent?


@dataclass(frozen=True, slots=True)
class ErrorPage(Page):
    """Any other refusal, in words."""

    status: int  # HTTP status
    heading: str  # the h1
    words: str  # what happened and what can be done
    kept: str = ""  # text that was sent, given back


@dataclass(frozen=True, slots=True)
class DeskPage(Page):
    """What every page of the desk has."""

    editor: str  # desk name, empty before sign-in
    token: str  # against forged requests
    count: int  # what waits in the queue
    offered: int  # descriptions of pictures by readers that wait
    message: str  # what has just been done, or empty
    health: tuple[str, ...]  # what keeps the site from working as it should, each in words


@dataclass(frozen=True, slots=True)
class SignInPage(DeskPage):
    """/desk/sign-in/: name, password, one-time code."""

    form: Form  # name, password, code
    passkey: str = ""  # what the browser needs to ask for a passkey, JSON; empty where none is asked for


@dataclass(frozen=True, slots=True)
class InvitationPage(DeskPage):
    """/desk/invitation/CODE/: choose a password, add the key to an authenticator."""

    form: Form  # name, password, again, code
    name: str  # the desk name
    secret: str  # base32, in groups of four
    qr: Markup  # inline SVG


@dataclass(frozen=True, slots=True)
class CodesPage(DeskPage):
    """Recovery codes, shown once: after an invitation, and when new ones were asked for."""

    codes: tuple[str, ...]  # in groups of four


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser in which an editor is signed in."""

    id: int  # private
    began: str  # in words
    used: str  # the same
    here: bool  # is it this one?


@dataclass(frozen=True, slots=True)
class AccountPage(DeskPage):
    """/desk/account/: how an editor signs in, and where they are signed in; for that editor alone."""

    forms: Mapping[str, Form]  # by action: codes, password, end, passkey, remove
    codes: int  # recovery codes that are left
    sessions: tuple[SignedIn, ...]  # the newest first
    passkeys: tuple[Link, ...] = ()  # title = as its editor named it, name = private number
    passkey: str = ""  # what the browser needs to make one, JSON; empty where it cannot be made here
    elsewhere: str = ""  # the address where it can; empty here, and where the site has none


@dataclass(frozen=True, slots=True)
class Complaint:
    """A reader's report, private."""

    id: int  # private
    at: str  # in words
    text: str  # may be empty
    guideline: str  # number and title, or empty


@dataclass(frozen=True, slots=True)
class Demand:
    """A legal demand as it came, private."""

    text: str  # what it wants
    sender: str  # of whom it is; may be empty
    received: str  # the day, YYYY-MM-DD
    clock: str  # how long it has waited, how long it may


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal to redact that waits for another editor, private."""

    by: str  # desk name of who proposed it
    at: str  # in words
    field: str  # what of it; empty: the whole
    words: str  # what of it, in words
    guideline: int  # its number
    reason: str  # in the words of who proposed it
    demand: str = ""  # the legal demand that it follows
    demanded: str = ""  # the day on which that came


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An item or a complaint in the queue."""

    item: Item  # with its text, whatever its state, unless destroyed
    href: str  # public page
    desk: str  # page where it is decided
    article: Line | None  # of a comment
    complaints: tuple[Complaint, ...]  # the newest open ones, newest first
    guard: str = ""  # why it is held or slow
    appeal: str = ""  # what its author asks, where nobody has answered
    featured: bool = False  # is it a feature now?
    translated: bool = False  # is it linked to a translation?
    raised: bool = False  # is it an addition now, or would be if it could be read?
    complained: int = 0  # how many complaints are open, those that are not shown too
    closed: bool = False  # does it take no comments?
    proposals: tuple[Proposed, ...] = ()  # to redact it, or a part of it
    demands: tuple[Demand, ...] = ()  # legal ones, the oldest first


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready text for reasons, kept at the desk."""

    id: int  # private
    guideline: int  # that it fits; 0: any
    language: str  # a tag
    text: str  # as it becomes public


@dataclass(frozen=True, slots=True)
class DecidePage(DeskPage):
    """/desk/item/N/: one item, its context, one form a decision."""

    row: QueueRow  # the item
    form: Form  # verb, guideline, reason, field, related, confirm
    verbs: tuple[Link, ...]  # name = verb, title = words
    guidelines: tuple[Link, ...]  # to choose from; name = number
    decisions: tuple[DecisionLine, ...]  # about this item
    thread: tuple[Comment, ...]  # comments around it
    notice: Notice | None = None  # why it is not shown, where it is not
    seen: str = ""  # what is shown here, sent back with a decision: about this and nothing newer
    genres: tuple[Link, ...] = ()  # to sort an article by; empty for a comment
    topics: tuple[Link, ...] = ()  # the same
    places: tuple[Link, ...] = ()  # the same
    ready: tuple[Ready, ...] = ()  # texts to choose from for a reason
    looking: str = ""  # which other editors have it before them
    alone: str = ""  # what to do where no other editor is there to confirm; empty where one is
    barred: str = ""  # why this editor may not answer the appeal; empty where they may
    one_with: Mapping[str, str] = field(default_factory=dict)  # by field: why they may not confirm it
    today: str = ""  # YYYY-MM-DD, at the site
    above: Item | None = None  # the article of a comment
    pictures: tuple[KeptFile, ...] = ()  # with grids, where parts of them can be hidden; id = K
    following: str = ""  # href of the place in the queue where a form that was not taken goes on


@dataclass(frozen=True, slots=True)
class PagesPage(DeskPage):
    """/desk/pages/: topics, places, genres, guidelines and the about page."""

    topics: tuple[Link, ...]  # hrefs lead to the desk
    places: tuple[Link, ...]  # the same
    genres: tuple[Link, ...]  # the same
    guidelines: tuple[Link, ...]  # the same
    barred: str = ""  # why this editor may not write them; empty where they may


@dataclass(frozen=True, slots=True)
class EditPagePage(DeskPage):
    """/desk/pages/topic/NAME/: one of them."""

    form: Form  # title, text; title-TAG and text-TAG for each language
    heading: str  # the h1
    subject: str  # topic/NAME, place/NAME, genre/NAME, about or guideline/N
    barred: str = ""  # why this editor may not write it; empty where they may
    languages: tuple[Link, ...] = ()  # further ones of a guideline; name = tag, title = in its own words
