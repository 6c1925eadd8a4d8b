"""Paragraphs as WordPress makes them when it shows a text (`wpautop` in its formatting.php): it keeps lines, not paragraphs.

What is not quite right after it, our cleaning of HTML makes right.
"""

import re
from typing import Final

_BLOCK: Final = (
    "(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p"
    "|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary)"
)
_OPENS: Final = re.compile(rf"(<{_BLOCK}[\s/>])", re.IGNORECASE)
_CLOSES: Final = re.compile(rf"(</{_BLOCK}>)", re.IGNORECASE)
_STARTS: Final = re.compile(rf"\s*</?{_BLOCK}(?=[\s/>])", re.IGNORECASE)
_ALONE: Final = re.compile(rf"(?:\s*</?{_BLOCK}(?=[\s/>])[^<>]*+>)+\s*", re.IGNORECASE)
_AFTER: Final = re.compile(rf"(</?{_BLOCK}(?=[\s/>])[^<>]*+>)\s*<br />", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol|table|tr)(?=[\s/>]))", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[A-Za-z/][^<>]*+>")
_KEPT: Final = re.compile(r"<(pre|script|style|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAKS: Final = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_MARK: Final = "\ufdd1"


def autop(text: str) -> str:
    """Give the HTML that WordPress shows of a text: blank lines part paragraphs, other ends of lines are breaks."""
    if not text.strip():
        return ""
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n{_MARK}{len(kept) - 1}{_MARK}\n\n"

    text = _KEPT.sub(put_aside, text.replace("\r\n", "\n").replace("\r", "\n").replace(_MARK, ""))
    text = _BREAKS.sub("\n\n", text)
    text = _CLOSES.sub(r"\1\n\n", _OPENS.sub(r"\n\n\1", text))
    text = _TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    text = "\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", text) if part.strip())
    text = _BEFORE.sub(r"\1", _AFTER.sub(r"\1", text))
    return re.sub(rf"{_MARK}([0-9]+){_MARK}", lambda mark: kept[int(mark[1])], text)


def _paragraph(part: str) -> str:
    part = part.strip("\n")
    if part.startswith(_MARK) or _ALONE.fullmatch(part):
        return part
    lines = [line.rstrip(" \t") for line in part.split("\n")]
    broken = "\n".join(
        [*(one if one.endswith("<br />") else f"{one}<br />" for one in lines[:-1]), lines[-1]]
    )
    return broken if _STARTS.match(part) else f"<p>{broken}</p>"
