"""Form tokens: a form that was opened here, not too fast and not too long ago, is good for one submission.

A token is `NONCE.TIME.MAC`: 128 random bits, seconds since 1970, and an HMAC of both and of what the form is for. It names
nobody and the server keeps nothing of it until it is used. The receipt is derived from the nonce, so whoever sends the same
form again after a lost answer gets the same receipt.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.guard import near
from handbill.guard.judge import BODY, digest_of, is_short, judge
from handbill.guard.lane import lane
from handbill.guard.models import Nonce, Seen
from handbill.guard.receipt import DIGITS, random_code
from handbill.guard.secret import keyed
from handbill.guard.verdict import NOTHING, PASS, Looked, Verdict, stricter
from handbill.limits import ARTICLE_FORM_AGE, COMMENT_FORM_AGE, FORM_LIFE
from handbill.settings import site

_TOKEN: Final = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([0-9a-f]{32})", re.ASCII)
AGES: Final = {"publish": ARTICLE_FORM_AGE, "comment": COMMENT_FORM_AGE}
"""The least age of a form in seconds, by purpose; none where a code or an editor stands behind it anyway."""


class TokenError(Exception):
    """A form that cannot be taken. The words are for people; `keep` tells whether the same token will do later."""

    keep = False


class Missing(TokenError):
    """Nothing was sent that shows that the form was opened here."""


class Forged(TokenError):
    """It was not made by this site for this form."""


class TooYoung(TokenError):
    """The form was sent faster than people write. `seconds`: how long to wait."""

    keep = True

    def __init__(self, words: str, seconds: int) -> None:
        super().__init__(words)
        self.seconds = seconds


class TooOld(TokenError):
    """The form was opened too long ago."""


class Spent(Exception):
    """The same form was sent before with the same content."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Reused(Exception):
    """The same form was sent before with other content."""


def issue(purpose: str, now: datetime) -> str:
    """Give the token of a new form."""
    signed = f"{secrets.token_hex(16)}.{int(now.timestamp())}"
    return f"{signed}.{_mac(purpose, signed)}"


def lane_of(token: str) -> str:
    """Give the query by which the street door knows a form; empty for a token that is none."""
    match = _TOKEN.fullmatch(token)
    return lane(match[1], int(match[2])) if match else ""


