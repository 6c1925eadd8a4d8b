"""JSON-LD for an article (schema.org NewsArticle), as a data block that no browser runs."""

import json

from markupsafe import Markup

from handbill.look.contexts.pages import ArticlePage
from handbill.look.dates import machine

_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def linked_data(page: ArticlePage) -> Markup:
    """The text of the script element. It never holds a "<", so nothing that people wrote can end the element."""
    item, site = page.article, page.site
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "inLanguage": item.language or site.language,
        "mainEntityOfPage": site.address + page.path,
        "publisher": {"@type": "Organization", "name": site.name, "url": site.address},
        "commentCount": page.total,
    }
    if item.dated:
        data["datePublished"] = machine(item.at, timed=item.timed)
    if item.revised_at:
        data["dateModified"] = machine(item.revised_at)
    if item.summary:
        data["description"] = item.summary
    if item.byline:
        data["author"] = {"@type": "Person", "name": item.byline}
    if page.translations:
        for name, original in (("workTranslation", False), ("translationOfWork", True)):
            linked = [
                {"@type": "NewsArticle", "@id": site.address + it.href, "inLanguage": it.language}
                for it in page.translations
                if it.original is original
            ]
            if linked:
                data[name] = linked
    words = _dump(data).translate(_ESCAPES)
    return Markup(words)  # noqa: S704 - JSON in which every sign that HTML could read is escaped
