"""Prepare a film: what came without files has them now."""

import json
from typing import Any

from django.db import transaction

from handbill.actions.act import Act, Refused
from handbill.actions.attach import anew, captions_of, files_of, next_serial, with_captions
from handbill.actions.item import demand, take
from handbill.cleaning.media.cleaned import Cleaned
from handbill.newswire import media
from handbill.newswire.attachment import Attachment
from handbill.newswire.decision import Decision
from handbill.record.format.kinds import Kind


def prepare(act: Act, id_: int, made: Cleaned) -> Decision | None:
    """Give a film that waits the files that were made of it; None where it does not wait any more. They are on the disc before the act.

    Args:
        act: by the site.
        id_: the row of the attachment.
        made: the files, in a private folder.
    """
    with media.bringing():
        media.bring((one.path, one.sha256) for one in made.files)
        with transaction.atomic():
            row = Attachment.objects.filter(id=id_, waits=True, over=False).first()
            if row is None:
                return None
            take(row.number)  # its author may just have put it elsewhere
            row.refresh_from_db()
            if row.over:
                return None
            try:
                demand(row.number, Kind.PREPARE)
            except Refused:  # it is gone, and its files with it
                return None
            value: dict[str, Any] = json.loads(row.value)
            value["files"] = files_of(made, next_serial(row.number))
            value = with_captions(value, row.serial, captions_of(row))
            if made.seconds:
                value["seconds"] = made.seconds
            return anew(act, Kind.PREPARE, row.number, row.place, value, {})
