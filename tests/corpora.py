"""Where the conformance and attack vectors lie: beside the clone, never inside it."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def corpus(name: str) -> Path:
    """Give the folder of a corpus; without it skip loudly, and fail where `CI=true`."""
    folder = SHARED / "corpora" / name
    if not folder.is_dir():
        say = f"corpus {name!r} is missing: put the shared folder beside the clone"
        if os.environ.get("CI") == "true":
            pytest.fail(say)
        pytest.skip(say)
    return folder


def reference(name: str) -> Path:
    """Give a file of the reference folder, on the same terms."""
    return corpus("../reference") / name
