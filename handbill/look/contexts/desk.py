"""The pages of the desk where editors work through what waits: the queue, a selection, ready texts."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from handbill.look.contexts.doors import DeskPage, QueueRow, Ready
from handbill.look.contexts.forms import Form
from handbill.look.contexts.parts import Comment, DecisionLine, Item, Link, Notice
from handbill.look.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A handover note of the desk, private."""

    id: int  # of the newest, sent back with a new one
    by: str  # desk name
    at: datetime  # when it was written
    text: str  # may be empty: nothing to hand over


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many were at the desk on a day, and how much was decided: never who."""

    at: datetime  # noon of the day
    editors: int  # who came to the desk
    decisions: int  # that they made


@dataclass(frozen=True, slots=True)
class ModeNow:
    """Whether new articles are slow, and who says so."""

    name: str  # open, surge
    at: datetime | None = None  # since when; None: it was never set
    by: str = ""  # desk name; empty: the site itself
    reason: str = ""  # in public words
    until: datetime | None = None  # how long it holds whatever comes in; None: as long as the rules say


@dataclass(frozen=True, slots=True)
class Alike:
    """An item whose text is like that of another."""

    number: int  # its public number
    desk: str  # page where it is decided
    words: str  # how it begins
    state: str  # listed slow hidden held withdrawn redacted
    share: int  # per cent of what both say that both say alike


@dataclass(frozen=True, slots=True)
class Finding:
    """The form that finds items, and how far it looked."""

    values: Mapping[str, str]  # what was asked for
    states: tuple[Link, ...]  # to choose from; name is sent
    topics: tuple[Link, ...]  # the same
    places: tuple[Link, ...]  # the same
    genres: tuple[Link, ...]  # the same
    editors: tuple[Link, ...]  # the same, and the site
    down_to: int = 0  # the last number that was looked at; 0: nothing was left out


@dataclass(frozen=True, slots=True)
class AtHand:
    """The item that is decided next, with what is around it."""

    row: QueueRow  # the item
    form: Form  # posts to the item's page, and comes back to the queue
    place: str  # where the queue goes on afterwards, sent back with the form
    verbs: tuple[Link, ...]  # what can be done from here; name = verb, title = words
    thread: tuple[Comment, ...]  # comments around it
    decisions: tuple[DecisionLine, ...]  # about this item
    ready: tuple[Ready, ...]  # texts to choose from for a reason
    seen: str  # what is shown here, sent back with a decision
    notice: Notice | None = None  # why it is not shown, where it is not
    alike: tuple[Alike, ...] = ()  # items with a similar text
    alone: str = ""  # what to do where no other editor is there to confirm; empty where one is
    one_with: Mapping[str, str] = field(default_factory=dict)  # by field: why this editor may not confirm it
    today: str = ""  # YYYY-MM-DD, at the site
    barred: str = ""  # why this editor may not answer its appeal; empty where they may, or there is none
    above: Item | None = None  # the article of a comment
    following: str = ""  # href of the queue with the next item at hand


@dataclass(frozen=True, slots=True)
class QueuePage(DeskPage):
    """/desk/: the item at hand, what waits, and the newest items."""

    waiting: tuple[QueueRow, ...]  # held, appealed, complained about
    newest: tuple[QueueRow, ...]  # articles and comments, newest first
    older: str  # href of the next page, or empty
    view: str = "all"  # which rows are shown
    views: tuple[Link, ...] = ()  # the others to choose from; name = view
    further: bool = False  # is it a later page, without what waits?
    at_hand: AtHand | None = None  # None where nothing is left
    guidelines: tuple[Link, ...] = ()  # to choose from; name = number
    selectable: tuple[Link, ...] = ()  # what can be done with a selection; name = verb
    ready: tuple[Ready, ...] = ()  # texts to choose from for the reason of a selection
    place: str = ""  # this place in the queue, sent back with a selection
    looking: Mapping[int, str] = field(default_factory=dict)  # who else is at an item, by number
    notes: tuple[Note, ...] = ()  # handover notes, the newest first
    days: tuple[DayCount, ...] = ()  # the last days in numbers, the newest first
    finding: Finding | None = None  # the form that finds items
    mode: ModeNow = ModeNow("open")  # are new articles slow?


@dataclass(frozen=True, slots=True)
class Selected:
    """An item of a selection."""

    row: QueueRow  # the item as it is now
    seen: str  # what is shown here, sent back with the decision
    cannot: str = ""  # why it is left out, or was not done; empty where it is fine


@dataclass(frozen=True, slots=True)
class SelectionPage(DeskPage):
    """/desk/selection/: one decision about several items, before it is made and after."""

    form: Form  # verb, guideline, reason, ready, place
    items: tuple[Selected, ...]  # those that it is about
    verb: Link | None  # what is decided; None where nothing was chosen
    guideline: Link | None  # that is cited
    reason: str  # as it becomes public
    back: str  # href of the place in the queue
    verbs: tuple[Link, ...]  # to choose from
    guidelines: tuple[Link, ...]  # to choose from; name = number
    ready: tuple[Ready, ...]  # to choose from
    done: tuple[int, ...] = ()  # numbers of the items that were decided
    decided: bool = False  # has it been done?


@dataclass(frozen=True, slots=True)
class ReadyPage(DeskPage):
    """/desk/ready/: the ready texts for reasons."""

    form: Form  # it, text, guideline, language
    texts: tuple[Ready, ...]  # all of them
    guidelines: tuple[Link, ...]  # to choose from; name = number


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the forms."""

    id: int  # by which it is edited
    text: str  # in the site's language
    answers: str  # one a line
    translations: Mapping[str, str]  # the text by further language

    @property
    def values(self) -> dict[str, str]:
        """Give the fields of its form."""
        further = {f"text-{tag}": words for tag, words in self.translations.items()}
        return {"it": str(self.id), "text": self.text, "answers": self.answers, **further}


