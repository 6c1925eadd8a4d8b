"""Markdown from strangers to clean HTML: CommonMark 0.31 with the tables and the strikethrough of GitHub's flavour.

HTML inside Markdown is text. Headings begin below the page's own: `#` is h2, `###` and deeper are h4. A picture becomes a
link to it, as pages load nothing from elsewhere. The result has passed `html.clean`; what could make much of little (tables
that fill up their rows, one long address used many times) is counted before it is built.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handbill.cleaning.html import TooLargeError, clean
from handbill.cleaning.text import many_lines
from handbill.limits import HTML, TABLE_CELLS, TABLE_COLUMNS

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_RULE: Final = re.compile(r"^(?=[^\n]*-)[ \t>*+\d.)|:-]+$", re.MULTILINE)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*(?:\n|\Z)")
_LOWEST: Final = 4


def to_html(text: str) -> str:
    """Give the clean HTML of a Markdown text.

    Raises:
        TooLargeError: its tables are wider than `TABLE_COLUMNS` or have more than `TABLE_CELLS` cells in all, or the
            result would be larger than `HTML` bytes.
        TooDeepError: as `clean`.

    """
    text = many_lines(text)
    _check_tables(text)
    tokens = _PARSER.parse(text)
    room = HTML
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 1, _LOWEST)}"
        if token.children:
            token.children = _without_pictures(token.children)
            room -= sum(len(str(value)) for child in token.children for value in child.attrs.values())
    if room < 0:
        raise TooLargeError(f"The addresses in this text make more than {HTML // 1000} kB of HTML.")
    return clean(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _check_tables(text: str) -> None:
    """Count the cells that tables would have: the columns of each rule, times the lines until the next blank one."""
    cells = 0
    for rule in _RULE.finditer(text):
        columns = rule[0].strip(" \t>*+|").count("|") + 1
        if columns > TABLE_COLUMNS:
            raise TooLargeError(f"This text has a table of more than {TABLE_COLUMNS} columns.")
        if columns > 1:
            blank = _BLANK_LINE.search(text, rule.end())
            cells += columns * (2 + text.count("\n", rule.end(), blank.start() if blank else len(text)))
        if cells > TABLE_CELLS:
            raise TooLargeError(f"This text has tables of more than {TABLE_CELLS} cells.")


def _without_pictures(tokens: list[Token]) -> list[Token]:
    """Give the parts of a line with links in the place of pictures; inside a link, the words for the picture alone."""
    out: list[Token] = []
    links = 0
    for token in tokens:
        links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "image":
            out.append(token)
            continue
        address = str(token.attrs.get("src", ""))
        words = Token("text", "", 0, content=_words(token.children or []) or address)
        if links:
            out.append(words)
        else:
            title = {key: value for key, value in token.attrs.items() if key == "title"}
            out += [
                Token("link_open", "a", 1, attrs={"href": address, **title}),
                words,
                Token("link_close", "a", -1),
            ]
    return out


def _words(tokens: list[Token]) -> str:
    """Give the words that stand for a picture."""
    words = [
        _words(token.children) if token.children else " " if "break" in token.type else token.content
        for token in tokens
    ]
    return "".join(words).strip()
