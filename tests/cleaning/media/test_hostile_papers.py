"""Papers and texts, spoiled."""

import random
from pathlib import Path

import pytest

from handbill.cleaning.media.cleaned import Allowed
from tests.cleaning.media import sheets
from tests.cleaning.media.batch import batch
from tests.cleaning.media.canaries import canary, sung
from tests.cleaning.media.spoiled import spoiled
from tests.cleaning.media.test_paper import unpacked
from tests.crashes.sampled import WHOLE

pytestmark = pytest.mark.once

SAID = {"broken", "pixels", "pages", "memory", "locked"}
"""What may be said of a paper; `failed` would be a fault of ours."""
TEXT = (
    "Möte på torget: 葛\U000e0100 \u0645\u06cc\u200c\u062e \U0001f469\u200d\U0001f466 a\u200bb\n" * 40
).encode()


@WHOLE
def test_spoiled_papers(tmp_path: Path, *, whole: bool) -> None:
    """2,000 of them, and a dozen with `make test`."""
    known = sheets.paper()
    count, of_each = (2_000, 250) if whole else (12, 12)
    clean_ones = 0
    for start in range(0, count, of_each):
        files = {
            f"pdf-{seed}": spoiled(known, random.Random(f"pdf {seed}")) or b"\0"
            for seed in range(start, start + of_each)
        }
        folder = tmp_path / str(start)
        folder.mkdir()
        found = batch(files, folder, Allowed(), seconds=1_000, family="paper")
        clean_ones += len(found.cleaned)
        assert {name: code for name, code in found.codes.items() if code not in SAID} == {}
        assert found.longest < 10
        for name, cleaned in found.cleaned.items():
            said = [one for file in cleaned.files for data in unpacked(file.path) for one in sung(data)]
            # where what says that a layer is off is broken, it is seen
            assert not [one for one in said if not one.startswith(canary("hidden").encode())], name
    assert clean_ones > count // 4  # much of a torn paper can be read


@WHOLE
def test_spoiled_texts(tmp_path: Path, *, whole: bool) -> None:
    files = {
        f"{code}-{seed}": spoiled(TEXT.decode().encode(code, "ignore"), random.Random(f"{code} {seed}"))
        or b"\0"
        for code in ("utf-8", "utf-16", "cp1252")
        for seed in range(2_000 if whole else 4)
    }
    found = batch(files, tmp_path, Allowed(), seconds=1_000, family="plain")
    assert set(found.codes.values()) <= {"kind", "empty"}
    assert 0 < len(found.cleaned) < len(files)
    assert found.longest < 1
