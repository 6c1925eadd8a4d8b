"""What publishing and commenting share: the token, the trap, one ticket, and the answer to a retry."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from handbill.actions.fields import Invalid, Values
from handbill.actions.screen import look
from handbill.guard import pictures, question, ticket
from handbill.guard.judge import TRAP, trapped
from handbill.guard.ticket import Ticket, TokenError
from handbill.guard.verdict import Looked, stricter
from handbill.intake.form import ROWS, Sent
from handbill.intake.kept import Kept
from handbill.limits import ANSWER
from handbill.look.contexts.forms import Form
from handbill.newswire.attachment import DRAFT
from handbill.newswire.mode import is_surge
from handbill.record.format.canonical import canonical
from handbill.settings import site

ASKING: Final = frozenset({"publish", "comment"})
"""The forms that ask the collective's question; behind the others stands a receipt, or an editor reads what comes."""


@dataclass(slots=True)
class Submission:
    """A form on its way to a verb. It may go when `errors` is empty."""

    purpose: str  # publish, comment, complain, receipt
    sent: Sent
    now: datetime
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by field; "" for the form as a whole
    nonce: str = ""
    keep: bool = False  # the token is good, now or in some seconds
    secret: str = ""  # names the files that wait in this form
    media: list[Kept] = field(default_factory=list)  # those files, in their order
    arranges: bool = False  # it says something of files
    came: list[str] = field(default_factory=list)  # what came with it: the same where the same is sent again

    def __post_init__(self) -> None:
        self.errors.update(self.sent.errors)

    def check_fields(self, check: Callable[[], Values]) -> None:
        """Take the values, or the words about each field."""
        try:
            self.values = check()
        except Invalid as invalid:
            self.errors = {**invalid.errors, **self.errors}

    @property
    def minute(self) -> datetime:
        """When it came: nothing finer is ever stored."""
        return self.now.replace(second=0, microsecond=0)

    @property
    def takes(self) -> bool:
        """Whether files that came with it may be read: its token is good, or none is needed."""
        return self.keep or site().guard.challenge == "off"

    def check_token(self, *, aged: bool = True) -> None:
        """Check the token; with challenges off a bad one is as if there were none. `aged`: the least age holds."""
        off = site().guard.challenge == "off"
        token = self.sent.get("token").strip()
        if off and not token:
            return
        try:
            self.nonce = ticket.check(token, self.purpose, self.now, least=0 if off or not aged else None)
            self.keep = True
            if aged and not off:
                self._check_answer()
        except TokenError as error:
            self.keep = error.keep
            if not off:
                self.errors.setdefault("", str(error))

    def _check_answer(self) -> None:
        """Check the answer to the collective's question. A wrong one costs the form: the fresh one asks another, where there are several."""
        if not self._asks() or ticket.is_spent(self.nonce):  # a retry, however late, finds its answer
            return
        asked = question.asked(self.nonce)
        if asked and not question.is_right(asked, self.sent.get("answer")[:ANSWER]):
            self.keep = False
            self.errors["answer"] = _("That is not the answer. Your text is kept: please try again.")

    def _asks(self) -> bool:
        return self.purpose in ASKING and question.is_any() and question.asks_question(surge=is_surge())

    def refuse_robots(self) -> None:
        """Ask the guard about the trap; what it refuses is an error of the form. The text is judged when the ticket is spent."""
        verdict = trapped(self.sent.get(TRAP))
        if verdict.word == "refuse":
            self.errors.setdefault("", verdict.reason)

    def ticket(self, kind: str, text: str, about: int = 0, *, body: str = "") -> Ticket:
        """Give what the verb spends; what `text` and `body` are, `Ticket.of` says.

        `about`: the number that the form is about, where it is about one.
        """
        return Ticket.of(
            self.nonce,
            self.all_of_it(about),
            text,
            kind,
            self.now,
            body=body,
            looked=self.looked(kind, about),
        )

    def looked(self, kind: str, about: int) -> Looked:
        """Give what the guard finds in the text, and in the pictures that are new."""
        found = look(kind, self.values, about)
        new = [one.row.alike for one in self.media if one.row.number == DRAFT]
        return replace(found, said=stricter(found.said, pictures.judge(new)))

    def all_of_it(self, about: int) -> str:
        """Give all that was sent, in one right order: the same where the same is sent again, whatever has become of it meanwhile."""
        rows = {name: self.sent.lists[name] for name in sorted(ROWS) if name in self.sent.lists}
        said = [self.sent.get("action"), about, canonical(self.values).decode(), rows, self.came]
        return json.dumps(said)  # it is as it was sent, with whatever signs, so it need not be canonical

    def form(
        self,
        action: str,
        values: Mapping[str, str] | None = None,
        lists: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Form:
        """Give the form as it goes back: what was typed (or `values`), what is wrong, and a token that will do."""
        token = self.sent.get("token").strip() if self.keep else ticket.issue(self.purpose, self.now)
        typed = self.sent.values if values is None else values
        asked = None
        if site().guard.challenge != "off" and self._asks():
            asked = question.asked(token.partition(".")[0])
        dropped = {"token", "action", "kept", TRAP} | (set() if self.keep else {"answer"})
        shown = {name: text for name, text in typed.items() if name not in dropped}
        return Form(
            action=f"{action}?{ticket.lane_of(token)}",
            token=token,
            values=shown,
            lists=self.sent.lists if lists is None else lists,
            errors=self.errors,
            question=question.wordings(asked, site().language) if asked else (),
            kept=self.secret,
            media=tuple(one.view(self.secret, self.now) for one in self.media),
        )
