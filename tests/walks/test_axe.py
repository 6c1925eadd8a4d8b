"""No page of any kind has an obstacle that axe can see, by day or by night."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.walks.kinds import KINDS, path_of
from tests.walks.person import Person
from tests.walks.site import Site
from tests.walks.tour import stops

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast-enhanced"
"""7:1, and 4.5:1 for large letters: whatever `color-contrast` finds (4.5:1 and 3:1) it finds too."""

BRIEF = {"resultTypes": ["violations"]}
"""What passes is counted, not described: describing it takes longer than looking."""

BY_DAY = {
    **BRIEF,
    "runOnly": TAGS,
    "rules": {
        CONTRAST: {"enabled": True},
        "color-contrast": {"enabled": False},
        "target-size": {"enabled": True},
    },
}
BY_NIGHT = {**BRIEF, "runOnly": {"type": "rule", "values": [CONTRAST]}}


@pytest.fixture(scope="module")
def page(chromium: Browser):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def obstacles(page: Page) -> list[str]:
    """Say what axe finds, unfolded, in light and in dark."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for scheme, options in (("light", BY_DAY), ("dark", BY_NIGHT)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
        assert result["passes"], "axe looked at nothing"
        found += [
            f"{scheme}: {it['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
            for it in result["violations"]
            for node in it["nodes"][:3]
        ]
    page.emulate_media(color_scheme="light")
    return found


@pytest.fixture(scope="module")
def seen() -> dict[str, list[str]]:
    """What was found on each static page: one may be of several kinds."""
    return {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_static_page_has_no_obstacle(kind: str, page: Page, town: Site, seen: dict[str, list[str]]):
    path = path_of(town.public, kind)
    if path not in seen:
        answer = page.goto(town.url + path)
        assert answer is not None
        assert answer.status == 200
        seen[path] = obstacles(page)
    assert seen[path] == []


@pytest.mark.timeout(300)
def test_no_dynamic_page_has_an_obstacle(page: Page, town: Site):
    found = {name: obstacles(page) for name in stops(Person(page, town, scripts=True))}
    assert len(found) == 38
    assert {name: it for name, it in found.items() if it} == {}
