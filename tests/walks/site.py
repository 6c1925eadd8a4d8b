"""A site under the real `handbill run`, as its operator has it: a folder, a port, commands, processes."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from handbill.reader.told import lines
from handbill.reader.verify import verify
from tests import shell

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0  # seconds, for a machine with much else to do
T = TypeVar("T")


def soon(look: Callable[[], T]) -> T:
    """Look again until there is something to see, at first after a moment: looking takes time from what is looked for."""
    end, pause = time.monotonic() + PATIENCE, 0.05
    while not (seen := look()):
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)
    return seen


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def handbill(*words: str | Path, **environ: str) -> str:
    """Run a command to its end and give what it said; it must succeed."""
    done = shell.handbill(*words, **environ)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


@dataclass
class Site:
    folder: Path
    port: int
    process: subprocess.Popen[str]

    @classmethod
    def run(cls, folder: Path, port: int, **environ: str) -> "Site":
        """Start it and wait for its doors, as its operator would."""
        with (folder.parent / f"{folder.name}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "handbill", "run", str(folder), "--port", str(port)],
                cwd=ROOT,
                env={**os.environ, **environ},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert process.stdout is not None
        said = process.stdout.readline()
        site = cls(folder, port, process)
        assert said == f"ready {site.url}\n", said + site.log()
        return site

    def end(self) -> None:
        """End it as the contract says: cleanly, within ten seconds, with nothing that went wrong on its lips."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        assert status == 0, self.log()
        assert "Traceback" not in self.log(), self.log()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def log(self) -> str:
        return (self.folder.parent / f"{self.folder.name}.log").read_text()

    def get(self, path: str, *, body: bytes | None = None) -> tuple[int, str]:
        """Ask for an address, or send a form to it, as a program would."""
        try:
            with urlopen(Request(self.url + path, body), timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def shows(self, path: str, words: str) -> str:
        """Give the page once it has these words; a reader looks again."""

        def look() -> str:
            status, text = self.get(path)
            return text if status == 200 and words in plain(text) else ""

        return soon(look)

    def is_well(self) -> None:
        """A stranger finds every number, every commitment and every page in order."""
        report = verify(self.url)
        assert report.right, "\n".join(lines(report))

    def is_settled(self) -> bool:
        """Tell whether every page that an entry touches is made: lists and counts come after the items."""
        with closing(sqlite3.connect(f"file:{self.folder}/data/handbill.sqlite3?mode=ro", uri=True)) as rows:
            (entries,) = rows.execute("SELECT COUNT(*) FROM record_entry").fetchone()
            places = rows.execute("SELECT position FROM record_cursor").fetchall()
        return bool(places) and all(place == entries for (place,) in places)

    def worker(self) -> int:
        """Give the process that makes the pages."""
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = line.read_bytes().split(b"\0")
            except OSError:
                continue
            if words[-3:] == [b"work", bytes(self.folder), b""]:
                return int(line.parent.name)
        return 0


def plain(html: str) -> str:
    """Give the words of a page without its marks."""
    for mark, sign in (("&#39;", "'"), ("&#34;", '"'), ("&quot;", '"'), ("&amp;", "&"), ("\u00a0", " ")):
        html = html.replace(mark, sign)
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
