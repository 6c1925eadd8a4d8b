"""Millbrook, the town that tests share: who lives there, what they say, and the verbs in their mouths.

Ana Reyes writes about the river and Tomas Okafor doubts her; Mrs Vane sells the flats on Mill Street and wants her
letters back; Nora and Idris are at the desk. Time stands at START until a test moves it, so bytes depend on no clock.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from handbill.actions.act import Act, Refused
from handbill.actions.admit import admit
from handbill.actions.amend import amend
from handbill.actions.answer import answer
from handbill.actions.appeal import appeal
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.comment import comment
from handbill.actions.dismiss import dismiss
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.import_ import Incoming, import_
from handbill.actions.invite import invite
from handbill.actions.open_ import open_
from handbill.actions.publish import publish
from handbill.actions.raise_ import raise_
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_mode import set_mode
from handbill.actions.set_page import set_page
from handbill.actions.translate import translate
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.actions.untranslate import untranslate
from handbill.actions.withdraw import withdraw
from handbill.guard.verdict import PASS, Verdict
from handbill.reader.verify import verify
from handbill.record.models import Clock
from handbill.settings import Settings
from handbill.worker import Worker

START = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
RECEIPT = "0" * 64
HELD = Verdict("hold", "The same text was sent before within a day.")
SLOW = Verdict("slow", "Many articles came within a few minutes.")

Values = dict[str, Any]

FLOOD: Values = {
    "title": "The river is over the quay",
    "summary": "Harbour Street is closed below the chandler's.",
    "body": "The water came at six.\nBy seven it stood on the quay.\n\nSee https://gauge.example/millbrook for the level.",
    "format": "text",
    "byline": "Ana Reyes",
    "topics": ["water"],
    "places": ["harbour"],
    "genre": "reporting",
    "email": "ana@millbrook.example",
}
RENT: Values = {
    "title": "Rents on Mill Street rise again",
    "body": "Letters came on *Monday*.",
    "html": "<p>Letters came on <em>Monday</em>.</p>",
    "format": "markdown",
    "topics": ["housing"],
    "genre": "commentary",
}
BRIDGE: Values = {"title": "Who has the key to the bridge?", "body": "<p>It was shut.</p>", "format": "html"}
VANE: Values = {
    "title": "Vanessa Quillfeather lives at number nine",
    "body": "Her telephone is 555-0199-quill.",
    "format": "text",
    "byline": "Quillfeather-Neighbour",
    "phone": "555-0199-quill",
    "topics": ["housing"],
}
"""What ought not to stand there: the words of SECRETS are in nothing else that is said in Millbrook."""
SECRETS = (b"uillfeather", b"0199-quill")
DOUBT: Values = {
    "title": "It was not the rain",
    "body": "The sluice was open.",
    "format": "text",
    "byline": "Tomas Okafor",
}
RUDE: Values = {"title": "Quillfeather!", "body": "Ring Quillfeather at 555-0199-quill.", "format": "text"}


class Town:
    """A site with its worker and its clock."""

    def __init__(self, site: Settings, now: datetime = START) -> None:
        self.site = site
        self.now = now
        self.worker = Worker(site)

    # --- time

    def later(self, **span: float) -> "Town":
        """Let time pass, while the site is served."""
        self.now += timedelta(**span)
        Clock.objects.filter(id=1).update(seen_at=self.now, looked_at=self.now)
        return self

    def go(self) -> int:
        """Let the worker seal and show everything."""
        return self.worker.run_once(self.now, ticks=True)

    def go_and_verify(self) -> None:
        """And let a stranger look: nothing is wrong, and nothing waits to be sealed."""
        self.go()
        report = verify(str(self.site.public))
        assert report.wrong + report.unsealed == [], str(report.wrong + report.unsealed)

    # --- who acts

    def author(self) -> Act:
        return Act("author", self.now)

    def operator(self) -> Act:
        return Act("site", self.now)

    def desk(self, number: int = 1) -> Act:
        return Act(f"editor:{number}", self.now)

    # --- what they do

    def nora(self) -> int:
        return invite(self.operator(), "Nora").number

    def idris(self) -> int:
        return invite(self.operator(), "Idris").number

    def publish(self, values: Values = FLOOD, verdict: Verdict = PASS) -> int:
        return publish(self.author(), values, RECEIPT, verdict=verdict).number

    def comment(self, article: int, values: Values = DOUBT, verdict: Verdict = PASS) -> int:
        return comment(self.author(), article, values, RECEIPT, verdict=verdict).number

    def bring(self, values: Values = RENT, article: int | None = None, address: str = "", **when: Any) -> int:
        """Import something that stood elsewhere."""
        at = {"address": address} if address else {}
        said = {**values, "legacy": {"from": "The Old Wire", "number": "77", **at}}
        given = {"sorts_at": self.now, "dated": False, "timed": False, **when}
        one = Incoming(values=said, article=article, **given)
        import_(self.operator(), [one])
        return one.number

    def hide(self, item: int) -> None:
        hide(self.operator(), item, 3, "It names a neighbour.")

    def page(self, path: str) -> str:
        return (self.site.public / path).read_text("utf-8")

    def there(self, path: str) -> bool:
        return (self.site.public / path).exists()


def published(site: Settings) -> datetime:
    """For the mark `grown`: one article that is shown. Like each of its kind it tells what time it is then."""
    town = Town(site)
    town.publish()
    town.go_and_verify()
    return town.now


def files(public: Path) -> dict[str, bytes]:
    """Every public file by name."""
    return {
        str(file.relative_to(public)): file.read_bytes()
        for file in sorted(public.rglob("*"))
        if file.is_file()
    }


def differences(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Name the files that one has and the other has not, or with other bytes."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


class Walk:
    """A long day in Millbrook: one act after the other, drawn from a seed; what is not allowed is tried too."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.dice = random.Random(seed)
        self.articles: list[int] = []
        self.comments: list[int] = []
        self.done: list[str] = []
        town.nora()
        town.idris()

    def step(self) -> None:
        """Do one act; time passes in between by minutes, at times by hours or days."""
        self.town.later(minutes=self.dice.choice([0, 0, 1, 7, 90, 1500]))
        verb = self.dice.choice([*self._verbs()])
        try:
            self._verbs()[verb]()
            self.done.append(verb)
        except Refused:
            self.done.append(f"({verb})")

    def _verbs(self) -> dict[str, Callable[[], object]]:
        town, dice = self.town, self.dice
        site, author = town.operator(), town.author()
        desk = town.desk(dice.choice([1, 1, 1, 2]))
        article = dice.choice(self.articles[-6:] or [1])
        item = dice.choice((self.articles + self.comments)[-9:] or [1])
        law = dice.choice([1, 2, 3])
        remark = dice.choice(self.comments[-4:] or [1])
        of_article = item in self.articles
        anew = self._said() if of_article else self._remark(item)
        return {
            "publish": self._publish,
            "publish again": self._publish,
            "comment": lambda: self._comment(article),
            "comment again": lambda: self._comment(article),
            "import": self._import,
            "import a comment": lambda: self._keep(self.comments, town.bring(DOUBT, article)),
            "revise": lambda: revise(author, item, anew),
            "forget": lambda: revise(author, item, anew, forget=True),
            "amend": lambda: amend(author, item, {"body": f"It rose {dice.random()} m.", "format": "text"}),
            "withdraw": lambda: dice.random() < 0.3 and withdraw(author, item),
            "appeal": lambda: appeal(author, item, "Please look again."),
            "answer": lambda: answer(desk, item, "We looked."),
            "hold": lambda: hold(desk, item, law, "It waits."),
            "admit": lambda: admit(desk, item, dice.choice(["", "Read."])),
            "hide": lambda: hide(desk, item, law, "It is unkind."),
            "unhide": lambda: unhide(desk, item, "It is kind after all."),
            "redact": lambda: dice.random() < 0.3 and redact(desk, item, law, "It names a child."),
            "redact a field": lambda: redact(
                desk, item, law, "A name.", field=dice.choice(["title", "byline", "body", "topics"])
            ),
            "feature": lambda: feature(desk, article, "It matters.", tuple(self.articles[:2])),
            "unfeature": lambda: unfeature(desk, article, "It mattered."),
            "classify": lambda: classify(
                desk,
                article,
                "It belongs there.",
                genre=dice.choice([None, "", "question"]),
                topics=dice.choice([None, (), ("water",)]),
                places=dice.choice([None, ("mill",)]),
            ),
            "close": lambda: close(desk, article, "It is enough."),
            "open": lambda: open_(desk, article, "It was not enough."),
            "raise": lambda: raise_(desk, remark, "It adds.", corrects=dice.random() < 0.5),
            "translate": lambda: translate(desk, article, dice.choice(self.articles[-4:] or [1]), "es"),
            "untranslate": lambda: untranslate(desk, article, dice.choice(self.articles[-4:] or [1]), "No."),
            "unraise": lambda: unraise(desk, remark, "The article says so itself."),
            "set a topic": lambda: set_page(
                site, "topic/water", dice.choice(["Water", "River"]), "About it."
            ),
            "set a place": lambda: set_page(desk, "place/mill", dice.choice(["Mill", "The mill"])),
            "set the rules": lambda: set_page(
                site, "rules", "Words that wait", dice.choice(["", "casino\ncheap pill*", "赌场"])
            ),
            "set about": lambda: set_page(site, "about", "About us", f"We are {dice.random()}."),
            "set a guideline": lambda: set_guidelines(
                site,
                law,
                "Be kind",
                f"Always {dice.random()}.",
                dice.choice(
                    [{}, {"es": ("Sé amable", "Siempre.")}, {"ar": ("كن", "لطيفا"), "es": ("Sé", "Ya.")}]
                ),
            ),
            "set the mode": lambda: set_mode(desk, dice.choice(["open", "surge"]), "We expect many."),
            "invite": lambda: invite(site, f"Reader {dice.randrange(99)}"),
            "dismiss": lambda: dice.random() < 0.1 and dismiss(site, 2, "Moved away."),
            "go": town.go,
            "go without ticks": lambda: town.worker.run_once(town.now),
            "go with another worker": lambda: Worker(town.site).run_once(town.now),
        }

    def _keep(self, into: list[int], number: int) -> int:
        into.append(number)
        return number

    def _said(self) -> Values:
        topics = sorted(self.dice.sample(["water", "housing"], self.dice.randrange(3)))
        said = {**self.dice.choice([FLOOD, RENT, BRIDGE, VANE]), "topics": topics}
        return {name: value for name, value in said.items() if value}

    def _remark(self, number: int) -> Values:
        return {**self.dice.choice([DOUBT, RUDE]), "byline": f"Reader of {number}"}

    def _verdict(self) -> Verdict:
        return self.dice.choice([PASS, PASS, PASS, PASS, SLOW, HELD])

    def _publish(self) -> None:
        self._keep(self.articles, self.town.publish(self._said(), self._verdict()))

    def _comment(self, article: int) -> None:
        values = dict(self.dice.choice([DOUBT, RUDE]))
        if self.comments and self.dice.random() < 0.3:
            values["reply_to"] = self.dice.choice(self.comments)
        self._keep(self.comments, self.town.comment(article, values, self._verdict()))

    def _import(self) -> None:
        at = self.town.now - timedelta(days=self.dice.choice([0, 0, 3, 400]))
        said = {**self._said(), "date": f"{at:%Y-%m-%dT%H:%M}"}
        address = f"https://old.example/{at:%Y%m}/{len(self.done) % 40}{'.html' if at.minute % 2 else '.php'}"
        self._keep(self.articles, self.town.bring(said, address=address, sorts_at=at, dated=True, timed=True))
