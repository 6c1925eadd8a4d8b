from pathlib import Path

import pytest

from handbill.cleaning.media import ffmpeg
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.fences.code import VARIABLE

pytestmark = pytest.mark.once


def program(folder: Path, says: str) -> Path:
    folder.mkdir()
    made = folder / "ffmpeg"
    made.write_text(f"#!/bin/sh\necho '{says}'\n")
    made.chmod(0o755)
    return made


def test_the_one_that_is_named_goes_before_that_on_path_and_that_before_the_carried_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = ffmpeg.find.__wrapped__
    old = program(tmp_path / "old", "ffmpeg version 5.1.9-0+deb12u1 Copyright")
    new = program(tmp_path / "new", "ffmpeg version n7.1-3 Copyright")
    odd = program(tmp_path / "odd", "hello")
    monkeypatch.setenv("PATH", f"{new.parent}:/usr/bin:/bin")
    assert find() == new
    for unfit in (old, odd):
        monkeypatch.setenv("PATH", f"{unfit.parent}:/usr/bin:/bin")
        assert find() == ffmpeg.carried()
    monkeypatch.setattr(ffmpeg, "carried", lambda: None)
    with pytest.raises(Unclean, match="tool"):
        find()
    monkeypatch.setenv(VARIABLE, str(odd))
    assert find() == odd
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    with pytest.raises(Unclean, match="tool"):
        find()


def test_one_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = program(tmp_path / "slow", "x")
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    monkeypatch.setattr(ffmpeg, "find", lambda: slow)
    with pytest.raises(Unclean, match="time"):
        ffmpeg.run([], seconds=0.05)