@dataclass(frozen=True, slots=True)
class QuestionsPage(DeskPage):
    """/desk/questions/: what forms ask, and when."""

    form: Form  # it, text, text-TAG, answers; when
    questions: tuple[Asked, ...]  # all of them
    when: str  # always, surge or never
    languages: tuple[Link, ...] = ()  # further ones; name = tag, title = in its own words
    barred: str = ""  # why this editor may not write them; empty where they may


@dataclass(frozen=True, slots=True)
class Described:
    """What a reader says of a picture or film, private."""

    id: int  # private
    text: str  # as it was offered
    at: str  # when, in words
    href: str  # of the page where it stands
    title: str  # of the article
    picture: str  # href of it at the desk, from the root; empty where it is gone or has none
    width: int = 0  # of that, pixels
    height: int = 0  # the same


@dataclass(frozen=True, slots=True)
class DescriptionsPage(DeskPage):
    """/desk/descriptions/: what readers say is to be seen in pictures of others."""

    offers: tuple[Described, ...]  # the oldest first
    limit: int  # characters of one


@dataclass(frozen=True, slots=True)
class NotePage(DeskPage):
    """/desk/note/: the handover note."""

    form: Form  # text
    notes: tuple[Note, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class ModePage(DeskPage):
    """/desk/mode/: whether new articles are slow."""

    form: Form  # mode, reason
    mode: ModeNow  # as it is now


@dataclass(frozen=True, slots=True)
class EditorsPage(DeskPage):
    """/desk/editors/: who is at the desk; invite."""

    form: Form  # name
    editors: tuple[Link, ...]  # title = desk name, name = editor:N
    invitation: str  # a one-time address, shown once
    dismissed: frozenset[str] = frozenset()  # names of those who are not at the desk any more
    stewards: frozenset[str] = frozenset()  # names of those who are, or were, stewards
    barred: str = ""  # why this editor may not invite or dismiss; empty where they may
    undone: tuple[str, ...] = ()  # what was undone just now, in lines
