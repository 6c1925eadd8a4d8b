"""The challenge of a program's request, its own key, and what both come to: one nonce that is spent with the item."""

import re
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbill.guard import work
from handbill.guard.secret import keyed
from handbill.guard.ticket import Ticket, TokenError, is_spent
from handbill.intake.submission import Submission
from handbill.limits import IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_MIN
from handbill.settings import site

KEY_PATTERN: Final = f'^"?[!#-~]{{{IDEMPOTENCY_KEY_MIN},{IDEMPOTENCY_KEY}}}"?$'
"""As it is, or as a quoted string (draft-ietf-httpapi-idempotency-key-header section 2.1)."""
_KEY: Final = re.compile(KEY_PATTERN)
_NONCE: Final = 32
"""Hexadecimal digits of a nonce, as of a form's."""


class Work:
    """What stands in place of a form's token, for one request."""

    def __init__(self, request: HttpRequest, ours: Submission) -> None:
        """Read the key and check the work; what is wrong is put among the errors of the submission."""
        self.ours = ours
        self.key = ""
        self.solved = ""
        typed = request.headers.get("Idempotency-Key")
        if typed is not None and not _KEY.fullmatch(typed):
            ours.errors["Idempotency-Key"] = _(
                "An Idempotency-Key has %(least)d to %(most)d signs, such as a random UUID."
            ) % {"least": IDEMPOTENCY_KEY_MIN, "most": IDEMPOTENCY_KEY}
        elif typed:
            self.key = keyed("idempotency", typed.strip('"'))[:_NONCE]
        ours.nonce = self.key
        if self.key and is_spent(self.key):
            return  # a retry, however late, finds its answer
        solution = ours.sent.get("altcha").strip()
        if site().guard.challenge == "off" and not solution:
            return
        try:
            self.solved = work.check(solution)
            ours.nonce = self.key or self.solved
        except TokenError as error:
            if site().guard.challenge != "off":
                ours.errors["altcha"] = str(error)

    def ticket(self, kind: str, text: str, about: int = 0, *, body: str = "") -> Ticket:
        """Give what the verb spends, as `Submission.ticket` does for forms."""
        ours = self.ours
        nonce = self.key or self.solved
        also = self.solved if self.key else ""
        return Ticket.of(
            nonce,
            ours.all_of_it(about),
            text,
            kind,
            ours.now,
            body=body,
            work=also,
            looked=ours.looked(kind, about),
        )
