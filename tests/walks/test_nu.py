"""The Nu HTML checker finds no error in any file of the site, nor behind any door."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response

from tests.walks.person import Person
from tests.walks.site import ROOT, Site
from tests.walks.tour import stops

JAR = ROOT / "tests/tools/node_modules/vnu-jar/build/dist/vnu.jar"
BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""It runs for seconds: what Java does for hours to come took more than the half of it."""


@pytest.fixture
def checker() -> list[str]:
    java = shutil.which("java")
    if java is None or not JAR.exists():
        pytest.skip(
            "the Nu HTML checker is missing, so no page was checked: install java and npm, then make tools"
        )
    return [java, *BRIEFLY, "-Xss4m", "-jar", str(JAR), "--errors-only", "--skip-non-html"]


@pytest.mark.timeout(300)
def test_every_page_is_valid(checker: list[str], town: Site, chromium: Browser, tmp_path: Path):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda it: answers.append(it) if it.request.resource_type == "document" else None)
    for name in stops(Person(page, town, scripts=False)):
        (tmp_path / f"{name}.html").write_bytes(answers[-1].body())
    context.close()
    assert len(list(tmp_path.iterdir())) == 38
    done = subprocess.run(
        [*checker, str(town.public), str(tmp_path)], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_checker_sees_what_is_wrong(checker: list[str], tmp_path: Path):
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><p><center>x")
    assert subprocess.run([*checker, str(tmp_path)], capture_output=True, check=False).returncode == 1
