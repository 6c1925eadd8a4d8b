"""Contexts to text. A template is found by the name of its context's class and receives it as `page`.

There is one Jinja2 environment a language, so nothing has to be activated and a page is the same
bytes wherever it is rendered: by the worker, in a request, in a test.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache, partial
from gettext import NullTranslations, translation
from itertools import groupby
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from handbill.look import dates
from handbill.look.compiled import Compiled, shown
from handbill.look.contexts.doors import DeskPage
from handbill.look.contexts.parts import Comment, Item, Line, Page, Provenance, SiteView
from handbill.look.linked import linked_data
from handbill.look.measures import length, size, srcset

HERE = Path(__file__).parent
STATIC = HERE / "static"
SHORT = 4000
"""Characters of a comment that is kept rendered: 2048 of them are 10 MB."""
_NUMBER, _ADDRESS = "\ufdd0", "\ufdd1"
"""Stand for what differs between items of one import; no character of a text (Unicode, section 23.7)."""
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SECTIONS = frozenset({"newswire", "features", "topic", "place", "record", "guidelines", "about", "search"})


def render(page: Page) -> str:
    """The whole HTML of a page."""
    return _template(template_name(type(page)), page.site.language).render(page=page)


def template_name(kind: type[Page]) -> str:
    """ArticlePage -> article_page.html; pages of the desk stand in desk/."""
    return f"{'desk/' if issubclass(kind, DeskPage) else ''}{_snake(kind.__name__)}.html"


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@cache
def environment(language: str) -> Compiled:
    """The environment for a site's language, a BCP 47 tag."""
    made = Compiled(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    made.globals["_"] = _words(catalogue(language).gettext)
    made.filters["xml"] = xml_text
    made.filters["groupby_day"] = by_day
    made.globals.update(
        clock=partial(dates.clock, language),
        comment=partial(_comment, language),
        day=partial(dates.day, language),
        direction=dates.direction_of(language),
        foot=_foot,
        linked_data=linked_data,
        long=partial(dates.long, language),
        machine=dates.machine,
        masthead=_masthead,
        imported=partial(_imported, language),
        own=own_language,
        short=partial(dates.short, language),
        length=length,
        size=partial(size, language),
        srcset=srcset,
    )
    return made


def _words(looked_up: Callable[[str], str]) -> Callable[..., Markup]:
    """`_("…")` in templates as Jinja2's extension has it, but words are looked up once, not at every page: 6 % of one."""
    kept = cache(lambda words: Markup(looked_up(words)))  # noqa: S704 - words of the program, not of people
    alone = cache(lambda words: kept(words) % {})  # a sign of per cent that is written twice is one
    return lambda words, **given: kept(words) % given if given else alone(words)


def catalogue(language: str) -> NullTranslations:
    """The compiled translations, the same files that Django reads; the English of the source where there are none."""
    return translation(
        "django", localedir=str(HERE / "locale"), languages=[language.replace("-", "_")], fallback=True
    )


def own_language(item: Item | Line) -> Markup:
    """Attributes for what a person wrote: its language if it is not the site's, and a direction in any case."""
    return _own(item.language, item.direction)


@lru_cache
def _own(language: str, direction: str) -> Markup:
    if not language:
        return Markup(' dir="auto"')
    return Markup(' lang="{}" dir="{}"').format(language, direction or "auto")


def xml_text(text: str) -> Markup:
    """Text (markup too, as text) for XML 1.0, section 2.2: what may not stand there even escaped is left out."""
    return escape(str(_NOT_XML.sub("", text)))


def by_day(lines: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    """Lines in runs of the same day, in the order in which they come."""
    return [(key, list(run)) for key, run in groupby(lines, lambda it: it.at.date())]


@cache
def _template(name: str, language: str) -> Template:
    return environment(language).get_template(name)


def _masthead(page: Page) -> Markup:
    first = page.path.partition("/")[0].removesuffix(".html")
    return _chrome("masthead.html", page.site, page.root, first if first in _SECTIONS | {"index"} else "")


def _foot(page: Page) -> Markup:
    return _chrome("foot.html", page.site, page.root, "")


@lru_cache(maxsize=512)
def _chrome(name: str, site: SiteView, root: str, current: str) -> Markup:
    """What every page repeats is made once for each depth: a quarter of an article's cost otherwise."""
    return Markup(environment(site.language).get_template(name).render(site=site, root=root, current=current))  # noqa: S704 - a template's own output, escaped there


class Again:
    """Are pages made again and again? Where each is made once, what is kept of comments is only in the way."""

    kept = True


def _comment(language: str, root: str, it: Comment, article: int) -> Markup:
    """A comment in its place. A busy page is rendered again for each new one: those that stayed cost a tenth so."""
    if not Again.kept or len(it.item.html) > SHORT:
        return _render_comment(language, root, it, article)
    return _kept_comment(language, root, it, article, it.item.at.tzinfo)


@lru_cache(maxsize=2048)
def _kept_comment(language: str, root: str, it: Comment, article: int, zone: tzinfo | None) -> Markup:
    del zone  # only a part of the key: equal times of two zones read differently
    return _render_comment(language, root, it, article)


def _render_comment(language: str, root: str, it: Comment, article: int) -> Markup:
    return Markup(environment(language).module("parts.html").comment(root, it, article))  # type: ignore[attr-defined]  # noqa: S704 - a macro


def _imported(language: str, it: Provenance) -> Markup:
    """Where an item comes from. An import gives thousands the same name and minute: what they share is made once."""
    zone = it.imported.tzinfo if it.imported else None
    shared = _kept_origin(language, it.source, bool(it.number), bool(it.address), it.imported, zone)
    return Markup(shared.replace(_NUMBER, shown(it.number)).replace(_ADDRESS, shown(it.address)))  # noqa: S704 - escaped, both


@lru_cache(maxsize=64)
def _kept_origin(
    language: str, source: str, number: bool, address: bool, imported: datetime | None, zone: tzinfo | None
) -> str:
    del zone  # only a part of the key, as above
    it = Provenance(source, _NUMBER if number else "", _ADDRESS if address else "", imported)
    return str(environment(language).module("parts.html").provenance(it))  # type: ignore[attr-defined]


def forget() -> None:
    """Drop what is kept rendered: words that were destroyed must not wait in memory for the process to end."""
    _kept_comment.cache_clear()
    _kept_origin.cache_clear()
