"""Limits on what a text may become: tags inside tags, tables, HTML. Sent as an article is, or imported where a body may be that large."""

from collections.abc import Callable

from handbill.cleaning.html import TooLargeError, clean
from handbill.cleaning.soup import TooDeepError, soup
from tests.intake.door import Answer, Door
from tests.limits.doors import THOUSAND, article, these, three, value


def of_markup(door: Door) -> list[str]:
    def html(size: int) -> Answer:
        return article(door, format="html", body="<b>" * size + "x")

    def columns(size: int) -> Answer:
        return article(door, format="markdown", body=f"|{'a|' * size}\n|{'-|' * size}\n")

    def cells(size: int) -> Answer:
        rows, odd = divmod(size, _WIDE)
        body = "|" * _WIDE + "a\n" + "|-" * _WIDE + "|\n" + "|\n" * (rows + bool(odd) - 2)
        return article(door, format="markdown", body=body)

    wrong = three("tag_depth", html, sign=3) + three("table_columns", columns, sign=4)
    return wrong + three("table_cells", cells)


_WIDE = 80


def of_work() -> list[str]:
    """What a parser would pay, to the tag, and what it becomes, to the byte. A thousand times that would be 400 MB, so it is ten times."""

    def tags(work: int) -> str:
        open_ones = 124  # opening them is 7,750 of it, and each line break 125 more
        rest = work - open_ones * (open_ones + 1) // 2
        return "<b>" * open_ones + "<br>" * -(-rest // (open_ones + 1))

    work = value("tag_work")
    done = [_told(soup, tags(size)) for size in (work, work + 1, work * THOUSAND)]
    wrong = these("tag_work", done, ["", *[TooDeepError.__name__] * 2])
    html = value("html")
    around = len("<p></p>")
    done = [_told(clean, "x" * (size - around)) for size in (html, html + 1, 10 * html)]
    return wrong + these("html", done, ["", *[TooLargeError.__name__] * 2])


def _told(do: Callable[[str], object], text: str) -> str:
    try:
        do(text)
    except ValueError as error:
        return type(error).__name__
    return ""
