"""Set a page: about, the guard's rules of words, or a topic, place or genre with its title and introduction."""

from django.db import transaction
from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.cleaning.names import slug_ok
from handbill.guard.rules import read as read_rules
from handbill.newswire.counter import lock
from handbill.newswire.sitepage import ALONE, GENRES, SitePage
from handbill.record.format.canonical import Json
from handbill.record.format.entry import Kind


def set_page(act: Act, name: str, title: str, text: str = "") -> SitePage:
    """Make or edit the page `about`, `rules`, `topic/NAME`, `place/NAME` or `genre/NAME`.

    Raises:
        Refused: 404 there can be no page of that name; 422 a line is no rule.
    """
    axis, _slash, slug = name.partition("/")
    if not (
        name in ALONE
        or (axis in {"topic", "place"} and slug_ok(slug))
        or (axis == "genre" and slug in GENRES)
    ):
        raise Refused(
            _(
                "A page is about, rules, topic/NAME, place/NAME or genre/NAME; a NAME is small letters a to z, digits and hyphens."
            ),
            404,
        )
    if name == "rules" and (wrong := read_rules(text)[1]):
        raise Refused("\n".join(wrong), 422)
    values: dict[str, Json] = {"page": name, "title": title}
    if text:
        values["text"] = text
    with transaction.atomic():
        lock()
        decision = act.decide(Kind.SET_PAGE, values)
        page = SitePage(name=name, title=title, text=text, at=act.at, entry_id=decision.entry_id)
        page.save()
    return page
