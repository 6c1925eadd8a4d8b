"""Parts of a picture that an editor hides. It takes a second or two to make the picture anew, so that is done before the transaction."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from handbill import scratch
from handbill.actions import keep
from handbill.actions.act import Act, Refused
from handbill.actions.attach import present
from handbill.cleaning.media.clean import AREAS, burn
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.job import Area
from handbill.cleaning.media.part import HOWS, covered, part
from handbill.desk import rights
from handbill.desk.order import Order
from handbill.desk.rows import nouns
from handbill.look.contexts.forms import KeptFile
from handbill.look.grid import grid
from handbill.look.unclean import why_not
from handbill.newswire import media
from handbill.record.format.attached import MEDIA
from handbill.record.format.kinds import Kind
from handbill.settings import site

ALONE: Final = 0.5
"""How much of a picture one editor may hide at a time: to destroy more of it is a redaction, for which the desk takes two."""
_OF: Final = re.compile("([1-9][0-9]?):(.+)", re.ASCII).fullmatch
_COMMAS: Final = 3  # between the numbers of a part that does not say how


def typed(chosen: Iterable[str], how: str) -> dict[str, Any]:
    """Give what a form names as members of an order: which field it is, and which parts of it. Of several pictures it is none that there is."""
    tail = f",{how}" if how in HOWS else ""
    found = [match for one in chosen if (match := _OF(one.strip()))]
    pictures = {match[1] for match in found}
    return {
        "field": " ".join(f"media_{k}" for k in sorted(pictures)),
        "parts": tuple(match[2] if match[2].count(",") != _COMMAS else match[2] + tail for match in found)[
            : AREAS + 1
        ],
    }


def faults(order: Order) -> dict[str, str]:
    """Name what is wrong with the parts of an order, by member."""
    if order.verb != Kind.BLUR:
        return {}
    found = {}
    if " " in order.field:
        found["field"] = _("Choose parts of one picture at a time: each is a decision of its own.")
    elif order.field and not MEDIA(order.field):
        found["field"] = _("Say which picture, such as media_1.")
    try:
        areas = _areas(order)
    except ValueError:
        found["parts"] = _(
            "That is no part of a picture. One is like 0,0,5000,5000: left, top, width and height, in ten-thousandths."
        )
    else:
        if len(areas) > AREAS:
            found["parts"] = _("At most %(limit)d parts at a time.") % {"limit": AREAS}
    return found


@contextmanager
def burned(who: Act, order: Order) -> Iterator[Order]:
    """Give a clean order without faults with all that its verb takes: one that blurs has its picture, which is gone afterwards.

    Raises:
        Refused: 403 it is not for this editor; 404 no such item or picture; 409 it cannot be made anew.
    """
    if order.verb != Kind.BLUR:
        yield order
        return
    rights.demand(who, order.verb)
    areas = _areas(order)
    if who.by.startswith("editor:") and covered(areas) > ALONE:
        raise Refused(
            _("That is more than half of the picture. Redact it instead: two editors decide about that."), 403
        )
    source = _source(order)
    with scratch.folder(site().temporary, "burn-") as into:
        try:
            made = burn(
                *(media.path_of(source), into, areas, media.allowed()), slots=site().data / "cleaning"
            )
        except FileNotFoundError:
            raise Refused(_("Its file is gone. Look at the item again."), 409) from None
        except Unclean as error:
            words = f"{why_not(error.code)} {_('Nothing was changed.')}"
            raise Refused(words, 409) from None
        yield replace(order, made=made, source=source)


def pictures(number: int, chosen: Iterable[str] = ()) -> tuple[KeptFile, ...]:
    """Give the pictures of an item as the form shows them: by K, each with its grid; `chosen` are what was sent."""
    sent = [one.strip() for one in chosen]
    return tuple(
        _picture(number, k, one, [it for it in sent if it.partition(":")[0] == str(k)])
        for k, one in present(number).items()
        if one["kind"] == "image"
    )


def _picture(number: int, k: int, told: Mapping[str, Any], chosen: list[str]) -> KeptFile:
    shown = keep.preview_of(told["files"])
    return KeptFile(
        id=k,
        kind="image",
        caption=told.get("caption", ""),
        alt=told.get("alt", ""),
        preview=f"desk/media/{number}/{shown['name']}",
        width=shown["width"],
        height=shown["height"],
        grid=grid(str(k), shown["width"], shown["height"], chosen),
        parts=tuple(chosen),
    )


def _areas(order: Order) -> list[Area]:
    return [part(one) for one in order.parts]


def _source(order: Order) -> str:
    number, match = order.subject.number, MEDIA(order.field)
    told = present(number) if nouns([number]) else {}
    source = keep.source_of(told.get(int(match[1]) if match else 0, {}).get("files", ()))
    if not source:
        raise Refused(_("It has no picture of that number."), 404)
    return str(source["sha256"])
