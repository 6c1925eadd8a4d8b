"""Play the months of the invented town: every act by its verb, in the order of time, as people would have done them.

The record may not know the difference: what is loaded here is what a site of that age would hold.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

from django.db import connections

from handbill import scratch
from handbill.actions import fields, keep
from handbill.actions.act import Act
from handbill.actions.amend import amend
from handbill.actions.attach import Wanted
from handbill.actions.comment import comment
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.invite import invite
from handbill.actions.publish import publish
from handbill.actions.raise_ import raise_
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.actions.translate import translate
from handbill.actions.withdraw import withdraw
from handbill.archive.demo.drawn import draw
from handbill.archive.demo.town import stories, town
from handbill.archive.migrate import migrate
from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Allowed
from handbill.newswire.counter import Counter
from handbill.settings import site

EDITORS: Final = ("Linden", "Heron")
AXES: Final = {"topics": "topic", "places": "place", "genres": "genre"}
Story: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a minute. `do` is called when everything before it has happened."""

    at: datetime
    do: Callable[[datetime], object]


def load(now: datetime, begin: Callable[[int], Callable[[int], None]]) -> None:
    """Found the site of this process and let its months pass until `now`. `begin` is told how many events come."""
    migrate()
    events = sorted(History(now).events(), key=lambda event: event.at)
    _found(events[0].at - timedelta(days=1))
    tick = begin(len(events))
    for event in events:
        event.do(event.at)
        tick(1)
    connections.close_all()


def _found(at: datetime) -> None:
    act, texts = Act("site", at), town()
    Counter.objects.get_or_create(id=1)
    for guideline in texts["guidelines"]:
        set_guidelines(act, None, guideline["title"], guideline["text"])
    for axis, name in AXES.items():
        for page in texts[axis]:
            set_page(act, f"{name}/{page['name']}", page["title"], page["text"])
    set_page(act, "about", texts["about"]["title"], texts["about"]["text"])
    for name in EDITORS:
        invite(act, name)


class History:
    """What happens, story by story. Numbers are known once an item has been published, so acts look them up late."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC).replace(second=0, microsecond=0)
        self.stories = stories()
        self.told = {story["id"]: self._after(now, -24 * story["days_ago"]) for story in self.stories}
        self.numbers: dict[str, int] = {}

    def events(self) -> Iterator[Event]:
        """Give every event, a story's together; where two are of one minute, in the order in which they may happen."""
        for story in self.stories:
            yield from self._of(story)

    def _of(self, story: Story) -> Iterator[Event]:
        at, last = self.told[story["id"]], self.told[story["id"]]
        yield Event(at, partial(self._publish, story))
        for place, said in enumerate(story["comments"]):
            last = self._after(at, said["hours_after"])
            yield Event(last, partial(self._comment, story, place, said))
        for place, said in enumerate(story["comments"]):
            if "hide" in said:
                yield Event(self._after(last, 2), partial(self._hide, f"{story['id']}/{place}", said["hide"]))
            if "raise" in said:
                yield Event(
                    self._after(last, 2), partial(self._raise, f"{story['id']}/{place}", said["raise"])
                )
        for verb in ("revise", "amend", "hide", "withdraw", "redact", "feature"):
            if verb in story:
                yield Event(
                    self._when(story, verb, last),
                    partial(getattr(self, f"_{verb}"), story["id"], story[verb]),
                )

    def _when(self, story: Story, verb: str, last: datetime) -> datetime:
        """Acts without an hour of their own come after the last comment; a feature after all that belongs to it."""
        said = story[verb]
        if verb == "feature":
            return self._after(
                max([self.told[story["id"]], *(self.told[other] for other in said["related"])]), 2
            )
        if isinstance(said, dict) and "hours_after" in said:
            return self._after(self.told[story["id"]], said["hours_after"])
        return self._after(last, 1)

    def _after(self, at: datetime, hours: float) -> datetime:
        later = at + timedelta(hours=hours)
        return min(later, self.now).replace(second=0, microsecond=0)

    def _publish(self, story: Story, at: datetime) -> None:
        media = [_kept(one, at) for one in story.get("media", ())]
        made = publish(Act("author", at), fields.article(story), _receipt(), media=media)
        self.numbers[story["id"]] = made.number
        if "translates" in story:
            translate(Act("author", at), self.numbers[story["translates"]], made.number, story["language"])

    def _comment(self, story: Story, place: int, said: Story, at: datetime) -> None:
        above = {"reply_to": self.numbers[f"{story['id']}#{said['reply_to']}"]} if "reply_to" in said else {}
        values = fields.comment(said | above, {"author": True} if said.get("author") else None)
        made = comment(Act("author", at), self.numbers[story["id"]], values, _receipt())
        self.numbers[f"{story['id']}/{place}"] = made.number
        if "id" in said:
            self.numbers[f"{story['id']}#{said['id']}"] = made.number

    def _revise(self, name: str, said: Story, at: datetime) -> None:
        story = next(story for story in self.stories if story["id"] == name)
        revise(Act("author", at), self.numbers[name], fields.article(story | said))

    def _amend(self, name: str, said: Story, at: datetime) -> None:
        amend(Act("author", at), self.numbers[name], fields.amendment(said))

    def _withdraw(self, name: str, said: object, at: datetime) -> None:
        del said  # it is withdrawn, and no more is known
        withdraw(Act("author", at), self.numbers[name])

    def _hide(self, name: str, said: Story, at: datetime) -> None:
        hide(self._editor(name, at), self.numbers[name], said["guideline"], said["reason"])

    def _raise(self, name: str, said: Story, at: datetime) -> None:
        corrects = bool(said.get("corrects"))
        raise_(self._editor(name, at), self.numbers[name], said["reason"], corrects=corrects)

    def _redact(self, name: str, said: Story, at: datetime) -> None:
        redact(self._editor(name, at), self.numbers[name], said["guideline"], said["reason"])

    def _feature(self, name: str, said: Story, at: datetime) -> None:
        related = tuple(sorted(self.numbers[other] for other in said["related"]))
        feature(self._editor(name, at), self.numbers[name], said["reason"], related)

    def _editor(self, name: str, at: datetime) -> Act:
        """The desk takes turns."""
        return Act(f"editor:{1 + self.numbers[name] % len(EDITORS)}", at)


def _kept(said: Story, at: datetime) -> Wanted:
    """Draw a picture, or record a sound, and clean it as if somebody had sent it."""
    secret, here = keep.new_secret(), site()
    with scratch.folder(here.temporary, "clean-") as folder:
        into = folder / "clean"
        into.mkdir()
        cleaned = clean(draw(said["drawn"], folder), into, Allowed(), slots=here.data / "cleaning")
        row = keep.keep(secret, cleaned, at)
    return Wanted(row.id, said["caption"], said["alt"])


def _receipt() -> str:
    """A receipt that nobody holds."""
    return hashlib.sha256(secrets.token_bytes(16)).hexdigest()
