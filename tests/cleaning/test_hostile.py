"""Every way in which a vector can reach a page ends in allow-listed elements, attributes and schemes."""

import json
import unicodedata
from functools import cache
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill.cleaning.allowed import ELEMENTS, INLINE
from handbill.cleaning.html import clean
from handbill.cleaning.links import email, homepage
from handbill.cleaning.markdown import to_html
from handbill.cleaning.text import many_lines, one_line
from handbill.record.format import plain
from tests.cleaning.parsed import assert_allowed, by_html5lib, by_us, text_of
from tests.corpora import corpus


@cache
def vectors() -> list[str]:
    lines = (corpus("xss") / "vectors.jsonl").read_text(encoding="utf-8").strip().split("\n")
    return [json.loads(line)["input"] for line in lines]


def test_there_are_vectors() -> None:
    assert len(vectors()) > 3000


def test_as_html() -> None:
    for vector in vectors():
        cleaned = clean(vector)
        assert_allowed(cleaned)
        assert clean(cleaned) == cleaned
        assert by_html5lib(cleaned) == by_us(cleaned)


@pytest.mark.parametrize(
    "before", ["", "<table>", "<svg>", "<math><mtext>", "<select>", "<p><b>", "<title>", "<!--", "<a title='"]
)
def test_as_html_behind_something_that_changes_how_it_is_read(before: str) -> None:
    for vector in vectors():
        assert_allowed(clean(before + vector + "</table></svg></math>--><p>x"))


def test_scripts_and_styles_leave_no_text() -> None:
    for vector in vectors():
        inside = vector.replace("</", "").replace("<!--", "")
        assert clean(f"<script>{inside}</script>") == ""
        assert clean(f"<style>{inside}</style>") == ""


def test_as_markdown() -> None:
    for vector in vectors():
        shown = to_html(vector)
        assert_allowed(shown)
        assert clean(shown) == shown


def test_as_plain_text() -> None:
    for vector in vectors():
        shown = plain.to_html(many_lines(vector))
        assert_allowed(shown)
        assert {event[0] for event in by_html5lib(shown) if isinstance(event, tuple)} <= {"p", "br", "a"}


def test_as_one_line() -> None:
    for vector in vectors():
        line = one_line(vector)
        assert "\n" not in line
        assert text_of(escape(line)) == line


def test_as_a_homepage_or_an_address() -> None:
    for vector in vectors():
        if (address := homepage(one_line(vector))) is not None:
            assert_allowed(clean(f'<a href="{escape(address)}">x</a>'))
            assert address.startswith(("http://", "https://"))
        assert [event[0] for event in by_html5lib(email(one_line(vector))) if isinstance(event, tuple)] == [
            "bdi"
        ]


# Pieces of which strangers' HTML is made, and of which the hardest trees grow.
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' title="a"',
        ' href="http://a.example/"',
        " href=//x",
        " lang=ar dir=rtl",
        " colspan=2",
        " rowspan=2",
        " datetime=2026",
        " start=1",
    ]
)
STARTS = st.builds(
    "<{}{}>".format, st.sampled_from(sorted(ELEMENTS | {"div", "span", "h1", "svg", "math"})), ATTRIBUTES
)
ENDS = st.builds("</{}>".format, st.sampled_from(sorted(ELEMENTS | {"div"})))
TEXT = st.sampled_from(
    ["word ", " ", "\n", "&nbsp;", "\u0338", "\u2067\u05d0", "&lt;b>", "2026-01-02", "<", "<!--", "--"]
) | st.text(max_size=3)


@settings(max_examples=400, deadline=None)
@given(st.lists(STARTS | STARTS | ENDS | TEXT, max_size=40).map("".join))
def test_whatever_is_written(fragment: str) -> None:
    cleaned = clean(fragment)
    assert clean(cleaned) == cleaned
    assert many_lines(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert_allowed(cleaned)
    assert by_html5lib(cleaned) == by_us(cleaned)
    _assert_nested(cleaned)


LINE = INLINE - {"rt", "rp"}
FLOW = LINE | frozenset(
    {"p", "hr", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol", "dl", "table", "figure"}
)
HOLDS = {
    "div": FLOW, "blockquote": FLOW, "li": FLOW, "dd": FLOW, "td": FLOW, "figcaption": FLOW,
    "figure": FLOW | {"figcaption"}, "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}, "table": {"caption", "thead", "tbody", "tfoot"},
    "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "tr": {"td", "th"}, "ruby": LINE | {"rt", "rp"},
}  # fmt: skip


def _assert_nested(fragment: str) -> None:
    """Hold what each element may hold; all others hold a line."""
    path = ["div"]
    for event in by_html5lib(fragment):
        if isinstance(event, tuple):
            name, attributes = event
            assert name in HOLDS.get(path[-1], LINE)
            assert not (name in ("a", "dfn", "ruby") and name in path)
            assert name != "a" or "href" in attributes
            path.append(name)
        elif event.startswith("/"):
            path.pop()
        elif path[-1] in ("ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "div"):
            assert not event[1:].strip()
