"""What stands around the articles of a source: guidelines, the about page, topics, places.

A site that has no article or comment yet takes over all of it. One that lives keeps its own guidelines and pages; only a
topic or place that an article names, and that is not here yet, comes along with it.
"""

from typing import Any, Final

from django.utils.translation import gettext as _

from handbill.actions.act import Act, Refused
from handbill.actions.fields import AXES
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.archive.check import Note
from handbill.archive.sources import Guideline, Page
from handbill.cleaning.language import language
from handbill.cleaning.text import many_lines, one_line
from handbill.limits import LANGUAGES, PAGE_TEXT, PAGE_TITLE
from handbill.newswire.counter import Counter
from handbill.newswire.guideline import Guideline as GuidelineHere
from handbill.newswire.guideline import Translations
from handbill.newswire.sitepage import SitePage, known
from handbill.settings import site

_NAMES: Final = 100  # topics or places of an article that are looked at; no more fit than AXES says
_SHOWN: Final = 60  # characters of a name in the report


class Furniture:
    """The guidelines and pages of one source."""

    def __init__(self) -> None:
        self.fresh = not Counter.objects.filter(last__gt=0).exists()
        self.pages: dict[str, tuple[str, str]] = {}
        self.guidelines: dict[int, tuple[str, str]] = {}

    def guideline(self, said: Guideline, note: Note) -> None:
        """Keep in mind a guideline of the source; a fresh site takes it over."""
        title, text = one_line(said.title), many_lines(said.text)
        if not _fits(title, text) or not text:
            note(said.place, _("a guideline without title or text, or too long"))
            return
        self.guidelines[said.number] = (title, text)
        if not self.fresh:
            return
        further = _further(said, note)
        here = GuidelineHere.objects.filter(number=said.number).first()
        if here is None or (here.title, here.text, here.translated()) != (title, text, further):
            set_guidelines(Act.site(), said.number if here else None, title, text, further)

    def page(self, said: Page, note: Note) -> None:
        """Keep in mind a page of the source; a fresh site takes it over."""
        name, title, text = said.page, one_line(said.title), many_lines(said.text)
        if not _fits(title, text):
            note(said.place, _("a page without a title, or too long"))
            return
        self.pages[name] = (title, text)
        same = SitePage.objects.filter(name=name, title=title, text=text).exists()
        if self.fresh and not same:
            self._set(name, Act.site(), said.place, note)

    def provide(self, raw: dict[str, Any], act: Act, place: str, note: Note) -> None:
        """See to it that the topics and places of an article are here, and take those away that cannot be."""
        for name, (axis, _limit) in AXES.items():
            given = raw.get(name)
            if not isinstance(given, list):
                continue
            here = known(axis, [one for one in given if isinstance(one, str)][:_NAMES])
            raw[name] = []
            for one in given:
                page = f"{axis}/{one}"
                if one in here or (page in self.pages and self._set(page, act, place, note)):
                    raw[name].append(one)
                elif page not in self.pages:
                    what = _("%(name)s was left out: there is no such topic or place here")
                    note(place, what % {"name": one_line(page)[:_SHOWN]})

    def same_guideline(self, number: int | None) -> int | None:
        """Give the number of a guideline of the source if the one with that number says the same here, else None."""
        said = self.guidelines.get(number) if number else None
        if number is None or said is None:
            return None
        here = GuidelineHere.objects.filter(number=number, title=said[0], text=said[1])
        return number if here.exists() else None

    def _set(self, name: str, act: Act, place: str, note: Note) -> bool:
        title, text = self.pages[name]
        try:
            set_page(act, name, title, text)
        except Refused as refused:
            note(place, f"{one_line(name)[:_SHOWN]}: {refused}")
            return False
        return True


def _fits(title: str, text: str) -> bool:
    return 0 < len(title) <= PAGE_TITLE and len(text.encode()) <= PAGE_TEXT


def _further(said: Guideline, note: Note) -> Translations:
    """Give the guideline in further languages; what cannot be is left out."""
    found: dict[str, tuple[str, str]] = {}
    own = language(site().language)
    for given, *words in said.translations:
        tag, title, text = language(given), one_line(words[0]), many_lines(words[1])
        free = tag not in {own, *found} and len(found) < LANGUAGES
        if tag and free and text and _fits(title, text):
            found[tag] = (title, text)
        else:
            what = _(
                "the guideline in %(language)s was left out: without title or text, too long, or no further language"
            )
            note(said.place, what % {"language": one_line(given)[:_SHOWN]})
    return found
