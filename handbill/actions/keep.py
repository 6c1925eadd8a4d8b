"""Files that wait in a form that is not sent yet: clean already, and nobody's but who has the form's secret."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum

from handbill.actions.attach import files_of, over
from handbill.cleaning.media.cleaned import Cleaned
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT, Attachment, MediaFile
from handbill.record.format.canonical import canonical


def new_secret() -> str:
    """Give a form a secret: 128 random bits in hexadecimal digits."""
    return secrets.token_hex(16)


def hashed(secret: str) -> str:
    """Give what is stored of a form's secret."""
    return sha256(f"form {secret}".encode()).hexdigest()


def of_form(secret: str) -> list[Attachment]:
    """Give the rows that wait in a form, in their order."""
    return list(
        Attachment.objects.filter(number=DRAFT, draft=hashed(secret), over=False).order_by("place", "id")
    )


def keep(secret: str, cleaned: Cleaned, at: datetime) -> Attachment:
    """Keep what was made of an upload, durably, for the form with this secret.

    Raises:
        OSError: the disc does not take it.
    """
    hashes = {one.sha256 for one in cleaned.files}
    with media.bringing():
        with transaction.atomic():
            mine = Attachment.objects.filter(number=DRAFT, draft=hashed(secret))
            last = mine.aggregate(last=Max("serial"))["last"] or 0
            row = Attachment.objects.create(
                draft=hashed(secret),
                serial=last + 1,
                place=last + 1,
                value=canonical(_value(cleaned, last + 1)).decode(),
                removed=json.dumps(dict(cleaned.removed)),
                alike=cleaned.alike,
                waits=cleaned.waits,
                source=cleaned.files[0].sha256 if cleaned.waits else "",
                size=sum(one.bytes for one in cleaned.files),
                at=at,
            )
            MediaFile.objects.bulk_create(MediaFile(sha256=one, attachment=row) for one in hashes)
        try:
            media.bring((one.path, one.sha256) for one in cleaned.files)
        except OSError:
            with transaction.atomic():
                over([row])
            raise
    return row


def forget(rows: Iterable[Attachment]) -> None:
    """Forget files that wait in a form."""
    ids = [row.id for row in rows]
    with transaction.atomic():
        over(Attachment.objects.filter(id__in=ids, number=DRAFT))
    Attachment.objects.filter(id__in=ids, number=DRAFT, over=True).delete()


def waiting_bytes() -> int:
    """Give how much all forms that are not sent yet hold."""
    return Attachment.objects.filter(number=DRAFT, over=False).aggregate(all=Sum("size"))["all"] or 0


def drop(before: datetime) -> int:
    """Forget the files of forms that were opened before; give how many."""
    with transaction.atomic():
        rows = list(Attachment.objects.filter(number=DRAFT, over=False, at__lt=before)[:500])
        over(rows)
    Attachment.objects.filter(number=DRAFT, over=True).delete()
    return len(rows)


def _value(cleaned: Cleaned, serial: int) -> dict[str, Any]:
    """Give an attachment as docs/record.md section 6 has it; without files where it waits."""
    value: dict[str, Any] = {"kind": cleaned.kind}
    if cleaned.seconds and cleaned.kind in {"audio", "video"}:
        value["seconds"] = cleaned.seconds
    if not cleaned.waits:
        value["files"] = files_of(cleaned, serial)
    return value
