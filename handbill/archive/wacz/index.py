"""The index of a web archive (CDXJ): where each address is found, sorted, in blocks that can be read alone, with an index of those."""

import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from handbill.archive.wacz.warc import Answer, Written

BLOCK: Final = 1024
"""Lines of a block."""
_WWW: Final = re.compile(r"www[0-9]*\.")


def surt(address: str) -> str:
    """Give an address as it is sorted: the name of the host from its end, then the path, in small letters."""
    parts = urlsplit(address.lower())
    host = _WWW.sub("", parts.hostname or "", count=1)
    name = ",".join(reversed(host.split(".")))
    standing = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != standing else ""
    return f"{name}{port}){parts.path.rstrip('/') or '/'}"


class Index:
    """The lines, in a temporary database until all are known: they have to be sorted."""

    def __init__(self) -> None:
        self.base = sqlite3.connect("")  # a temporary file of SQLite's own, deleted when it is closed
        self.base.execute("CREATE TABLE line (key TEXT, said TEXT, PRIMARY KEY (key, said)) WITHOUT ROWID")

    def add(self, answer: Answer, written: Written, offset: int, file: str) -> None:
        """Note where a record is."""
        said = {
            "url": answer.address,
            "mime": answer.type.partition(";")[0],
            "status": "200",
            "digest": written.digest,
            "length": str(written.size),
            "offset": str(offset),
            "filename": file,
        }
        key = f"{surt(answer.address)} {stamp(answer.at)}"
        self.base.execute("INSERT OR IGNORE INTO line VALUES (?, ?)", (key, json.dumps(said)))

    def write(self, out: Callable[[bytes], object]) -> Iterator[str]:
        """Write the packed blocks; give the lines of the index of blocks."""
        yield '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
        rows = self.base.execute("SELECT key, said FROM line ORDER BY key, said")
        offset = 0
        while block := list(islice(rows, BLOCK)):
            packer = zlib.compressobj(6, zlib.DEFLATED, 31)
            data = (
                packer.compress("".join(f"{key} {said}\n" for key, said in block).encode()) + packer.flush()
            )
            out(data)
            yield f"{block[0][0]} {json.dumps({'offset': offset, 'length': len(data)})}"
            offset += len(data)
        self.base.close()


def stamp(at: datetime) -> str:
    """Give a time as the index has it."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
