"""A comment that JSON-LD says, in the fields of a form."""

from html import unescape
from typing import Any

from handbill.archive.readers.saved import names
from handbill.archive.readers.saved.days import date_in


def comment(told: dict[str, Any]) -> dict[str, Any]:
    """Give a comment that JSON-LD says."""
    author = told.get("author")
    body = told.get("text") or told.get("description")
    if not isinstance(body, str) or not body.strip():
        return {}
    by = author.get("name") if isinstance(author, dict) else author
    raw = {
        "body": unescape(body),
        "format": "text",
        "byline": names.byline(by) if isinstance(by, str) else "",
        "date": date_in(str(told.get("dateCreated") or told.get("datePublished") or "")),
    }
    return {name: value for name, value in raw.items() if isinstance(value, str) and value}
