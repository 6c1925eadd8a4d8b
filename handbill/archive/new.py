"""Found a site whose folder is made: its first guidelines, its genres and its about page, all on the record."""

import json
from pathlib import Path

from handbill.actions.act import Act
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.newswire.counter import Counter

DEFAULTS = Path(__file__).parent / "defaults"


def first_texts(language: str, name: str) -> None:
    """Set the default guidelines, numbered from 1, the genres and the about page. The database is migrated."""
    texts = json.loads((DEFAULTS / f"{language}.json").read_text("utf-8"))
    act = Act.site()
    Counter.objects.get_or_create(id=1)
    for guideline in texts["guidelines"]:
        set_guidelines(act, None, guideline["title"], guideline["text"])
    for genre in texts["genres"]:
        set_page(act, f"genre/{genre['name']}", genre["title"], genre["text"])
    set_page(
        act,
        "about",
        texts["about"]["title"].replace("{name}", name),
        texts["about"]["text"].replace("{name}", name),
    )
