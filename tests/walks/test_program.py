"""A program's way: the client that docs/publishing.md prints, as it stands there."""

import contextlib
import io
import re
from pathlib import Path

from tests.walks.site import Site

DOCS = Path(__file__).parents[2] / "docs" / "publishing.md"


def test_the_client_of_the_documentation_publishes(wire: Site) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(code.splitlines()) <= 10
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code.replace("https://wire.example/", wire.url), {})
    url, receipt = said.getvalue().split()
    assert re.fullmatch("[0-9a-f]{32}", receipt)
    assert url.startswith(wire.url)
    wire.shows(url.removeprefix(wire.url), "It has rained since noon.")
