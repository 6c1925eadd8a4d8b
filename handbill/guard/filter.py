"""A filter that learns from the editors' decisions and may do nothing but hold.

Each word of a text is as suspicious as the lessons that had it were spam; the strongest are combined as Robinson and Fisher
do (G. Robinson, “A statistical approach to the spam problem”, Linux Journal 107, 2003): a text is held only where its words
point to spam together, and few point away from it. Under `LESSONS_ENOUGH` lessons of each kind it says nothing.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from handbill.guard.lessons import TOTALS, known
from handbill.guard.text import Text
from handbill.guard.verdict import PASS, Verdict
from handbill.limits import LESSONS_ENOUGH
from handbill.settings import site

HELD: Final = 0.95
"""A text that scores more is held."""
TELLING: Final = 0.2
"""A token that is nearer to a half than this tells nothing."""
STRONGEST: Final = 27
"""Tokens that are combined, those that tell most."""
LEAST: Final = 3
"""Words or hosts that must point to spam: no text is held for one word, nor for its traits alone."""
SHARE: Final = 4
"""Of so many known words and hosts one must point to spam: else who puts the words of a few into spam would have their texts held."""


def judge(text: Text) -> Verdict:
    """Hold a text that looks like what editors hid as spam."""
    if not site().guard.spam_guideline or not ready(known([TOTALS])):
        return PASS
    tokens = text.tokens()
    if score(tokens, known([TOTALS, *tokens])) <= HELD:
        return PASS
    words = _(
        "It looks like texts that editors hid as spam, so an editor reads it first. The filter may be wrong."
    )
    return Verdict("hold", words)


def ready(counts: Mapping[int, tuple[int, int]]) -> bool:
    """Tell whether there are lessons enough of both kinds."""
    return min(counts.get(TOTALS, (0, 0))) >= LESSONS_ENOUGH


def score(tokens: Collection[int], counts: Mapping[int, tuple[int, int]]) -> float:
    """Give how much a text is like spam: 1 entirely, 0 not at all, a half where nothing is known."""
    spam, fine = counts[TOTALS]
    told = sorted(_telling(tokens, counts, spam, fine), key=lambda one: (-abs(one[0] - 0.5), one[1]))
    pointing = sum(token & 1 for share, token in told if share > 0.5)  # noqa: PLR2004 - a half tells nothing
    heard = sum(token & 1 for token in tokens if token in counts)
    if pointing < LEAST or SHARE * pointing < heard:
        return 0.5
    shares = [share for share, _token in told[:STRONGEST]]
    high = _chi2q(-2 * sum(map(math.log, shares)), 2 * len(shares))
    low = _chi2q(-2 * sum(math.log(1 - share) for share in shares), 2 * len(shares))
    return (1 + high - low) / 2


def _telling(
    tokens: Iterable[int], counts: Mapping[int, tuple[int, int]], spam: int, fine: int
) -> Iterable[tuple[float, int]]:
    """Give the share of spam among the lessons with a token, drawn to a half where these are few; and the token."""
    for token in tokens:
        with_spam, with_fine = counts.get(token, (0, 0))
        if count := with_spam + with_fine:
            of_spam, of_fine = with_spam / max(1, spam), with_fine / max(1, fine)
            share = (0.5 + count * of_spam / (of_spam + of_fine)) / (1 + count)
            if abs(share - 0.5) > TELLING:
                yield min(0.999, max(0.001, share)), token


def _chi2q(value: float, freedom: int) -> float:
    """Give the probability that chi-square with so many (even) degrees of freedom is more than `value`."""
    half = value / 2
    term = total = math.exp(-half)
    for step in range(1, freedom // 2):
        term *= half / step
        total += term
    return min(total, 1.0)
