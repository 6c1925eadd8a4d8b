"""The site's own pages tell decisions as `verify` reads them, in each language; whoever changes one is found out."""

from dataclasses import replace
from pathlib import Path

import pytest

from handbill import settings
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.legal import Legal
from handbill.actions.redact import redact
from handbill.reader.verify import verify
from tests.cast import Town

REASON = 'It names a neighbour & "her" door.\n\nAnd  a child.'


pytestmark = pytest.mark.once  # what a page says, and whether it was changed, is in the files alone


def abroad(site, language):
    new = replace(site, language=language, timezone="America/Bogota")
    settings.use(new)
    return new


def decided(town):
    town.nora()
    for _ in range(3):
        town.publish()
    town.comment(1)
    legal = Legal("The county court wants it gone.", "2024-03-01")
    hide(town.desk(), 2, 3, REASON, legal=legal)
    hide(town.desk(), 4, 3, REASON)
    hold(town.desk(), 3, 3, "It waits.")
    redact(town.operator(), 3, 3, "A door.")
    town.go_and_verify()
    return town.now


def in_english(site):
    return decided(Town(abroad(site, "en")))


def in_spanish(site):
    return decided(Town(abroad(site, "es")))


@pytest.fixture(
    params=[
        pytest.param("en", marks=pytest.mark.grown(how=in_english)),
        pytest.param("es", marks=pytest.mark.grown(how=in_spanish)),
    ]
)
def town(site, told, request):
    return Town(abroad(site, request.param), told)


def change(town: Town, name: str, old: str, new: str) -> set[str]:
    file: Path = town.site.public / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    file.with_name(f"{file.name}.gz").unlink(missing_ok=True)
    return {name for name, _ in verify(str(town.site.public)).wrong}


CHANGES = [
    ("names a neighbour", "names nobody"),
    ("Nora", "Idris"),
    (">3. ", ">2. "),
    ("2024-03-04T04:30-05:00", "2024-03-04T04:31-05:00"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=["reason", "by", "guideline", "at"])
def test_a_page_that_tells_another_decision_is_named(town, old, new):
    decided = town.page("hidden/2.html").split("record/decision/")[1].partition('"')[0]
    for name in (
        "2024/03/1.html",
        "2024/03/2.html",
        "hidden/2.html",
        "hidden/4.html",
        f"record/decision/{decided}",
    ):
        before = (town.site.public / name).read_bytes()
        assert change(town, name, old, new) == {name}
        (town.site.public / name).write_bytes(before)
