"""Ask witnesses to cosign this site's checkpoint (C2SP tlog-witness), without ever waiting for one.

The network is asked in threads; the database and the files are the worker's alone. Whatever a witness does or does not,
publishing goes on: what it said is added to the checkpoint afterwards, and stands in `record/checkpoint.witnessed`, the
last checkpoint that anyone cosigned.
"""

import re
import time
from base64 import b64decode
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from handbill.fetch import Fetcher, FetchError
from handbill.record import durable
from handbill.record.format import prove
from handbill.record.format.cosign import CosignVerifier
from handbill.record.format.submission import Submission
from handbill.record.models import Head, Witness
from handbill.record.seal import Log, Trouble
from handbill.settings import Settings

PAUSE: Final = 10.0
"""Seconds between two rounds: a busy hour asks for many entries at once."""
PATIENCE: Final = 300.0
"""Seconds before a witness that failed is asked about the same checkpoint again."""
ANSWER: Final = 10_000
"""Bytes of an answer."""
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n").fullmatch
_STALE, _GOOD = 409, 200


@dataclass(slots=True)
class Asking:
    """The witnesses of one site, and the round that is under way."""

    site: Settings
    log: Log
    _round: dict[str, "Future[str | int]"] = field(
        default_factory=dict
    )  # by name: a cosigned line, or a size
    _note: str = ""  # the checkpoint that the round is about
    _due: float = 0.0
    _last: int = -1
    _pool: ThreadPoolExecutor | None = None

    def step(self) -> None:
        """Take what was answered; begin a round where one is due. Never waits."""
        if not self.site.witness.asks:
            return
        self._take()
        now = time.monotonic()
        if self._round or now < self._due:
            return
        head = Head.objects.filter(id=1, trouble="").first()
        if head is None or not head.size or head.size == self._last:
            return
        self._begin(head)
        self._due, self._last = now + PAUSE, head.size

    def _begin(self, head: Head) -> None:
        self._pool = self._pool or ThreadPoolExecutor(4, thread_name_prefix="witness")
        self._note = head.checkpoint
        for one in self.site.witness.asks:
            vkey, _space, address = one.partition(" ")
            witness = CosignVerifier.parse(vkey)
            row, _made = Witness.objects.get_or_create(name=witness.name)
            try:
                proof = prove.consistency(min(row.size, head.size), head.size, self.log.read)
            except (ValueError, Trouble):
                return  # the tiles are not what was signed: the next look will say so
            sent = Submission(min(row.size, head.size), proof, head.checkpoint.encode())
            self._round[witness.name] = self._pool.submit(ask, witness, address, sent)

    def _take(self) -> None:
        """Write down the answers of witnesses that are there by now."""
        for name, answer in [(name, one) for name, one in self._round.items() if one.done()]:
            del self._round[name]
            rows = Witness.objects.filter(name=name)
            try:
                said = answer.result()
            except FetchError as error:
                rows.update(trouble=error.word)
                self._again(PATIENCE)
                continue
            if isinstance(said, int):
                rows.update(size=said, trouble="")
                self._again(0)
                continue
            size = int(self._note.split("\n")[1])
            minute = datetime.now(UTC).replace(second=0, microsecond=0)
            rows.update(size=size, at=minute, trouble="")
            self._add(said)

    def _again(self, pause: float) -> None:
        self._last = -1
        self._due = max(self._due, time.monotonic() + pause) if pause else 0.0

    def _add(self, line: str) -> None:
        """Add a cosignature to the checkpoint that it is of, where that is still the last one, and to the witnessed one."""
        head = Head.objects.get(id=1)
        text = self._note.partition("\n\n")[0]
        kept = head.witnessed if head.witnessed.partition("\n\n")[0] == text else self._note
        cosigned = kept if line in kept else kept + line
        Head.objects.filter(id=1).update(witnessed=cosigned)
        durable.replace(self.log.public, self.log.folder / "checkpoint.witnessed", cosigned.encode())
        if head.checkpoint.partition("\n\n")[0] == text and line not in head.checkpoint:
            new = head.checkpoint + line
            if Head.objects.filter(id=1, checkpoint=head.checkpoint).update(checkpoint=new):
                durable.replace(self.log.public, self.log.folder / "checkpoint", new.encode())
        durable.settle(self.log.public)


def ask(witness: CosignVerifier, address: str, sent: Submission) -> str | int:
    """Send a checkpoint to a witness; give the line with which it cosigned, or the size that it stands at.

    Raises:
        FetchError: there is no such answer; a word says why.
    """
    status, said = Fetcher(address, connections=1, near=True).post("add-checkpoint", sent.encode(), ANSWER)
    if status == _STALE and (size := _SIZE(said)):
        if int(size[1]) == sent.old:
            raise FetchError("another_root")  # it cosigned another tree of this size: a fork, or not this log
        return int(size[1])
    if status != _GOOD:
        raise FetchError(f"status_{status}")
    try:
        if witness.signed(sent.checkpoint + said) is None:
            raise FetchError("not_cosigned")
        lines = said.decode().split("\n")
    except ValueError:
        raise FetchError("not_cosigned") from None
    return next(line + "\n" for line in lines if _by(witness, line))


def _by(witness: CosignVerifier, line: str) -> bool:
    name, _space, encoded = line.removeprefix("\u2014 ").partition(" ")
    return name == witness.name and b64decode(encoded)[:4] == witness.key_id
