"""Is this a flood, a robot, a repeat? A word and a reason; what the word leads to is the verb's affair."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from handbill.guard.models import Band, Nonce, Seen
from handbill.guard.secret import keyed
from handbill.guard.verdict import PASS, Verdict
from handbill.limits import FLOOD, FLOOD_MINUTES, NONCE_LIFE, SHORT, SHORT_TIMES

TRAP: Final = "website_url"
"""A field that people do not see; robots fill it."""

BODY: Final = "body"
"""The kind of the second row of an article: its body without its title."""
BELOW: Final = frozenset({"comment", "amend"})
"""Kinds of what stands below an article; what a comment is revised to is of the kind `comment` too."""
CUT: Final = timedelta(seconds=120)
"""A nonce's time is cut to the minute, and it must be kept for longer than its form is good."""


def judge(kind: str, digest: str, now: datetime, *, short: bool) -> Verdict:
    """Judge a text by what was seen before. Asked under the lock that all who count take, else repeats pass side by side.

    Args:
        kind: article, comment, revise (of an article) or amend.
        digest: `digest_of` what a repeat would repeat.
        now: aware.
        short: as `is_short` says of the text.
    """
    same = Seen.objects.filter(digest=digest, at__gt=now - timedelta(seconds=NONCE_LIFE))
    if kind != "amend":  # an amendment has no title, so an article's text is known there by its body
        same = same.exclude(kind=BODY)
    kinds = [*same.values_list("kind", flat=True)]
    if len(kinds) >= (SHORT_TIMES if short else 1):
        return repeated(kind, kinds)
    if kind == "article":
        lately = Seen.objects.filter(kind=kind, at__gt=now - timedelta(minutes=FLOOD_MINUTES))
        if lately.count() >= FLOOD:
            return Verdict("slow", _("Many articles came within a few minutes."))
    return PASS


def repeated(kind: str, before: Collection[str]) -> Verdict:
    """Say what becomes of a repeat, by the kinds of what said it before.

    An article is held for an article alone: else whoever expects a leaflet, and puts it below something old, keeps it from the
    newswire. The words are the same for what is the same and for what is nearly so: they tell nobody how near a guess was.
    """
    if kind in BELOW or not BELOW.issuperset(before):
        words = _(
            "The same text, or nearly the same, was sent before within a day, so an editor reads it first. To change what you published, use its receipt."
        )
        return Verdict("hold", words)
    words = _(
        "The same text, or nearly the same, came as a comment within a day, so it waits six hours for the front page."
    )
    return Verdict("slow", words)


def digest_of(text: str) -> str:
    """Give what is kept of a text to know it again."""
    return keyed("seen", text)


def is_short(text: str) -> bool:
    """Tell whether several people may say just this."""
    return len(text) < SHORT


def forget(number: int, *, but: str = "") -> None:
    """Forget the texts of an item that are destroyed: they may be sent again, and nothing here tells what they were.

    That something came still counts. `but`: the hashed nonce of the form that is being used, which is not forgotten.
    """
    Nonce.objects.filter(number=number).exclude(nonce=but).update(digest="")
    seen = Seen.objects.filter(number=number)
    Band.objects.filter(seen_id__in=[*seen.values_list("pk", flat=True)]).delete()
    seen.update(digest="", sketch=b"")


def trapped(trap: str) -> Verdict:
    """Refuse what fills the field that people do not see."""
    if trap.strip():
        words = _(
            "A hidden field of this form must stay empty, and it was filled. Please send it again as it is now."
        )
        return Verdict("refuse", words)
    return PASS


def prune(now: datetime) -> int:
    """Forget what was kept to know a retry or a repeat; give how many rows went."""
    before = now - timedelta(seconds=NONCE_LIFE)
    Band.objects.filter(at__lt=before).delete()
    used = Nonce.objects.filter(at__lt=before - CUT)
    return used.delete()[0] + Seen.objects.filter(at__lt=before).delete()[0]
