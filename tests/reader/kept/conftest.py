"""A reader with a memory of their own, and a town that they have verified whole."""

import shutil
from copy import deepcopy
from pathlib import Path

import pytest

from handbill.reader import kept
from handbill.reader import verify as module
from handbill.record.format import called
from tests.reader.kept.town import go, grown, right, there
from tests.reader.town import Town


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory of its own; every log is large."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for where, name in ((module, "SMALL"), (kept, "LEAST"), (called, "SAMPLE"), (kept, "SAMPLE")):
        monkeypatch.setattr(where, name, 0)
    return tmp_path


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Path, bytes]:
    town, folder = grown(), tmp_path_factory.mktemp("town") / "public"
    return town, folder, go(town, folder)


@pytest.fixture
def town(before: tuple[Town, Path, bytes], tmp_path: Path) -> tuple[Town, Path, bytes]:
    """A town that was verified whole: it, its files, its checkpoint then."""
    folder = Path(shutil.copytree(before[1], tmp_path / "public"))
    made = deepcopy(before[0])
    assert right(folder).kept == {}
    assert there(made).exists()
    return made, folder, before[2]
