"""Every act with every call that reaches the disc killed or failing: what was acknowledged is there once, and all is whole again.

`make drill` breaks each occurrence of each call in each way; `make test` some that a seed draws. A table of three: the acts
(`acts.py`), the calls (`injected.CALLS`), the faults.
"""

import gzip
import json
import random
import shutil
import sys
import time
import zlib
from collections import Counter
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from django.db import connection, connections

from handbill.reader.verify import verify
from handbill.record.format.entry import Entry as Format
from handbill.record.models import Entry
from tests.cast import BRIDGE, DOUBT, FLOOD, Town, files
from tests.crashes.acts import ACTS, Act, mirrored, serve
from tests.crashes.injected import ERRORS, KILL, WITH_STRACE, Fault, Short, count, run
from tests.crashes.twins import twin
from tests.drilled import parts
from tests.reader.served import served

SEED = 20261126
SAMPLE, PARTS = 1, 4
"""Faults of an act that `make test` tries."""

MANY = 1_200

SHORT = (0, 1, 100, 511, 512, 1000, 4095, 4096, 4152, 8192, 12_000, 16_384, 32_768, 50_000, 100_000, 200_000)
"""Bytes beyond which no file grows."""

ON = ("ENOSPC", "EROFS", "EMFILE")
"""What is so from some moment on, and not once."""


class Ground:
    """A site that has something before it; each fault meets a copy."""

    def __init__(self, act: Act, site, into: Path, *, whole: bool) -> None:
        self.act, self.site, self.into = act, site, into
        town = Town(site)
        for values in (FLOOD, BRIDGE):
            town.publish(values)
        town.comment(1, DOUBT)
        town.go_and_verify()
        act.before(town)
        self.had = self.entries()
        self.expected: dict[str, bytes] = {}
        first = self.copy()
        act.do(first)  # what is imported late is imported now: a fork has it already
        self.leave(first)
        peaceful = self.copy()
        self.calls = count(lambda: act.do(peaceful), into / "calls")
        if whole or not act.kind:
            assert not self.after(peaceful, f"did {act.adds}"), "it is not right in peace"
        self.expected = files(peaceful.site.public)
        self.leave(peaceful)

    def entries(self) -> Counter[str]:
        return Counter(
            Format.decode(bytes(body)).kind.value for body in Entry.objects.values_list("body", flat=True)
        )

    def copy(self) -> Town:
        town = Town(twin(self.site, "", self.into))
        serve(town)
        connections.close_all()
        return town

    def leave(self, town: Town) -> None:
        connections.close_all()
        shutil.rmtree(town.site.folder)

    def faults(self) -> list[Fault | Short]:
        """Every fault that there is for this act; where that is thousands, each occurrence is killed, and fails in one way of all."""
        each: list[list[Fault]] = []
        for call, times in sorted(self.calls.items()):
            errors = ERRORS if call != "mmap" else ERRORS[:1]
            for at in range(1, times + 1):
                ways = [Fault(call, at, error) for error in errors]
                if call in {"write", "pwrite64", "openat"}:
                    ways += [Fault(call, at, error, on=True) for error in ON]
                each.append([Fault(call, at, KILL), *ways])
        dice = random.Random(f"{SEED} {self.act.name}")
        if sum(map(len, each)) > MANY:
            each = [[kill, dice.choice(ways)] for kill, *ways in each]
        return [*map(Short, SHORT), *chain.from_iterable(each)]

    def meet(self, fault: Fault | Short) -> str:
        """Give what is wrong afterwards, in words; empty where all is well."""
        town = self.copy()
        said = run(lambda: self.act.do(town), fault)
        try:
            wrong = said if forbidden(fault, said) else self.after(town, said)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is said with the fault that led to it
            wrong = f"{type(error).__name__}: {error}"
        self.leave(town)
        return f"{self.act.name}, {fault}: {wrong} ({said})" if wrong else ""

    def after(self, town: Town, said: str) -> str:
        """The site is started again, and a stranger looks."""
        if half := halves(town.site.public):
            return f"half files are public: {half}"
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (found := cursor.fetchone()[0]) != "ok":
                return f"the database is damaged: {found}"
        town.worker.start()
        town.go_and_verify()
        acknowledged = said.startswith("did ") and said != "did "
        promised = int(said[4:]) if acknowledged and self.act.again else self.act.adds
        if self.act.kind:
            added = (self.entries() - self.had)[self.act.kind]
            if added > self.act.adds or (acknowledged and added != promised):
                return f"{added} entries were added, {'' if acknowledged else 'not '}acknowledged"
        if self.act.again:
            self.act.again(town)
            town.go_and_verify()
            if (added := (self.entries() - self.had)[self.act.kind]) != self.act.adds:
                return f"{added} entries were added when it was done again"
        if self.act.name == "mirror":
            mirrored(town)
            if (report := verify(str(town.site.folder / "copy"))).wrong:
                return f"the copy is wrong: {report.wrong}"
        return self.differs(town)

    def differs(self, town: Town) -> str:
        """What needs no salt of its own is made to the byte as in peace."""
        if not self.expected or self.act.kind:
            return ""
        found = files(town.site.public)
        return ", ".join(
            name for name in found.keys() | self.expected if found.get(name) != self.expected.get(name)
        )


def forbidden(fault: Fault | Short, said: str) -> bool:
    """What must not be, whatever fails. Python waits for ever for a thread that gets no memory: an operator ends it."""
    return said.startswith("wrong") or (said == "hung" and getattr(fault, "call", "") != "mmap")


def halves(public: Path) -> list[str]:
    """Name the public files that are cut off."""
    return [
        name
        for name, data in files(public).items()
        if not Path(name).name.startswith(".") and not whole_one(name, data)
    ]


def whole_one(name: str, data: bytes) -> bool:
    try:
        if name.endswith(".gz"):
            return bool(gzip.decompress(data))
        if name.endswith(".json"):
            json.loads(data)
    except (ValueError, EOFError, OSError, zlib.error):
        return False
    if name.endswith((".html", ".atom", ".rss", ".xml")):
        return data.rstrip().endswith((b"</html>", b"</feed>", b"</rss>", b"</urlset>", b"</sitemapindex>"))
    return name.startswith((".new", "look/")) or bool(data)


@parts(PARTS)
@pytest.mark.once
@WITH_STRACE
@pytest.mark.parametrize("name", ACTS)
def test_whatever_fails(site, tmp_path, name, part, drilled):
    if site.database_url:
        return  # its files are PostgreSQL's own affair
    with served(tmp_path / "served") as address:
        (tmp_path / "address").write_text(address)
        ground = Ground(ACTS[name], site, tmp_path, whole=part is not None)
        faults = ground.faults()
        begun = time.monotonic()
        chosen = part.of(faults) if part else random.Random(f"{SEED} {name}").sample(faults, SAMPLE)
        wrong = [words for fault in chosen if (words := ground.meet(fault))]
    drilled("faults of calls", len(chosen), len(faults), name)
    sys.stdout.write(
        f"{name}: {len(chosen)} of {len(faults)} faults in {time.monotonic() - begun:.0f} s, {len(wrong)} wrong\n"
    )
    assert wrong == []
