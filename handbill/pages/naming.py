"""What lists of decisions are called."""

from datetime import date

from django.utils.translation import gettext as _

from handbill.look.contexts.parts import Link
from handbill.look.dates import month as in_words
from handbill.look.dates import short_month as in_short
from handbill.pages.moment import Moment


def heading(moment: Moment, name: str) -> str:
    """Give the heading of a list of decisions. It never changes: a guideline is named by its number alone."""
    axis, of = name.split("/")[1:] if name != "record/site" else ("site", "")
    if axis == "month":
        return _("Decisions of %(month)s") % {"month": month(moment, of)}
    if axis == "guideline":
        return _("Decisions by guideline %(number)s") % {"number": of}
    if axis == "editor":
        return _("Decisions by %(name)s") % {"name": moment.editors[int(of)]}
    return _("Decisions by the site itself")


def by_link(moment: Moment, by: str) -> Link | None:
    """Give the link of the list of who acted; None for authors, who have none."""
    if by == "author":
        return None
    name = f"record/{by.replace(':', '/')}"
    return Link(moment.by(by) or _("The site itself"), f"{name}/index.html")


def list_link(moment: Moment, name: str) -> Link:
    """Give the link of a list of decisions, titled by its heading."""
    return Link(heading(moment, name), f"{name}/index.html")


def month(moment: Moment, name: str) -> str:
    """Give a month in words."""
    return in_words(moment.site.language, date.fromisoformat(f"{name}-01"))


def short_month(moment: Moment, name: str) -> str:
    """Give a month in as few words as a table has room for."""
    return in_short(moment.site.language, date.fromisoformat(f"{name}-01"))
