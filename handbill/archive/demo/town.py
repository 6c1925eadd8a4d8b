"""The invented town of the demonstration: its texts, and a folder for it. No Django yet: it needs the folder."""

import json
from pathlib import Path
from typing import Any, Final

from handbill.archive.folder import make_folder

HERE: Final = Path(__file__).parent


def town() -> dict[str, Any]:
    """Give the masthead, topics, places, guidelines and the about page."""
    texts: dict[str, Any] = json.loads((HERE / "town.json").read_text("utf-8"))
    return texts


def stories() -> list[dict[str, Any]]:
    """Give the articles, oldest first, each with its comments and with what happens to it."""
    return [json.loads(line) for line in (HERE / "articles.jsonl").read_text("utf-8").splitlines()]


def workshop(folder: Path, address: str) -> None:
    """Make the folder of the site, without its articles.

    Raises:
        FileExistsError: `folder` is there and not empty.
        ValueError: the address has no host.
    """
    texts = town()
    make_folder(folder, name=texts["name"], address=address, language="en", tagline=texts["tagline"])