def check(token: str, purpose: str, now: datetime, *, least: int | None = None) -> str:
    """Give the nonce of a token that is good now. `least` replaces the least age of the purpose, in seconds.

    A form that was already used stays good for as long as its nonce is kept, so that a late retry finds its answer.

    Raises:
        TokenError: Missing, Forged, TooYoung or TooOld, with words.
    """
    if not token:
        raise Missing(
            _("This form was not opened here first. Here it is, with your text in it: please send it again.")
        )
    match = _TOKEN.fullmatch(token)
    if match is None or not hmac.compare_digest(match[3], _mac(purpose, f"{match[1]}.{match[2]}")):
        raise Forged(
            _(
                "This form was changed on its way. Here is a fresh one with your text in it: please send it again."
            )
        )
    age = now.timestamp() - int(match[2])
    wait = (AGES.get(purpose, 0) if least is None else least) - age
    if age >= 0 and wait > 0:  # a clock that was set back must not make people wait
        seconds = ceil(wait)
        words = ngettext(
            "That was quick. Please wait %(seconds)d second and press the button again; nothing is lost.",
            "That was quick. Please wait %(seconds)d seconds and press the button again; nothing is lost.",
            seconds,
        )
        raise TooYoung(words % {"seconds": seconds}, seconds)
    if age > FORM_LIFE and not Nonce.objects.filter(nonce=_hash(match[1])).exists():
        raise TooOld(
            _(
                "This form was opened more than a day ago. Here is a fresh one with your text in it: please send it again."
            )
        )
    return match[1]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a verb spends with the number that it took: the form that was used, and that this text was seen."""

    receipt: str  # the code itself
    nonce: str  # SHA-256 of the form's nonce; empty where there was no form
    digest: str  # keyed hash of all that was sent
    seen: str  # keyed hash of the text alone
    short: bool  # so short a text that several may say it
    body: str  # keyed hash of an article's body, else empty
    kind: str  # article, comment, revise or amend; empty where repeats do not matter
    now: datetime
    work: str = ""  # SHA-256 of the nonce of the challenge that was solved, where a key of the sender's stands for the form
    looked: Looked = NOTHING  # what the guard found in the text

    @classmethod
    def of(
        cls,
        nonce: str,
        sent: str,
        text: str,
        kind: str,
        now: datetime,
        *,
        body: str = "",
        work: str = "",
        looked: Looked = NOTHING,
    ) -> "Ticket":
        """Make the ticket of a submission.

        Args:
            nonce: of its form; empty where there was none.
            sent: all that was sent, in one right order.
            text: what a repeat would repeat.
            kind: article, comment, revise, amend or empty.
            now: aware.
            body: of an article, whose `text` has its title too.
            work: the nonce of a solved challenge, where `nonce` is not it.
            looked: what the guard found in the text.
        """
        code = keyed("receipt", nonce)[:DIGITS] if nonce else random_code()
        return cls(
            code,
            _hash(nonce) if nonce else "",
            keyed("sent", sent),
            digest_of(text),
            is_short(text),
            digest_of(body) if body else "",
            kind,
            now,
            _hash(work) if work else "",
            looked,
        )

    def spend(self, number: int, *, own: bool = False, again: bool = False) -> Verdict:
        """Use the form up, and say what is to become of the text. Runs inside the verb's transaction, under the counter's lock.

        What is held leaves nothing by which another text would be held: nobody has seen it, and nobody is to wait for it.

        Args:
            number: of the item.
            own: it says or said just this already, so it is neither judged nor counted.
            again: it said much of this before, so it repeats nobody but itself.

        Raises:
            Spent: the same was sent before, and this is the number that came of it.
            Reused: the form was used for something else.
        """
        minute = self.now.replace(second=0, microsecond=0)
        if self.nonce:
            defaults = {"digest": self.digest, "number": number, "at": minute}
            used, is_new = Nonce.objects.get_or_create(nonce=self.nonce, defaults=defaults)
            if not is_new:
                if used.number is not None and hmac.compare_digest(used.digest, self.digest):
                    raise Spent(used.number)
                raise Reused
        if self.work:
            lasting = {"digest": self.digest, "number": number, "at": minute}
            if not Nonce.objects.get_or_create(nonce=self.work, defaults=lasting)[1]:
                raise Reused
        if own or not self.kind:
            return PASS
        if site().front.limits == "off":
            return self.looked.said
        kind = "comment" if self.kind == "revise" and not self.body else self.kind
        verdict = PASS if again else self._judged(kind, number)
        said = stricter(self.looked.said, verdict)
        if said.word == "hold":
            Seen.objects.create(kind=kind, number=number, digest="", at=minute)
            return said
        sketch = self.looked.sketch
        seen = Seen.objects.create(
            kind=kind, number=number, digest=self.seen, sketch=near.packed(sketch), at=minute
        )
        near.remember(sketch, seen)
        if self.body:
            Seen.objects.create(kind=BODY, number=number, digest=self.body, at=minute)
        return said

    def _judged(self, kind: str, number: int) -> Verdict:
        verdict = judge(kind, self.seen, self.now, short=self.short)
        if verdict.word == "hold":
            return verdict
        return stricter(near.judge(kind, self.looked, number, self.now), verdict)


def is_spent(nonce: str) -> bool:
    """Tell whether a nonce was used, so that a late retry needs no new work to get its answer."""
    return Nonce.objects.filter(nonce=_hash(nonce)).exists()


def _mac(purpose: str, signed: str) -> str:
    return keyed(f"form {purpose}", signed)[:DIGITS]


def _hash(nonce: str) -> str:
    return sha256(nonce.encode("ascii")).hexdigest()
