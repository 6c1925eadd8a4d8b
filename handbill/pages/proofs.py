"""A proof for each decision that anyone can check offline: that its entry stands in the log (C2SP tlog-proof).

A proof holds the checkpoint of the day on which it was made, and stays valid for ever: so one that is there and holds is
kept, and only a lost or broken one is made anew. It is the one public file whose bytes the database alone does not give.
"""

from typing import Final

from handbill.newswire.decision import Decision
from handbill.pages.moment import USING, Moment
from handbill.record import host
from handbill.record.format import prove
from handbill.record.format.proof import Proof
from handbill.record.models import Cursor, Head, Sealed
from handbill.record.seal import Log, Trouble

OWED: Final = "proofs"
"""The cursor that is there while decisions have pages and no proofs yet: since which index."""


def owed(moment: Moment) -> frozenset[str]:
    """Give the keys of decisions whose pages were made while nothing was signed; that it is so now is noted for later."""
    signed = Head.objects.filter(id=1).values_list("size", flat=True).first() or 0
    if signed < moment.size:
        Cursor.objects.get_or_create(name=host.cursor(OWED), defaults={"position": signed})
        return frozenset()
    since = Cursor.objects.filter(name=host.cursor(OWED)).values_list("position", flat=True).first()
    if since is None:
        return frozenset()
    decided = Decision.objects.using(USING).values("entry_id")
    waiting = Sealed.objects.using(USING).filter(
        index__gte=since, index__lt=moment.size, entry_id__in=decided
    )
    return frozenset(f"record/decision/{index}" for index in waiting.values_list("index", flat=True))


def paid() -> None:
    """Forget what was owed: it is written."""
    Cursor.objects.filter(name=host.cursor(OWED)).delete()


class Proofs:
    """Makes the proofs of one batch, all under the checkpoint that is signed by now."""

    def __init__(self, moment: Moment, log: Log) -> None:
        self._public, self._log = moment.site.public, log
        self._head = Head.objects.filter(id=1).first()

    def text(self, index: int, leaf: bytes, entry: bytes) -> str | None:
        """Give the file for an entry, its bytes being the extra data; None while no checkpoint covers it."""
        there = self._there(index, leaf, entry)
        if there is not None:
            return there
        if self._head is None or self._head.trouble or index >= self._head.size:
            return None
        try:
            hashes = prove.inclusion(index, self._head.size, self._log.read)
        except (ValueError, Trouble):
            return None  # the tiles are not what was signed; the next look says so
        return Proof(index, hashes, self._head.checkpoint.encode(), entry).encode().decode()

    def _there(self, index: int, leaf: bytes, entry: bytes) -> str | None:
        try:
            data = (self._public / f"record/decision/{index}.proof").read_bytes()
            proof = Proof.decode(data)
            proof.check(leaf, self._log.signer.verifier)
        except (OSError, ValueError):
            return None
        return data.decode() if (proof.index, proof.extra) == (index, entry) else None
