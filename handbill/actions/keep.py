"""Files that wait in a form that is not sent yet: clean already, and nobody's but who has the form's secret."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from handbill.actions.attach import files_of, over
from handbill.cleaning.media.cleaned import Cleaned
from handbill.limits import DRAFTS, FORM_DRAFT
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT, Attachment, MediaFile
from handbill.record.format.canonical import canonical
from handbill.settings import site

LEFT: Final = timedelta(hours=1)
"""After that a form gives way to others, where all together hold too much."""
PREVIEW: Final = 480
"""Pixels: the width of the picture that a form shows."""


def new_secret() -> str:
    """Give a form a secret: 128 random bits in hexadecimal digits."""
    return secrets.token_hex(16)


def hashed(secret: str) -> str:
    """Give what is stored of a form's secret."""
    return sha256(f"form {secret}".encode()).hexdigest()


def of_form(secret: str) -> list[Attachment]:
    """Give the rows that wait in a form, in their order."""
    return seen_with(hashed(secret))


def seen_with(key: str) -> list[Attachment]:
    """Give the same to who has what is stored of the secret: it stands in the addresses of pictures, which changes nothing in the form."""
    return list(Attachment.objects.filter(number=DRAFT, draft=key, over=False).order_by("place", "id"))


def keep(secret: str, cleaned: Cleaned, at: datetime, removed: Mapping[str, int] | None = None) -> Attachment:
    """Keep what was made of an upload, durably, for the form with this secret.

    `removed`: what was removed of it, by code, where that is not what was removed just now.

    Raises:
        OSError: the disc does not take it.
    """
    with media.bringing():
        with transaction.atomic():
            last = _last(hashed(secret))
            row = Attachment.objects.create(
                draft=hashed(secret),
                serial=last + 1,
                place=last + 1,
                value=canonical(_value(cleaned, last + 1)).decode(),
                removed=json.dumps(dict(cleaned.removed if removed is None else removed)),
                alike=cleaned.alike,
                waits=cleaned.waits,
                source=cleaned.files[0].sha256 if cleaned.waits else "",
                size=sum(one.bytes for one in cleaned.files),
                at=at,
            )
            _need(row, cleaned)
        try:
            media.bring((one.path, one.sha256) for one in cleaned.files)
        except OSError:
            with transaction.atomic():
                over([row])
            raise
    return row


def caption(row: Attachment, text: str) -> dict[str, Any]:
    """Keep captions, durably, for a sound or film that waits in a form, or hangs on an item whose new version will have them.

    Raises:
        OSError: the disc does not take them.
    """
    data = text.encode()
    file: dict[str, Any] = {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
    with media.bringing():
        MediaFile.objects.get_or_create(sha256=file["sha256"], attachment=row)
        media.bring_bytes(data, str(file["sha256"]))
    if row.number == DRAFT:
        row.captions = canonical(file).decode()
        Attachment.objects.filter(id=row.id, number=DRAFT, over=False).update(captions=row.captions)
    return file


def replace(row: Attachment, cleaned: Cleaned, removed: Mapping[str, int]) -> Attachment:
    """Put what was made of a waiting file into its place, under other names; what it was before is deleted.

    Raises:
        OSError: the disc does not take it, and the file is what it was.
        FileNotFoundError: it waits no more.
    """
    before = list(MediaFile.objects.filter(attachment=row).values_list("id", flat=True))
    with media.bringing():
        _need(row, cleaned)
        media.bring((one.path, one.sha256) for one in cleaned.files)
    row.serial = _last(row.draft) + 1
    row.value = canonical(_value(cleaned, row.serial)).decode()
    row.removed, row.alike = json.dumps(dict(removed)), cleaned.alike
    row.size = sum(one.bytes for one in cleaned.files)
    told = {name: getattr(row, name) for name in ("serial", "value", "removed", "alike", "size")}
    with transaction.atomic():
        there = Attachment.objects.filter(id=row.id, number=DRAFT, over=False).update(**told)
        needed = MediaFile.objects.filter(attachment=row)
        old = needed.filter(id__in=before) if there else needed.exclude(id__in=before)
        hashes = list(old.values_list("sha256", flat=True))
        old.delete()
    media.delete(hashes)
    if not there:
        raise FileNotFoundError("it waits no more")
    return row


def source_of(files: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Give the file of a picture from which it can be made anew: the largest; of one that moves the one that does. Empty where there is none."""
    moves = not any(file["type"] == "image/avif" for file in files)
    moving = [file for file in files if moves and file["type"] == "image/webp"]
    stills = [file for file in files if file["type"] == "image/jpeg"]
    return max(moving or stills, key=lambda file: file["width"], default={})


def preview_of(files: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Give the picture that a form shows of a file: the largest JPEG or WebP that is not too large; empty where there is none."""
    pictures = [file for file in files if file.get("type") in {"image/jpeg", "image/webp"}]
    small = [file for file in pictures if file["width"] <= PREVIEW]
    return max(small, key=lambda file: file["width"], default=pictures[-1] if pictures else {})


def _last(draft: str) -> int:
    last: int | None = Attachment.objects.filter(number=DRAFT, draft=draft).aggregate(last=Max("serial"))[
        "last"
    ]
    return last or 0


def _need(row: Attachment, cleaned: Cleaned) -> None:
    hashes = {one.sha256 for one in cleaned.files}
    MediaFile.objects.bulk_create(MediaFile(sha256=one, attachment=row) for one in hashes)


def forget(rows: Iterable[Attachment]) -> None:
    """Forget files that wait in a form."""
    ids = [row.id for row in rows]
    with transaction.atomic():
        over(Attachment.objects.filter(id__in=ids, number=DRAFT))
    Attachment.objects.filter(id__in=ids, number=DRAFT, over=True).delete()


def has_room(secret: str, at: datetime) -> bool:
    """Say whether the form with this secret may hold one more file: neither it nor all together hold too much.

    Where all together do, forms that were left for some time give way, the eldest first: nobody keeps others out by opening many.
    """
    waiting = Attachment.objects.filter(number=DRAFT, over=False)
    own = waiting.filter(draft=hashed(secret)) if secret else waiting.none()
    if _bytes(own) > max(FORM_DRAFT, site().media.megabytes * 1_000_000):
        return False
    more = _bytes(waiting) - DRAFTS
    for row in waiting.filter(at__lt=at - LEFT).exclude(id__in=own).order_by("id")[:100] if more > 0 else ():
        forget([row])
        more -= row.size
        if more <= 0:
            break
    return more <= 0


def _bytes(rows: QuerySet[Attachment]) -> int:
    return rows.aggregate(all=Sum("size"))["all"] or 0


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
