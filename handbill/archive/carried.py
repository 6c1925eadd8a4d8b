"""The files of an export: it is a tar where there are any, the lines first and then each file once, under its hash."""

import os
import sqlite3
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Final

from handbill.newswire import media

LINES: Final = "export.jsonl"
_MODE: Final = 0o600
_PIECE: Final = 1000


class Carried:
    """The lines of a tar, whose header is written when they are through, and the hashes of the files that follow."""

    def __init__(self, out: BinaryIO, at: int) -> None:
        self.out, self.at = out, at
        self.base = sqlite3.connect("")  # a temporary file of SQLite's own, deleted when it is closed
        self.base.execute("CREATE TABLE file (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
        out.write(bytes(tarfile.BLOCKSIZE))

    def note(self, attachments: Iterable[dict[str, Any]]) -> None:
        """Note which files a line names."""
        rows = ((file["sha256"],) for one in attachments for file in one.get("files", ()))
        self.base.executemany("INSERT OR IGNORE INTO file VALUES (?)", rows)

    def end(self) -> int:
        """Write what is missing of the lines, then the files; give how many there are. One that was destroyed just now is not."""
        size = self.out.tell() - tarfile.BLOCKSIZE
        self.out.write(bytes(-size % tarfile.BLOCKSIZE))
        end = self.out.tell()
        self.out.seek(0)
        self.out.write(self._member(LINES, size).tobuf(tarfile.GNU_FORMAT))
        self.out.seek(end)
        count = 0
        with tarfile.open(fileobj=self.out, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for sha256 in self._hashes():
                with suppress(FileNotFoundError), media.path_of(sha256).open("rb") as stream:
                    tar.addfile(self._member(f"media/{sha256}", os.fstat(stream.fileno()).st_size), stream)
                    count += 1
        self.base.close()
        return count

    def _member(self, name: str, size: int) -> tarfile.TarInfo:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, self.at, _MODE
        return member

    def _hashes(self) -> Iterator[str]:
        for (sha256,) in self.base.execute("SELECT sha256 FROM file ORDER BY sha256"):
            yield sha256
