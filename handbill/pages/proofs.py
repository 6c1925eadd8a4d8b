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

_missed: set[int] = set()
"""Indexes of decisions whose proofs could not be made in this run, though they are signed."""


def owed(moment: Moment) -> frozenset[str]:
    """Give the keys of decisions whose pages were made while nothing was signed; that it is so now is noted for later."""
    signed, stopped = Head.objects.filter(id=1).values_list("size", "trouble").first() or (0, "")
    if signed < moment.size:
        Cursor.objects.get_or_create(name=host.cursor(OWED), defaults={"position": signed})
        return frozenset()
    since = Cursor.objects.filter(name=host.cursor(OWED)).values_list("position", flat=True).first()
    if since is None or stopped:
        return frozenset()
    decided = Decision.objects.using(USING).values("entry_id")
    waiting = Sealed.objects.using(USING).filter(
        index__gte=since, index__lt=moment.size, entry_id__in=decided
    )
    return frozenset(f"record/decision/{index}" for index in waiting.values_list("index", flat=True))


def settle(owed: frozenset[str]) -> None:
    """Forget what was owed, as it is written; but what could not be made in this run is owed from now on."""
    name = host.cursor(OWED)
    if _missed:
        first = min(_missed)
        _missed.clear()
        Cursor.objects.get_or_create(name=name, defaults={"position": first})
        Cursor.objects.filter(name=name, position__gt=first).update(position=first)
    elif owed:
        Cursor.objects.filter(name=name).delete()


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
        if self._head is None or index >= self._head.size:
            return None
        hashes = None if self._head.trouble else self._hashes(index, self._head.size)
        if hashes is None:
            _missed.add(index)
            return None
        return Proof(index, hashes, self._head.checkpoint.encode(), entry).encode().decode()

    def _hashes(self, index: int, size: int) -> tuple[bytes, ...] | None:
        try:
            return prove.inclusion(index, size, self._log.read)
        except (ValueError, Trouble):
            return None  # a tile cannot be read now, or is not what was signed: then the next look says so

    def _there(self, index: int, leaf: bytes, entry: bytes) -> str | None:
        try:
            data = (self._public / f"record/decision/{index}.proof").read_bytes()
            proof = Proof.decode(data)
            proof.check(leaf, self._log.signer.verifier)
        except (FileNotFoundError, ValueError):
            return None
        return data.decode() if (proof.index, proof.extra) == (index, entry) else None
