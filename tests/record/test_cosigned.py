"""Witnesses are asked to cosign the record; whatever one answers, the checkpoint stays right and the others are asked."""

import dataclasses
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler

import pytest

from handbill import settings
from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.format.cosign import Cosigner
from handbill.record.format.submission import Submission
from handbill.record.models import Head, Witness
from handbill.settings import Settings
from handbill.settings import Witness as WitnessSettings
from handbill.worker import Worker
from tests.cast import RENT, Town, published
from tests.reader.served import serving

GOOD, EVIL = Cosigner("good.example/w", b"\1" * 32), Cosigner("evil.example/w", b"\7" * 32)
NOON = 1_700_000_000
Reply = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def answering(reply: Reply) -> Iterator[str]:
    """A witness that answers as it likes; it is given the checkpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = Submission.decode(self.rfile.read(int(self.headers["Content-Length"])))
            status, said = reply(sent.checkpoint)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *words: object) -> None:
            """Keep the tests quiet."""

    with serving(Handler) as address:
        yield address


def with_witnesses(town: Town, *asked: tuple[Cosigner, str]) -> None:
    """Start the worker anew with other settings."""
    asks = tuple(f"{one.verifier.vkey} {address}" for one, address in asked)
    town.site = dataclasses.replace(town.site, witness=WitnessSettings(asks=asks))
    settings.use(town.site)
    town.worker = Worker(town.site)


def asked(town: Town, *names: str) -> None:
    """Ask whoever is due, and take what these answered."""
    town.go()
    turns = [one for one in town.worker.witnesses.turns if not names or one.witness.name in names]
    wait([one.answer for one in turns if one.answer], timeout=60)
    town.go()


def honest(by: Cosigner, time: int = NOON) -> Reply:
    return lambda checkpoint: (200, by.cosign(checkpoint, time).encode())


def public(town: Town, name: str = "checkpoint") -> bytes:
    return (town.site.public / "record" / name).read_bytes()


pytestmark = [pytest.mark.once, pytest.mark.grown(how=published)]  # what others answer


@pytest.fixture
def town(site: Settings, told: datetime) -> Town:
    return Town(site, told)


def smuggling(bad: str) -> Reply:
    """Sign a text into which a line of one's own is put: what is a signature here is none in the note that is published."""

    def reply(checkpoint: bytes) -> tuple[int, bytes]:
        line = EVIL.cosign(checkpoint + bad.encode() + b"\n\xe2\x80\x94 x AAAAAAAA\n", NOON)
        said = f"{bad}\n{line}".encode()
        assert EVIL.verifier.signed(checkpoint + said) == NOON  # it would do, were it read as one note
        return 200, said

    return reply


