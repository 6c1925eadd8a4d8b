"""The invented town of the demonstration: its texts, and a folder for it. No Django yet: it needs the folder."""

import json
import shutil
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


def workshop(folder: Path, address: str) -> Path:
    """Make the folder in which the site grows beside `folder`; it is renamed when it is whole, so a kill leaves no half town.

    Raises:
        FileExistsError: `folder` is there, is no site, and is not empty.
        ValueError: the address has no host.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    growing = folder.absolute().with_name(f".{folder.name}.growing")
    shutil.rmtree(growing, ignore_errors=True)
    texts = town()
    make_folder(growing, name=texts["name"], address=address, language="en", tagline=texts["tagline"])
    return growing
