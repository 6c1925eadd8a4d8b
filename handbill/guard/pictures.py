"""Pictures that were redacted, or of which parts were hidden, do not come back unseen: what looks like one, also smaller or encoded anew, is held.

What is kept is a perceptual hash: 64 bits that say where a picture of 9 by 8 greys gets lighter. No picture can be made of it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from handbill.cleaning.media.alike import NEAR, distance
from handbill.guard.models import Picture
from handbill.guard.verdict import PASS, Verdict

FEW: Final = 8
"""With fewer lighter, or fewer darker places a picture says too little: a wall, a sky, a page."""


def _telling(hashes: Iterable[str]) -> set[str]:
    return {one for one in hashes if one and FEW <= int(one, 16).bit_count() <= 64 - FEW}


def remember(hashes: Iterable[str], at: datetime) -> None:
    """Remember pictures that an editor redacts, or as they were before parts of them were hidden, by their perceptual hashes; those without one are passed over."""
    for one in _telling(hashes):
        Picture.objects.get_or_create(alike=one, defaults={"at": at})


def judge(hashes: Iterable[str]) -> Verdict:
    """Hold what brings a picture that looks like one that was redacted."""
    wanted = _telling(hashes)
    known = Picture.objects.values_list("alike", flat=True) if wanted else ()
    if any(distance(one, other) <= NEAR for other in known for one in wanted):
        return Verdict(
            "hold", _("A picture in it looks like one that was redacted here, or of which parts were hidden.")
        )
    return PASS
