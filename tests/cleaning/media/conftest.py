"""What is made once for all tests of media."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cleaning.media import sights, sounds

Given = Callable[[str], Path]


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """Give a recording of a kind, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("recorded")
    kinds = {**sounds.KINDS, **sights.KINDS}

    def give(kind: str) -> Path:
        file = folder / kind
        if not file.exists():
            file.write_bytes(kinds[kind](folder))
        return file

    return give
