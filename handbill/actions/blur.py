"""Blur parts of a picture: they are not to be seen any more, and what showed them is destroyed."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import alike, anew, files_of, next_serial, present
from handbill.actions.forget import forget_attachment
from handbill.actions.item import demand, take
from handbill.actions.keep import source_of
from handbill.cleaning.media.cleaned import Cleaned
from handbill.guard import pictures
from handbill.newswire import media
from handbill.newswire.attachment import Attachment
from handbill.newswire.decision import Decision
from handbill.record.format.kinds import Kind


def blur(
    act: Act, number: int, k: int, guideline: int | None, reason: str, made: Cleaned, source: str
) -> Decision:
    """Put a picture in the place of attachment K of an item, and destroy the one that was there, in all versions.

    The one that was there does not come back unseen: what looks like it is held.

    Args:
        act: by an editor or the site.
        number: of the item.
        k: of the attachment.
        guideline: its number, where one is cited.
        reason: for everyone to read.
        made: the files of the picture with parts burned out, in a private folder.
        source: the SHA-256 of the file that they were made of.

    Raises:
        Refused: 404 no such item or picture; 409 it is another one by now; 410 it is gone.
    """
    with media.bringing():
        media.bring((one.path, one.sha256) for one in made.files)
        with transaction.atomic():
            take(number)
            demand(number, Kind.BLUR)
            value = present(number).get(k, {})
            if value.get("kind") != "image":
                raise Refused(_("It has no picture number %(number)d.") % {"number": k}, 404)
            if source_of(value["files"]).get("sha256") != source:
                raise Refused(_("Its author changed it meanwhile; here it is as it stands now."))
            pictures.remember(alike(number, f"media_{k}"), act.at)
            value = {**value, "files": files_of(made, next_serial(number))}
            forget_attachment(number, f"media_{k}")
            decision = anew(act, Kind.BLUR, number, k, value, {"reason": reason}, guideline)
            Attachment.objects.filter(number=number, over=False, place=k).update(alike=made.alike)
    return decision