KEY = EVIL.verifier.key_id
OTHER_LINE = f"\u2014 other.example/w {b64encode(KEY + bytes(72)).decode()}\n"
BAD: dict[str, tuple[Reply, str]] = {
    "a line that is no base64, then one over a text with it": (
        smuggling(f"\u2014 evil.example/w {b64encode(KEY + b'x' * 72).decode()}!!bad\n"),
        "not_cosigned",
    ),
    "a line that is too short, then one over a text with it": (
        smuggling("\u2014 evil.example/w A\n"),
        "not_cosigned",
    ),
    "a good line after an empty one": (
        lambda checkpoint: (200, b"\n" + EVIL.cosign(checkpoint, NOON).encode()),
        "not_cosigned",
    ),
    "a good line, then an empty one": (
        lambda checkpoint: (200, EVIL.cosign(checkpoint, NOON).encode() + b"\n"),
        "not_cosigned",
    ),
    "a good line that does not end": (
        lambda checkpoint: (200, EVIL.cosign(checkpoint, NOON).encode()[:-1]),
        "not_cosigned",
    ),
    "a good line, and what is no signature": (
        lambda checkpoint: (200, EVIL.cosign(checkpoint, NOON).encode() + b"hello\n"),
        "not_cosigned",
    ),
    "a good line, and bytes that are no text": (
        lambda checkpoint: (200, EVIL.cosign(checkpoint, NOON).encode() + b"\xff\n"),
        "not_cosigned",
    ),
    "a line over another checkpoint": (
        lambda checkpoint: (200, EVIL.cosign(checkpoint.replace(b"\n", b"2\n", 1), NOON).encode()),
        "not_cosigned",
    ),
    "a line of another alone": (lambda _: (200, OTHER_LINE.encode()), "not_cosigned"),
    "nothing": (lambda _: (200, b""), "not_cosigned"),
    "a size beyond all": (lambda _: (409, b"9999999999999999999\n"), "larger"),
    "a size beyond the record's": (lambda _: (409, b"1000000\n"), "larger"),
    "a size that is none": (lambda _: (409, b"-1\n"), "status_409"),
    "an error": (lambda _: (500, b"no"), "status_500"),
    "too much": (lambda _: (200, b"x" * 20_000), "too_large"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_answer_is_its_witness_own_trouble(town: Town, what: str) -> None:
    reply, word = BAD[what]
    with answering(reply) as evil, answering(honest(GOOD)) as good:
        with_witnesses(town, (EVIL, evil), (GOOD, good))
        asked(town)
        number = town.publish(RENT)
        asked(town)
        town.go_and_verify()
    row = Witness.objects.get(name="evil.example/w")
    assert (row.trouble, row.at, row.size) == (word, None, 0)
    for note in (public(town), public(town, "checkpoint.witnessed"), Head.objects.get().witnessed.encode()):
        assert b"evil.example" not in note
        open_checkpoint(note, town.worker.log.signer.verifier)
    assert GOOD.verifier.signed(public(town, "checkpoint.witnessed")) == NOON
    assert town.there(f"2024/03/{number}.html")


def test_of_a_good_answer_the_line_that_was_checked_is_taken(town: Town) -> None:
    """Lines of other keys beside it are nobody's that was asked."""
    with answering(lambda note: (200, OTHER_LINE.encode() + EVIL.cosign(note, NOON).encode())) as address:
        with_witnesses(town, (EVIL, address))
        asked(town)
        town.go_and_verify()
    assert EVIL.verifier.signed(public(town)) == NOON
    assert b"other.example" not in public(town)
    assert public(town) == public(town, "checkpoint.witnessed") == Head.objects.get().checkpoint.encode()


def test_a_witness_asked_twice_about_one_checkpoint_stands_there_once(town: Town) -> None:
    times = iter((NOON, NOON + 60))
    with answering(lambda note: (200, EVIL.cosign(note, next(times)).encode())) as address:
        for _start in range(2):
            with_witnesses(town, (EVIL, address))
            asked(town)
    assert EVIL.verifier.signed(public(town)) == NOON + 60
    assert public(town).count(b"evil.example") == 1
    town.go_and_verify()


def test_one_that_answers_another_size_each_time_is_asked_again_once_and_then_waits(town: Town) -> None:
    sizes = list[int]()

    def reply(_note: bytes) -> tuple[int, bytes]:
        sizes.append(len(sizes) % 2 + 1)
        return 409, f"{sizes[-1]}\n".encode()

    with answering(reply) as address:
        with_witnesses(town, (EVIL, address))
        for _step in range(5):
            asked(town)
    assert len(sizes) == 2
    assert Witness.objects.get().trouble == "unsteady"


def test_one_that_hangs_keeps_no_other_from_being_asked(town: Town) -> None:
    end = threading.Event()

    def hanging(_note: bytes) -> tuple[int, bytes]:
        end.wait(100)
        return 500, b""

    with answering(hanging) as evil, answering(honest(GOOD)) as good:
        with_witnesses(town, *[(EVIL, evil)], (GOOD, good))
        try:
            asked(town, "good.example/w")
            town.publish(RENT)
            town.worker.witnesses.turns[1].due = 0.0
            asked(town, "good.example/w")
            size = Head.objects.get().size
            assert Witness.objects.get(name="good.example/w").size == size
            assert GOOD.verifier.signed(public(town)) == NOON
        finally:
            end.set()
        asked(town)
    assert Witness.objects.get(name="evil.example/w").trouble == "status_500"
