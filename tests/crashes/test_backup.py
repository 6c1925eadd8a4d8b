"""A backup, and its way back, killed at any step: there is no half file, no half site, and the next try goes through."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from handbill.archive.backup import make
from handbill.archive.backup.take import Tick
from handbill.reader.verify import verify
from handbill.settings import Settings
from tests.archive.backups import backed_up, brought_back, unpacked
from tests.cast import Town
from tests.crashes.sampled import WHOLE, cuts
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture

pytestmark = pytest.mark.once


@pytest.fixture
def town(site: Settings) -> Town:
    town = Town(site)
    assert Door().post("/publish/", {**TEXT, "media": [picture()]}).status == 201
    town.go()
    connections.close_all()
    return town


def killed(work: Callable[[Tick], object], at: int) -> bool:
    """Do something in a process that is killed at its step number `at`; say whether it came so far."""
    child = os.fork()
    if not child:
        done = 0

        def tick(_done: int) -> None:
            nonlocal done
            done += 1
            if done == at:
                os.kill(os.getpid(), signal.SIGKILL)

        work(tick)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def steps(work: Callable[[Tick], object]) -> int:
    """Count them."""
    count = 0

    def tick(_done: int) -> None:
        nonlocal count
        count += 1

    work(tick)
    connections.close_all()
    return count


@WHOLE
def test_a_backup_that_is_killed_leaves_nothing(town: Town, tmp_path: Path, whole: bool) -> None:
    into = tmp_path / "backups"
    into.mkdir()
    file = into / "wire.backup"
    last = steps(lambda tick: backed_up(town.site, file, tick=tick))
    before = file.read_bytes()
    for at, _after in cuts("a backup", set(range(1, last + 1)), whole=whole):
        assert killed(lambda tick: backed_up(town.site, file, tick=tick), at)
        assert [one.name for one in into.iterdir()] == ["wire.backup"]
        assert file.read_bytes() == before
    folder = into / "many"
    for at, _after in cuts("a folder", set(range(1, last + 1)), whole=whole):
        assert killed(lambda tick: make.to_folder(town.site, folder, (), 0, tick), at)
        assert list(folder.glob("*.backup")) == []
    make.to_folder(town.site, folder, (), 0, lambda _done: None)
    assert list(folder.rglob(".*.tmp")) == []
    assert unpacked(folder, tmp_path / "never").masters > 1


@WHOLE
def test_a_restore_that_is_killed_leaves_no_site(town: Town, tmp_path: Path, whole: bool) -> None:
    file = tmp_path / "wire.backup"
    backed_up(town.site, file)
    place = tmp_path / "back"
    last = steps(lambda tick: brought_back(file, tmp_path, tick=tick)) if whole else 12
    for at, _after in cuts("a restore", set(range(1, last + 1)), whole=whole):
        assert killed(lambda tick: brought_back(file, tmp_path, place=place, tick=tick), at)
        assert not place.exists()
    back = brought_back(file, tmp_path, place=place)
    assert verify(str(back.public)).wrong == []
