"""Who else has a copy of the whole site, and how far each was when it was asked: record/mirrors.html."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handbill.look.contexts.pages import MirrorsPage
from handbill.look.contexts.parts import MirrorLine
from handbill.look.environment import render
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import root_of
from handbill.record.models import Mirror

WORDS = {
    "unknown_host": gettext_noop("Its name was not found."),
    "private_address": gettext_noop("Its name leads to a machine that is not on the public internet."),
    "refused": gettext_noop("Nobody answered there."),
    "timed_out": gettext_noop("It did not answer in time."),
    "bad_certificate": gettext_noop("Its certificate does not hold."),
    "too_large": gettext_noop("What it sent is too long for a checkpoint."),
    "moved_away": gettext_noop("It sends to another address."),
    "broken_off": gettext_noop("Its answer broke off."),
    "": gettext_noop("It answered with an error."),
    "not_there": gettext_noop("It has no record/checkpoint."),
    "not_ours": gettext_noop("Its checkpoint is not signed by the key of this record."),
    "larger": gettext_noop(
        "Its checkpoint is signed by the key of this record, and has more entries than this record."
    ),
    "another_history": gettext_noop(
        "Its checkpoint is signed by the key of this record, and shows another history than this record."
    ),
}
"""What a word of the worker means. The last two are about this site: it may have taken something back."""


def mirrors(moment: Moment) -> Iterator[tuple[str, str]]:
    """Render the page. It changes when a mirror was asked, and depends on no clock."""
    rows = {row.address: row for row in Mirror.objects.using(USING).all()}
    path = "record/mirrors.html"
    yield (
        path,
        render(
            MirrorsPage(
                site=moment.view,
                root=root_of(path),
                path=path,
                title=_("Mirrors"),
                mirrors=tuple(
                    _line(moment, rows.get(address) or Mirror(address=address))
                    for address in moment.site.record.mirrors
                ),
            )
        ),
    )


def _line(moment: Moment, row: Mirror) -> MirrorLine:
    return MirrorLine(
        href=row.address,
        size=row.size,
        behind=row.of - row.size,
        at=moment.local(row.at) if row.at else None,
        asked=moment.local(row.asked_at) if row.asked_at else None,
        trouble=_(WORDS.get(row.trouble, WORDS[""])) if row.trouble else "",
    )
