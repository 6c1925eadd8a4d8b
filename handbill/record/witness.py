"""Witness the logs of others: cosign a checkpoint that continues the last one seen (C2SP tlog-witness).

A witness says one thing: that it never saw this log take anything back. It keeps the largest tree of each log, and
nothing else.
"""

from datetime import UTC, datetime

from django.db import transaction

from handbill.record.format.checkpoint import Checkpoint, open_checkpoint, parse_body
from handbill.record.format.cosign import Cosigner
from handbill.record.format.note import Verifier
from handbill.record.format.submission import Submission
from handbill.record.format.tree import check_consistency, root
from handbill.record.models import Witnessed
from handbill.settings import Settings


class Refusal(Exception):
    """Why a checkpoint is not cosigned: a status of tlog-witness, words, and with `size` where this witness stands."""

    def __init__(self, status: int, words: str, size: int | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.size = size


def cosigner(site: Settings) -> Cosigner:
    """Give the key with which this site witnesses others; its name is the site's, as that of its record."""
    name = f"{site.origin.removesuffix('/record')}/witness"
    return Cosigner(name, (site.secrets / "witness").read_bytes())


def cosign(site: Settings, body: bytes) -> str:
    """Answer `add-checkpoint`: remember the checkpoint and give the line that cosigns it.

    The time in it is the beginning of the minute: nobody learns more exactly when the other site was busy.

    Raises:
        Refusal: 400 malformed, 403 no signature by the log's key, 404 a log that is not witnessed here, 409 another
            size or root than the one cosigned last, 422 the proof does not hold.
    """
    try:
        sent = Submission.decode(body)
        text, _gap, _signatures = sent.checkpoint.decode().rpartition("\n\n")
        claimed = parse_body(f"{text}\n")
    except ValueError as error:
        raise Refusal(400, str(error)) from None
    checkpoint = _opened(site, sent.checkpoint, claimed)
    if sent.old > checkpoint.size:
        raise Refusal(400, "the old size is larger than the checkpoint's")
    with transaction.atomic():
        Witnessed.objects.get_or_create(origin=checkpoint.origin, defaults={"root": root([])})
        last = Witnessed.objects.select_for_update().get(origin=checkpoint.origin)
        if sent.old != last.size:
            raise Refusal(409, "another checkpoint was cosigned last", last.size)
        if sent.old == checkpoint.size and bytes(last.root) != checkpoint.root:
            raise Refusal(409, "another root of the same size was cosigned", last.size)
        if not check_consistency(sent.old, checkpoint.size, sent.proof, bytes(last.root), checkpoint.root):
            raise Refusal(422, "the consistency proof does not hold")
        last.size, last.root = checkpoint.size, checkpoint.root
        last.checkpoint = sent.checkpoint.decode()
        last.save()
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    return cosigner(site).cosign(sent.checkpoint, int(minute.timestamp()))


def _opened(site: Settings, data: bytes, claimed: Checkpoint) -> Checkpoint:
    keys = [key for key in map(Verifier.parse, site.witness.logs) if key.name == claimed.origin]
    if not keys:
        raise Refusal(404, "this log is not witnessed here: an unknown log")
    for key in keys:
        try:
            return open_checkpoint(data, key)
        except ValueError:
            continue
    raise Refusal(403, "no signature by a key of this log: an invalid signature")
