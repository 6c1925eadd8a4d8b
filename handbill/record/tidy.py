"""Partial tiles are served for a day after the full one is there (docs/record.md section 8), then taken away."""

import os
from datetime import datetime
from pathlib import Path

from handbill.record import durable
from handbill.record.seal import Log

KEPT = 24 * 3600
"""Seconds after the full tile was written in which a reader may still ask for a partial one."""


def tidy(log: Log, now: datetime) -> int:
    """Take partial tiles away whose full one is old enough; give how many."""
    before = now.timestamp() - KEPT
    gone = 0
    for folder, folders, _files in os.walk(log.folder / "tile"):
        for name in [one for one in folders if one.endswith(".p")]:
            full = Path(folder, name.removesuffix(".p"))
            if full.is_file() and full.stat().st_mtime < before:
                gone += _empty(log.public, Path(folder, name))
                folders.remove(name)
    return gone


def _empty(public: Path, folder: Path) -> int:
    files = list(folder.iterdir())
    for file in files:
        durable.remove(public, file)
    folder.rmdir()
    return len(files)
