"""What the form that finds items offers to choose from."""

from django.utils.translation import gettext as _

from handbill.desk.place import Place
from handbill.look.contexts.desk import Finding
from handbill.look.contexts.parts import Link
from handbill.newswire.editor import Editor
from handbill.newswire.sitepage import GENRES, names


def finding_form(place: Place, down_to: int) -> Finding:
    """Give the form as it was filled in. `down_to`: the last number that was looked at."""
    words = {
        "listed": _("listed"),
        "slow": _("slow"),
        "held": _("held"),
        "hidden": _("hidden"),
        "withdrawn": _("withdrawn"),
        "redacted": _("redacted"),
    }
    genres = names("genre")
    people = Editor.objects.order_by("number").values_list("number", "name")
    return Finding(
        values=place.wanted,
        states=_links(words),
        topics=_links(names("topic")),
        places=_links(names("place")),
        genres=_links({name: genres.get(name, name) for name in GENRES}),
        editors=_links(
            {"site": _("The site itself")} | {f"editor:{number}": name for number, name in people}
        ),
        down_to=down_to,
    )


def _links(words: dict[str, str]) -> tuple[Link, ...]:
    return tuple(Link(title, "", name) for name, title in words.items())
