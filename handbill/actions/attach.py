"""Attachments hang on an item: from the form in which they waited, or as the item's author arranges them anew."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.forget import forget
from handbill.cleaning.media.cleaned import Cleaned
from handbill.newswire import media
from handbill.newswire.attachment import DRAFT, Attachment, MediaFile
from handbill.newswire.decision import Decision
from handbill.newswire.version import Version
from handbill.record.format.attached import CAPTIONS, MEDIA, TYPES, standing
from handbill.record.format.canonical import Json, canonical
from handbill.record.format.commitment import values
from handbill.record.format.kinds import ATTACHING, Kind

_ENDINGS: Final = {kind: ending for ending, kind in TYPES.items()}


Captions: TypeAlias = dict[str, Any] | bool | None
"""The file of captions, `sha256` and `bytes`; none where it is no such thing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment as its author wants it: a row that hangs on the item or waits in a form, and its texts."""

    id: int
    caption: str = ""
    alt: str = ""
    captions: Captions = None  # the file of its captions, `sha256` and `bytes`; False: none; None: as it is


def attach(number: int, wanted: Sequence[Wanted], at: datetime) -> dict[str, Json]:
    """Hang these on an item, in this order, and nothing else; give the fields `media_K`. In the transaction of the act.

    Raises:
        Refused: 409, one of them is gone.
    """
    rows = {row.id: row for row in Attachment.objects.filter(id__in=[one.id for one in wanted], over=False)}
    if any(one.id not in rows or rows[one.id].number not in {DRAFT, number} for one in wanted):
        raise Refused(_("A picture or file of this form is gone. Please add it again."), 409)
    over([row for row in of_item(number) if row.id not in rows])
    last = next_serial(number) - 1
    fields: dict[str, Json] = {}
    for k, one in enumerate(wanted, 1):
        row = rows[one.id]
        value = json.loads(row.value)
        captions = captions_of(row) if one.captions is None else one.captions
        value["files"] = [file for file in value.get("files", ()) if file["type"] != CAPTIONS]
        if row.number == DRAFT:
            last += 1
            value["files"] = [{**file, "name": renamed(file["name"], last)} for file in value["files"]]
            row.number, row.draft, row.removed, row.serial, row.at = number, "", "{}", last, at
        row.place = k
        value = _caption(row, value, captions)
        fields[f"media_{k}"] = said = _said(value, one, waits=row.waits)
        row.value = canonical(said).decode()
        row.save()
    return fields


def captions_of(row: Attachment) -> dict[str, Any] | None:
    """Give the file of the captions of an attachment, as far as it does not depend on the item; None where it has none."""
    told = [json.loads(row.captions)] if row.captions else json.loads(row.value or "{}").get("files", ())
    found = [one for one in told if one.get("type", CAPTIONS) == CAPTIONS]
    return {name: found[0][name] for name in ("sha256", "bytes")} if found else None


def with_captions(value: dict[str, Any], serial: int, captions: Captions) -> dict[str, Any]:
    """Give what an attachment is with its captions among its files, named by what they say: others have another address."""
    if not isinstance(captions, dict):
        return value
    name = f"{serial}-{str(captions['sha256'])[:8]}.vtt"
    return {**value, "files": [*value.get("files", ()), {"name": name, "type": CAPTIONS, **captions}]}


def _caption(row: Attachment, value: dict[str, Any], captions: Captions) -> dict[str, Any]:
    """Give what an attachment is with the captions that it is to have; a file that its row needs no more goes."""
    hashes = {file["sha256"] for file in value["files"]} | {row.source}
    hashes |= {str(captions["sha256"])} if isinstance(captions, dict) else set()
    needless = MediaFile.objects.filter(attachment=row).exclude(sha256__in=hashes)
    gone = set(needless.values_list("sha256", flat=True))
    needless.delete()
    transaction.on_commit(lambda: media.delete(gone))
    row.captions = canonical(captions).decode() if captions and row.waits else ""
    return value if row.waits else with_captions(value, row.serial, captions)


def of_item(number: int) -> list[Attachment]:
    """Give the rows of the attachments of an item that stand, in their order."""
    return list(Attachment.objects.filter(number=number, over=False).order_by("place"))


def over(rows: Iterable[Attachment]) -> None:
    """Let attachments be over: their files are deleted after the commit, where nothing else needs them."""
    for row in rows:
        needed = MediaFile.objects.filter(attachment=row)
        hashes = set(needed.values_list("sha256", flat=True))
        needed.delete()
        Attachment.objects.filter(id=row.id).update(
            over=True, value="", removed="{}", draft="", source="", captions="", waits=False
        )
        transaction.on_commit(lambda hashes=hashes: media.delete(hashes))  # type: ignore[misc]  # Django takes any callable


def present(number: int) -> dict[int, dict[str, Any]]:
    """Give the attachments of an item that stand, by K, as docs/record.md section 6 has it."""
    last = Version.objects.filter(number=number).order_by("-id")[0]
    later = Decision.objects.filter(
        number=number, kind__in=[kind.value for kind in ATTACHING], entry_id__gt=last.entry_id
    ).order_by("entry_id")
    return standing(values(json.loads(last.fields)), [values(json.loads(row.fields)) for row in later])


def arrange(number: int, wanted: Sequence[Wanted] | None, at: datetime) -> dict[str, Json]:
    """Give the fields `media_K` of a new version: these attachments, or with None those that stand. In the transaction of the act.

    What decisions said of attachments before stands no more: the version says it all.

    Raises:
        Refused: 409, one of them is gone.
    """
    if wanted is None:
        fields: dict[str, Json] = {f"media_{k}": value for k, value in present(number).items()}
    else:
        fields = attach(number, wanted, at)
    loosen(number)
    return fields


def loosen(number: int, k: int | None = None) -> None:
    """Destroy what decisions said of an attachment of an item, or of all."""
    for row in Decision.objects.filter(number=number, kind__in=[kind.value for kind in ATTACHING]):
        if k in {None, values(json.loads(row.fields)).get("media")}:
            forget(row, {"attachment"})


def destroy_media(number: int, field: str | None = None) -> None:
    """Destroy the attachments of an item, or the one that a field holds: files, and what decisions said of them."""
    match = MEDIA(field or "")
    if field is not None and match is None:
        return
    k = int(match[1]) if match else None
    rows = Attachment.objects.filter(number=number, over=False)
    over(list(rows if k is None else rows.filter(place=k)))
    loosen(number, k)


def alike(number: int, field: str | None = None) -> list[str]:
    """Give the perceptual hashes of the pictures of an item that stand, or of the one that a field holds."""
    rows = Attachment.objects.filter(number=number, over=False)
    match = MEDIA(field or "")
    if field is not None:
        rows = rows.filter(place=int(match[1])) if match else rows.none()
    return list(rows.exclude(alike="").values_list("alike", flat=True))


def files_of(cleaned: Cleaned, serial: int) -> list[dict[str, Any]]:
    """Name the files that were made, by number, width and type, and say what they are."""
    found: list[dict[str, Any]] = []
    names: set[str] = set()
    for one in cleaned.files:
        ending = _ENDINGS[one.type]
        name = f"{serial}-{one.width}.{ending}" if one.width else f"{serial}.{ending}"
        name = name if name not in names else f"{serial}-{one.width}x{len(found)}.{ending}"
        names.add(name)
        size = {"width": one.width, "height": one.height} if one.width else {}
        found.append({"name": name, "type": one.type, "sha256": one.sha256, "bytes": one.bytes, **size})
    return found


def anew(
    act: Act,
    kind: Kind,
    number: int,
    k: int,
    value: dict[str, Any],
    said: Mapping[str, Json],
    guideline: int | None = None,
) -> Decision:
    """Decide what attachment K of an item is from now on; `said` is the rest of the decision. In the transaction of the act.

    Files that it needs no more are deleted after the commit; those that it needs were brought before.

    Raises:
        Refused: 404, no such attachment stands.
    """
    row = Attachment.objects.filter(number=number, over=False, place=k).first()
    if row is None:
        raise Refused(_("It has no file number %(number)d.") % {"number": k}, 404)
    loosen(number, k)
    decision = act.decide(kind, {**said, "media": k, "attachment": value}, number=number, guideline=guideline)
    needed = MediaFile.objects.filter(attachment=row)
    before = set(needed.values_list("sha256", flat=True))
    needed.delete()
    hashes = {file["sha256"] for file in value.get("files", ())}
    MediaFile.objects.bulk_create(MediaFile(sha256=one, attachment=row) for one in hashes)
    row.value, row.waits, row.source, row.captions = canonical(value).decode(), False, "", ""
    row.serial = max([row.serial, *(serial_of(file["name"]) for file in value.get("files", ()))])
    row.save()
    transaction.on_commit(lambda: media.delete(before - hashes))
    return decision


def next_serial(number: int) -> int:
    """Give the number that the files of a further attachment of an item are named by."""
    return (Attachment.objects.filter(number=number).aggregate(last=Max("serial"))["last"] or 0) + 1


def serial_of(name: str) -> int:
    """Give the number of an attachment in its item by which this file of it is named."""
    return int(name.partition(".")[0].partition("-")[0])


def renamed(name: str, serial: int) -> str:
    """Give a file's name with the number of another attachment."""
    mark = "-" if "-" in name else "."
    return f"{serial}{mark}{name.partition(mark)[2]}"


def _said(value: dict[str, Any], one: Wanted, *, waits: bool) -> dict[str, Any]:
    """Give an attachment with its author's texts; without files while they are to be made."""
    kept: dict[str, Any] = {name: value[name] for name in ("kind", "seconds") if name in value}
    files = {} if waits or not value.get("files") else {"files": value["files"]}
    texts = {name: text for name, text in (("caption", one.caption), ("alt", one.alt)) if text}
    return {**kept, **files, **texts}
