"""Ask witnesses to cosign this site's checkpoint (C2SP tlog-witness), without ever waiting for one.

The network is asked in threads; the database and the files are the worker's alone. Whatever a witness does or does not,
publishing goes on: what it said is added to the checkpoint afterwards, and stands in `record/checkpoint.witnessed`, the
last checkpoint that anyone cosigned. Each witness has its own turn, so that one that hangs or errs keeps no other from
being asked.
"""

import re
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from handbill.fetch import Fetcher, FetchError, is_near
from handbill.record import durable
from handbill.record.answered import said
from handbill.record.format import prove
from handbill.record.format.cosign import CosignVerifier
from handbill.record.format.rotation import Keys
from handbill.record.format.submission import Submission
from handbill.record.models import Head, Witness
from handbill.record.seal import Log, Trouble
from handbill.settings import Settings

PAUSE: Final = 10.0
"""Seconds until a witness is asked about the next checkpoint: a busy hour asks for many entries at once."""
PATIENCE: Final = 300.0
"""Seconds before a witness that failed is asked about the same checkpoint again."""
WHOLE: Final = 60.0
"""Seconds for an answer."""
ANSWER: Final = 10_000
"""Bytes of an answer."""
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n").fullmatch
_STALE, _GOOD = 409, 200


@dataclass(slots=True)
class Turn:
    """One witness: what it is asked now, and when it is asked again."""

    witness: CosignVerifier
    address: str
    answer: "Future[str | int] | None" = None  # a cosigned line, or the size that it stands at
    note: str = ""  # the checkpoint that it was asked about last
    due: float = 0.0
    last: int = -1  # the size of the last checkpoint that it need not be asked about again
    corrected: bool = False  # it said where it stands, and was asked again from there

    def again(self, pause: float) -> None:
        """Let it be asked about the same checkpoint, after some seconds."""
        self.last, self.due = -1, time.monotonic() + pause


@dataclass(slots=True)
class Asking:
    """The witnesses of one site."""

    site: Settings
    log: Log
    turns: list[Turn] = field(default_factory=list)
    _pool: ThreadPoolExecutor | None = None

    def __post_init__(self) -> None:
        """Read who is asked."""
        for one in self.site.witness.asks:
            vkey, _space, address = one.partition(" ")
            self.turns.append(Turn(CosignVerifier.parse(vkey), address))

    def step(self) -> None:
        """Take what was answered; ask whoever is due. Never waits."""
        for turn in self.turns:
            if turn.answer and turn.answer.done():
                self._take(turn, turn.answer)
                turn.answer = None
        now = time.monotonic()
        due = [turn for turn in self.turns if not turn.answer and now >= turn.due]
        head = Head.objects.filter(id=1, trouble="").first() if due else None
        if head is None or not head.size:
            return
        for turn in due:
            if turn.last != head.size:
                self._ask(turn, head)

    def _ask(self, turn: Turn, head: Head) -> None:
        self._pool = self._pool or ThreadPoolExecutor(len(self.turns), thread_name_prefix="witness")
        row, _made = Witness.objects.get_or_create(name=turn.witness.name)
        old = min(row.size, head.size)
        try:
            proof = prove.consistency(old, head.size, self.log.read)
        except (ValueError, Trouble):
            return  # the tiles are not what was signed: the next look will say so
        turn.note, turn.last, turn.due = head.checkpoint, head.size, time.monotonic() + PAUSE
        sent = Submission(old, proof, head.checkpoint.encode())
        turn.answer = self._pool.submit(ask, turn.witness, turn.address, sent)

    def _take(self, turn: Turn, answer: "Future[str | int]") -> None:
        """Write down what a witness said. Whatever is wrong with that is its own trouble, and stops nothing."""
        rows = Witness.objects.filter(name=turn.witness.name)
        try:
            answered = said(answer)
            if isinstance(answered, int):
                self._stands_at(turn, answered)
                return
            self._add(turn, answered)
        except FetchError as error:
            rows.update(trouble=error.word)
            turn.corrected = False
            turn.again(PATIENCE)
            return
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        rows.update(size=_size(turn.note), at=minute, trouble="")
        turn.corrected = False

    def _stands_at(self, turn: Turn, size: int) -> None:
        """Believe a witness about how far it followed, and ask it again from there; at once only the first time."""
        if size > _size(turn.note):
            raise FetchError("larger")
        if turn.corrected:
            raise FetchError("unsteady")
        Witness.objects.filter(name=turn.witness.name).update(size=size, trouble="")
        turn.corrected = True
        turn.again(0)

    def _add(self, turn: Turn, line: str) -> None:
        """Add a cosignature to the checkpoint that it is of, where that is still the last one, and to the witnessed one."""
        head = Head.objects.get(id=1)
        text = turn.note.partition("\n\n")[0]
        kept = head.witnessed if head.witnessed.partition("\n\n")[0] == text else turn.note
        cosigned = self._with(turn.witness, kept, line)
        Head.objects.filter(id=1).update(witnessed=cosigned)
        durable.replace(self.log.public, self.log.folder / "checkpoint.witnessed", cosigned.encode())
        if head.checkpoint.partition("\n\n")[0] == text:
            new = self._with(turn.witness, head.checkpoint, line)
            if Head.objects.filter(id=1, checkpoint=head.checkpoint).update(checkpoint=new):
                durable.replace(self.log.public, self.log.folder / "checkpoint", new.encode())
        durable.settle(self.log.public)

    def _with(self, witness: CosignVerifier, checkpoint: str, line: str) -> str:
        """Add a line to a checkpoint, if that can still be read afterwards as a stranger reads it."""
        new = witness.add(checkpoint, line)
        try:
            Keys.read(self.log.published).open_since(new.encode(), self.log.published)
        except ValueError:
            raise FetchError("not_cosigned") from None
        return new


def _size(note: str) -> int:
    return int(note.split("\n")[1])


def ask(witness: CosignVerifier, address: str, sent: Submission) -> str | int:
    """Send a checkpoint to a witness; give the line with which it cosigned, or the size that it stands at.

    Raises:
        FetchError: there is no such answer; a word says why.
    """
    fetcher = Fetcher(address, connections=1, near=is_near(address), whole=WHOLE)
    status, answer = fetcher.post("add-checkpoint", sent.encode(), ANSWER)
    if status == _STALE and (size := _SIZE(answer)):
        if int(size[1]) == sent.old:
            raise FetchError("another_root")  # it cosigned another tree of this size: a fork, or not this log
        return int(size[1])
    if status != _GOOD:
        raise FetchError(f"status_{status}")
    try:
        line = witness.line(sent.checkpoint, answer)
    except ValueError:
        line = None
    if line is None:
        raise FetchError("not_cosigned")
    return line
