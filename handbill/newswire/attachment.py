from typing import Final

from django.db import models

DRAFT: Final = 0
"""The number of what hangs on no item yet."""
SEEN: Final = ("image", "video")
"""Kinds of attachments that are described for who cannot see them."""


class Attachment(models.Model):
    """A picture, sound, film or paper of an item, or one that waits in a form that is not sent yet.

    What everyone may read of it stands in the item's version, or in a decision about it; here is what it takes to keep that.
    """

    number = models.BigIntegerField(default=DRAFT)  # of the item
    draft = models.CharField(
        max_length=64, default=""
    )  # SHA-256 of the form's secret, while it hangs on no item
    serial = models.IntegerField()  # in its item, or its form, for ever: its files are named by it
    place = models.IntegerField()  # the K of `media_K`
    value = models.TextField(
        default=""
    )  # as section 6 of docs/record.md has it, canonical; empty once it is over
    removed = models.TextField(default="{}")  # of a draft: what was removed, by code; nobody else is told
    alike = models.CharField(max_length=16, default="", db_index=True)  # perceptual hash of a picture
    waits = models.BooleanField(default=False)  # a film whose files are to be made
    captions = models.TextField(
        default=""
    )  # of what waits, in a form or to be prepared: the file of its captions, canonical
    source = models.CharField(max_length=64, default="")  # of such a film: the master that they are made from
    size = models.BigIntegerField(default=0)  # bytes of its files together, while it is a draft
    over = models.BooleanField(default=False)  # replaced, withdrawn or destroyed
    at = models.DateTimeField()

    class Meta:
        db_table = "newswire_attachment"
        indexes = [
            models.Index(fields=["number", "over"], name="attachment_item"),
            models.Index(fields=["draft"], condition=models.Q(number=0), name="attachment_draft"),
            models.Index(fields=["id"], condition=models.Q(waits=True), name="attachment_waits"),
        ]


class MediaFile(models.Model):
    """That an attachment needs a file of `data/media`. A file that none needs is deleted."""

    sha256 = models.CharField(max_length=64, db_index=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE)

    class Meta:
        db_table = "newswire_mediafile"
