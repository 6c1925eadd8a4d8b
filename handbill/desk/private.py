"""What editors alone see of an item: proposals to redact it, and legal demands about it."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from handbill.desk import demands as legal
from handbill.look import dates
from handbill.look.contexts.doors import Demand, Proposed
from handbill.newswire.demand import Demand as DemandRow
from handbill.newswire.editor import Editor
from handbill.newswire.proposal import Proposal
from handbill.pages.decisions import field_words
from handbill.settings import site


def proposals(numbers: Sequence[int]) -> dict[int, list[Proposed]]:
    """Give the open proposals to redact these items, by number, the oldest first."""
    found: dict[int, list[Proposed]] = defaultdict(list)
    rows = list(Proposal.objects.filter(number__in=numbers, done_at=None).order_by("id"))
    names = dict(Editor.objects.values_list("number", "name")) if rows else {}
    for row in rows:
        found[row.number].append(
            Proposed(
                by=names.get(int(row.by.removeprefix("editor:")), ""),
                at=dates.short(site().language, row.at.astimezone(site().zone)),
                field=row.field,
                words=_("the field “%(field)s”") % {"field": field_words(row.field)}
                if row.field
                else _("all of it"),
                guideline=row.guideline,
                reason=row.reason,
                demand=row.demand,
                demanded=row.demanded,
            )
        )
    return found


def demands(numbers: Sequence[int]) -> dict[int, list[Demand]]:
    """Give the open legal demands about these items, by number, the oldest first."""
    found: dict[int, list[Demand]] = defaultdict(list)
    for row in DemandRow.objects.filter(number__in=numbers, done_at=None).order_by("received", "id"):
        found[row.number].append(Demand(row.text, row.sender, row.received.isoformat(), legal.clock(row)))
    return found
