"""An author's amendments, when an item moves house: they become the end of its text, as nobody here holds its receipt."""

from typing import Any

from handbill.cleaning import markdown
from handbill.record.format.plain import to_html


def merged(raw: dict[str, Any], extra: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Give what was written with its amendments below it: in its own format where all have that, else in HTML."""
    parts = [raw, *extra]
    formats = {part.get("format") or "text" for part in parts}
    if len(parts) == 1 or not all(isinstance(part.get("body"), str) for part in parts):
        return raw
    if formats <= {"text"} or formats <= {"markdown"}:
        return {**raw, "body": "\n\n".join(part["body"] for part in parts)}
    return {**raw, "format": "html", "body": "\n<hr>\n".join(_shown(part) for part in parts)}


def _shown(part: dict[str, Any]) -> str:
    """Give what was written as HTML; it is cleaned with the rest of the item's fields."""
    body: str = part["body"]
    match part.get("format"):
        case "html":
            return body
        case "markdown":
            return markdown.to_html(body)
    return to_html(body)
