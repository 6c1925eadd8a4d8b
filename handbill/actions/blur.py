"""Blur parts of a picture: they are not to be seen any more, and what showed them is destroyed."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.attach import anew, files_of, next_serial, present
from handbill.actions.forget import forget
from handbill.actions.item import demand, take
from handbill.cleaning.media.cleaned import Cleaned
from handbill.newswire import media
from handbill.newswire.attachment import Attachment
from handbill.newswire.decision import Decision
from handbill.newswire.version import Version
from handbill.record.format.kinds import Kind


def blur(act: Act, number: int, k: int, reason: str, made: Cleaned) -> Decision:
    """Put a picture in the place of attachment K of an item, and destroy the one that was there, in all versions.

    Args:
        act: by an editor or the site.
        number: of the item.
        k: of the attachment.
        reason: for everyone to read.
        made: the files of the picture with parts burned out, in a private folder.

    Raises:
        Refused: 404 no such item or picture; 410 it is gone.
    """
    with media.bringing():
        media.bring((one.path, one.sha256) for one in made.files)
        with transaction.atomic():
            take(number)
            demand(number, Kind.BLUR)
            value = present(number).get(k, {})
            if value.get("kind") != "image":
                raise Refused(_("It has no picture number %(number)d.") % {"number": k}, 404)
            value = {**value, "files": files_of(made, next_serial(number))}
            for row in Version.objects.filter(number=number):
                if f"media_{k}" in json.loads(row.fields):
                    forget(row, {f"media_{k}"})
            decision = anew(act, Kind.BLUR, number, k, value, {"reason": reason})
            Attachment.objects.filter(number=number, over=False, place=k).update(alike=made.alike)
    return decision
