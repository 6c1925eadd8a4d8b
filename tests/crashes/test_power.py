"""The power fails: whatever the disc holds then, the site opens, has all that was acknowledged, and stands by what it signed.

One walk is recorded (by each part of the drill anew): publish, comment, hide, seal, pages, then a redaction and all of it again. It is cut off at each sync,
and at calls between them, and the disc is made as it may be then. `make drill` makes 10,000 states, `make test` some dozens.
"""

import dataclasses
import random
import shutil
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, connections

from handbill import settings
from handbill.actions.redact import redact
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint
from handbill.record.format.entry import Entry as Format
from handbill.record.format.tree import root
from handbill.record.models import Entry, Sealed
from handbill.record.trouble import trouble
from tests.cast import BRIDGE, DOUBT, FLOOD, RENT, Town
from tests.conftest import connect
from tests.crashes.injected import WITH_STRACE, traced
from tests.crashes.power import CALLS, Disc, Op, lay_out, recorded
from tests.crashes.twins import twin
from tests.drilled import Part, parts

SEED = 20261126
STATES, PARTS, SAMPLE = 10_000, 8, 24


def walk(town: Town, say: Callable[[str], object]) -> str:
    """Acts and what follows from them; `say` is the moment at which somebody reads that it is done."""
    number = town.publish(RENT)
    say(f"publish {number}")
    say(f"comment {town.comment(number, DOUBT)}")
    town.hide(2)
    say("hide 2")
    town.go()
    redact(town.operator(), 3, 3, "It names a neighbour.")
    say("redact 3")
    say(f"publish {town.publish(BRIDGE)}")
    town.go()
    return "to the end"


class Ground:
    """A site, and all that was done to a copy of it, call by call."""

    def __init__(self, site, into: Path) -> None:
        self.site, self.into = site, into
        town = Town(site)
        for values in (FLOOD, BRIDGE):
            town.publish(values)
        town.comment(1, DOUBT)
        town.go_and_verify()
        self.now = town.now
        copy = Town(twin(site, "", into))
        connections.close_all()
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        with here, there:
            said = traced(
                lambda: walk(copy, lambda words: there.send(words.encode())),
                "-o",
                f"{into}/trace",
                "-y",
                "-xx",
                "-s",
                "9999999",
                "-e",
                f"trace={CALLS}",
                "-e",
                "signal=none",
            )
        assert said == "did to the end", said
        lines = (into / "trace").read_text("latin-1")
        self.ops = recorded(lines, copy.site.folder, site.folder)
        self.signer = copy.worker.log.signer

    def cuts(self) -> list[int]:
        """Where to cut: before and after each sync and whatever is said, and now and then between these."""
        marked = [at for at, op in enumerate(self.ops) if op.call in {"sync", "sync all", "said"}]
        return sorted({*marked, *(at + 1 for at in marked), *range(0, len(self.ops), 5), len(self.ops)})

    def states(self, count: int, part: Part | None = None) -> tuple[Counter[int], list[str]]:
        """Make so many states, each of a draw of its own, at all cuts or at those of a part; give how many at each, and what is wrong."""
        cuts = part.of(self.cuts()) if part else self.cuts()
        wanted = Counter(
            random.Random(SEED).choices(cuts, k=count)
            if count < len(cuts)
            else (cuts * (count // len(cuts) + 1))[:count]
        )
        disc, done, said, seen, wrong = Disc(self.site.folder), 0, Counter[str](), [], []
        made = Counter[int]()
        for cut in sorted(wanted):
            for op in self.ops[done:cut]:
                disc.do(op)
                if op.call == "said" and op.data.decode().split()[0] in {
                    "publish",
                    "comment",
                    "hide",
                    "redact",
                }:
                    said[op.data.decode()] += 1
                if op.to.endswith("/record/checkpoint"):
                    seen.append(open_checkpoint(disc.bytes_of(op.to), self.signer.verifier))
            done = cut
            for draw in range(wanted[cut]):
                state = disc.after_the_cut(random.Random(f"{SEED} {cut} {draw}"))
                folder = self.into / "state"
                lay_out(state, self.site.folder, folder)
                try:
                    found = self.look(folder, said, seen)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is said with the state that led to it
                    found = f"{type(error).__name__}: {error}"
                connections.close_all()
                shutil.rmtree(folder)
                made[cut] += 1
                if found:
                    wrong.append(
                        f"cut {cut} of {len(self.ops)} ({self.ops[cut - 1].call} {Path(self.ops[cut - 1].file).name}), draw {draw}: {found}"
                    )
        return made, wrong

    def look(self, folder: Path, said: Counter[str], seen: list[Checkpoint]) -> str:
        """Start the site again; give what is wrong."""
        there = dataclasses.replace(self.site, folder=folder)
        settings.use(there)
        connect(there)
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (found := cursor.fetchone()[0]) != "ok":
                return f"the database is damaged: {found}"
        town = Town(there)
        town.now = self.now
        town.worker.start()
        town.go_and_verify()
        if words := trouble():
            return f"signing has stopped: {words}"
        entries = [
            Format.decode(bytes(body)) for body in Entry.objects.order_by("id").values_list("body", flat=True)
        ]
        acts = Counter(f"{one.kind.value} {one.number}" for one in entries)
        if lost := said - acts:
            return f"acknowledged and lost: {lost}"
        if twice := [
            name for name, times in acts.items() if times > 1 and name.split()[0] in {"publish", "comment"}
        ]:
            return f"there twice: {twice}"
        leaves = [bytes(leaf) for leaf in Sealed.objects.order_by("index").values_list("leaf", flat=True)]
        for one in seen:
            if one.size > len(leaves) or root(leaves[: one.size]) != one.root:
                return f"the checkpoint of {one.size} entries, which was public, does not hold any more"
        return ""


@parts(PARTS)
@pytest.mark.once
@WITH_STRACE
def test_the_power_fails(site, tmp_path, part, drilled):
    if site.database_url:
        return  # PostgreSQL has its own tests of this
    ground = Ground(site, tmp_path)
    begun = time.monotonic()
    made, wrong = ground.states(STATES // PARTS if part else SAMPLE, part)
    drilled("cuts of a walk by a power loss", len(made), len(ground.cuts()), "of its recording")
    drilled("states of a disc after these", made.total(), len(ground.cuts()), "of its recording")
    sys.stdout.write(
        f"{made.total()} states of {len(ground.ops)} calls in {time.monotonic() - begun:.0f} s, {len(wrong)} wrong\n"
    )
    assert not wrong, "\n".join(wrong)


def test_what_a_disc_may_hold(tmp_path):
    """The replay itself: what was synced is there always, what was not is there in some states and not in others."""
    (tmp_path / "file").write_bytes(b"old!")
    disc = Disc(tmp_path)
    for op in (
        Op("write", f"{tmp_path}/file", b"new!", 0),
        Op("sync", f"{tmp_path}/file"),
        Op("write", f"{tmp_path}/file", b"next", 4),
        Op("open", f"{tmp_path}/other"),
    ):
        disc.do(op)
    files, names = set(), set()
    for seed in range(200):
        state = {Path(name).name: data for name, data in disc.after_the_cut(random.Random(seed))}
        files.add(state["file"])
        names.add("other" in state)
    assert {b"new!", b"new!next"} < files
    assert all(isinstance(one, bytes) and one.startswith(b"new!") for one in files)
    assert names == {True, False}
