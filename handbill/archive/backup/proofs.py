"""Proofs of decisions, the one public file whose bytes the database alone does not give: each is of the day on which it was made."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from handbill import below
from handbill.archive.backup.parts import BadBackup, Part, packed
from handbill.record import durable

FOLDER: Final = "record/decision"
_STEP: Final = 1000
_IS_ONE: Final = re.compile(r"([0-9]{1,18})\.proof").fullmatch


def parts(public: Path) -> Iterator[Part]:
    """Give them, a thousand indexes a part."""
    try:
        names = os.listdir(public / FOLDER)  # noqa: PTH208 - names are all that is asked
    except FileNotFoundError:  # nothing was shown yet
        return
    indexes = sorted(int(match[1]) for name in names if (match := _IS_ONE(name)))
    for number, run in groupby(indexes, lambda index: index // _STEP):
        lines = [_line(index, below.read(public, f"{FOLDER}/{index}.proof")) for index in run]
        yield Part.of(f"proofs/{number:06}.jsonl.gz", packed(b"".join(lines)))


def _line(index: int, data: bytes | None) -> bytes:
    return json.dumps([index, (data or b"").decode()], ensure_ascii=False).encode() + b"\n"


def put_back(public: Path, lines: Iterable[bytes]) -> None:
    """Put them where they belong; those that do not hold are made anew with the pages.

    Raises:
        BadBackup: a line is none.
    """
    folder = public / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for line in lines:
        try:
            index, text = json.loads(line)
            if type(index) is not int or index < 0:
                raise BadBackup("a proof of a decision names no entry")
            durable.replace(public, folder / f"{index}.proof", text.encode())
        except (ValueError, TypeError, AttributeError) as error:
            raise BadBackup(f"a proof of a decision cannot be taken: {error}") from None
