"""The pages that lead on from where imported items stood before: no entry calls for them, the data of the items tell of them."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from handbill.formerly import legacy_files

_LEGACY: Final = re.compile(
    rb'"legacy":\{"salt":"[0-9a-f]{64}","value":(\{(?:"(?:[^"\\]|\\.)*+"|[^"{}])*+\})\}'
).finditer


def moved(changed: Iterable[str], *folders: Path) -> Iterator[str]:
    """Give the files that answer at the old addresses that these files name, or named before."""
    for path in changed:
        for folder in folders if path.endswith(".json") else ():
            yield from _named(folder / path)


def _named(file: Path) -> Iterator[str]:
    with suppress(OSError):
        for found in _LEGACY(file.read_bytes()):
            with suppress(ValueError):
                yield from legacy_files(json.loads(found[1]))
