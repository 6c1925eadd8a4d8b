"""`handbill import --freeze`: a site of its own out of the archive of a dead one. It is founded, filled, and finished."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act
from handbill.actions.set_page import set_page
from handbill.archive.migrate import migrate
from handbill.archive.new import first_texts
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.editor import Editor
from handbill.newswire.freezing import is_frozen
from handbill.record.models import Entry
from handbill.settings import Settings

__all__ = ["is_frozen"]


def found(site: Settings) -> None:
    """Let a folder that was just made, or that was cut off while it was, have its first texts. Any other site stays as it is."""
    if "record_entry" in connection.introspection.table_names() and Entry.objects.exists():
        return
    migrate()
    with transaction.atomic():
        first_texts(site.language, site.name)
        set_page(
            Act.site(),
            "about",
            _("About this archive"),
            _(
                "All of this stood elsewhere: it was brought here from an archive of that site, to be read, searched and verified. Nothing was ever published here, and nothing can be. The guidelines are those that a new site has; nobody was sorted or hidden by them."
            ),
        )


def is_living() -> bool:
    """Was anything published here, or is anybody at the desk? Such a site is not finished by the way."""
    return (
        Editor.objects.exists()
        or Article.objects.exclude(receipt="").exists()
        or Comment.objects.exclude(receipt="").exists()
    )


def is_empty() -> bool:
    """Has nothing come in?"""
    return not Article.objects.exists()


def reason() -> str:
    """Say why such a site is finished, on its record."""
    return _("It was brought here from an archive, to be read as it was.")
