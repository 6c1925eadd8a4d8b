"""Destroy what was said: values and salts go, the hashes stay, so that the record still verifies.

Which fields go is fixed by docs/record.md sections 4 and 9.
"""

import json

from handbill.actions.attach import destroy_media
from handbill.actions.forget import Row, forget, forget_attachment
from handbill.actions.item import Item
from handbill.actions.place import show_anew
from handbill.guard import judge as guard
from handbill.guard import lessons
from handbill.newswire.article import Article
from handbill.newswire.complaint import Complaint
from handbill.newswire.demand import Demand
from handbill.newswire.offer import Offer
from handbill.newswire.old_address import answer_no_more
from handbill.newswire.proposal import Proposal
from handbill.newswire.version import Amendment, Version
from handbill.record.format.attached import MEDIA
from handbill.record.format.commitment import Fields, values


def destroy(item: Item, field: str | None = None, *, but: str = "") -> None:
    """Destroy all versions and amendments of an item, or one field in all of them, and its copy in lists.

    With the whole item go complaints, legal demands, proposals and offers about it: they often quote what is destroyed. The
    guard forgets what it learnt from it, and what it knows its repeats by. `but`: the hashed nonce of the form that asks for it.
    """
    lessons.forget(item.number)
    if field in {None, "title", "legacy"}:
        answer_no_more(item.number)
    guard.forget(item.number, but=but)
    rows: list[Row] = [
        *Version.objects.filter(number=item.number),
        *Amendment.objects.filter(number=item.number),
    ]
    if MEDIA(field or ""):
        forget_attachment(item.number, field or "")
    for row in rows if not MEDIA(field or "") else ():
        fields: Fields = json.loads(row.fields)
        forget(row, set(fields) if field is None else with_field(field, fields))
    destroy_media(item.number, field)
    if field is None:
        for private in (Complaint, Demand, Offer, Proposal):
            private.objects.filter(number=item.number).delete()
    if isinstance(item, Article):
        last = Version.objects.filter(number=item.number).order_by("-id")[0]
        show_anew(item, values(json.loads(last.fields)))
        item.save()


def with_field(field: str, fields: Fields) -> set[str]:
    """Name what goes with a field: the shown body with the body, an old address with the title it often spells."""
    names = {field}
    if field == "body":
        names.add("html")
    legacy = fields.get("legacy", {}).get("value")
    if field == "title" and isinstance(legacy, dict) and "address" in legacy:
        names.add("legacy")
    return names
