"""Similar items: the same text within a day, as the guard's keyed hashes tell, and near copies among the newest texts.

Two texts are near where half of their runs of three words are the same (Jaccard, of the first 2,000 characters). Texts are compared,
never people: nothing about who sent them is known here.
"""

import json
import re
from typing import Any, Final

from handbill.actions.screen import text_of
from handbill.guard.judge import digest_of
from handbill.guard.models import Seen
from handbill.limits import ALIKE
from handbill.look.contexts.desk import Alike
from handbill.newswire.article import Article
from handbill.newswire.standing import states_of
from handbill.newswire.version import Version
from handbill.record.format.commitment import values

READ: Final = 2_000  # characters of each text
RUN: Final = 3  # words
NEAR: Final = 50  # per cent
SHOWN: Final = 10


def alike(number: int) -> tuple[Alike, ...]:
    """Give the items whose text is like that of this one, the most similar first. Reads a bounded number of texts."""
    own = Version.objects.filter(number=number).order_by("-pk").first()
    if own is None:
        return ()
    mine = _runs(_text(own))
    same = _same(own)
    shares: dict[int, tuple[int, str]] = {}
    newest = list(Version.objects.exclude(number=number).order_by("-pk")[:ALIKE])
    newest += Version.objects.filter(number__in=same - {it.number for it in newest}).order_by("-pk")[:SHOWN]
    for it in newest:
        text = _text(it)
        share = 100 if it.number in same else _share(mine, _runs(text))
        if share >= NEAR and share > shares.get(it.number, (0, ""))[0]:
            shares[it.number] = share, _begin(it)
    found = sorted(shares.items(), key=lambda pair: (-pair[1][0], -pair[0]))[:SHOWN]
    states = states_of([it for it, _share in found])
    return tuple(
        Alike(it, f"desk/item/{it}/", words, states.get(it, "listed"), share) for it, (share, words) in found
    )


def _same(own: Version) -> set[int]:
    """Give the items that said just this, by what the guard keeps of them; of this one it keeps nothing if it held it."""
    number = own.number
    kept = Seen.objects.filter(number=number).exclude(digest="").values_list("digest", flat=True)[:SHOWN]
    text = text_of(_told(own), titled=Article.objects.filter(number=number).exists())
    there = Seen.objects.filter(digest__in=[*kept, digest_of(text)]).exclude(number=number)
    return {it for it in there.values_list("number", flat=True)[: SHOWN * 2] if it}


def _told(version: Version) -> dict[str, Any]:
    return values(json.loads(version.fields))


def _text(version: Version) -> str:
    told = _told(version)
    return " ".join(str(told.get(name, "")) for name in ("title", "summary", "body"))[:READ]


def _begin(version: Version) -> str:
    told = _told(version)
    return str(told.get("title") or told.get("body", ""))[:90]


def _runs(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)) if words)


def _share(mine: frozenset[str], other: frozenset[str]) -> int:
    both = len(mine | other)
    return 100 * len(mine & other) // both if both else 0
