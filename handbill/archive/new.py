"""Found a site whose folder is made: its first guidelines, its genres and its about page, all on the record."""

import json
from pathlib import Path

from django.db import Error, connection, transaction

from handbill.actions.act import Act
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.archive.migrate import migrate
from handbill.newswire.counter import Counter
from handbill.record.models import Entry

DEFAULTS = Path(__file__).parent / "defaults"


class Unfounded(Exception):
    """Why not, in words; the record of no site was added to. `unsure`: where it may have been founded all the same."""

    def __init__(self, words: str, *, unsure: bool = False) -> None:
        super().__init__(words)
        self.unsure = unsure


def found(language: str, name: str) -> None:
    """Make the tables and the first texts, in a database that holds no site.

    Raises:
        Unfounded: it holds one, whose record this would go on with, or does not answer.
    """
    unsure = False
    try:
        if "record_entry" in connection.introspection.table_names() and Entry.objects.exists():
            raise Unfounded("the database holds a site already: another machine of it joins (handbill join)")
        migrate()
        with transaction.atomic():
            first_texts(language, name)
            unsure = True  # whoever hears no answer to the commit does not know
    except Error as error:
        words = f"the database does not answer: {str(error).strip() or type(error).__name__}"
        raise Unfounded(words, unsure=unsure) from None


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
