from pathlib import Path

import pytest

from handbill.reader.verify import verify
from tests.reader.town import Town, small_town


@pytest.fixture(scope="session")
def town() -> Town:
    return small_town()


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Path:
    return town.write(tmp_path / "public")


def test_a_right_site(town: Town, site: Path):
    report = verify(str(site), town.signer.vkey)
    assert report.wrong == []
    assert report.unsealed == []
    assert report.right
