import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill.cleaning.html import TooLargeError, clean
from handbill.cleaning.markdown import to_html
from tests.cleaning.parsed import assert_allowed

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One *two* **three** `four`", "<p>One <em>two</em> <strong>three</strong> <code>four</code></p>"),
        ("# a\n\n## b\n\n### c\n\n###### d", "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h4>d</h4>"),
        ("## a", "<h2>a</h2>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("- a\n- b\n\n3. c", '<ul><li>a</li>\n<li>b</li></ul>\n<ol start="3"><li>c</li></ol>'),
        ("> a\n>\n> b", "<blockquote><p>a</p>\n<p>b</p></blockquote>"),
        ("    code <b>\n", "<pre><code>code &lt;b&gt;\n</code></pre>"),
        (
            "|a|b|\n|-|:-:|\n|1|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody><tr><td>1</td><td></td></tr></tbody></table>",
        ),
        ("a <b>c</b> <script>d</script>", "<p>a &lt;b&gt;c&lt;/b&gt; &lt;script&gt;d&lt;/script&gt;</p>"),
        ('[x](http://a.example/ "t")', f'<p><a href="http://a.example/" {REL} title="t">x</a></p>'),
        ("[x](/relative) [y](javascript:alert(1))", "<p>x [y](javascript:alert(1))</p>"),
        ("![a *b*](http://a.example/p.png)", f'<p><a href="http://a.example/p.png" {REL}>a b</a></p>'),
        (
            "![](http://a.example/p.png)",
            f'<p><a href="http://a.example/p.png" {REL}>http://a.example/p.png</a></p>',
        ),
        (
            "[![i](http://a.example/p.png)](http://b.example/)",
            f'<p><a href="http://b.example/" {REL}>i</a></p>',
        ),
        ("http://a.example", "<p>http://a.example</p>"),
        ("<http://a.example>", f'<p><a href="http://a.example" {REL}>http://a.example</a></p>'),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("", ""),
    ],
)
def test_markdown(text: str, shown: str) -> None:
    assert to_html(text) == shown


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"[]()!*_~`|-#>&<\\:.1a \t\n", "\n\n", "http://a.example", "    ", "|-|"]),
        max_size=60,
    ).map("".join)
)
def test_whatever_is_written(text: str) -> None:
    shown = to_html(text)
    assert_allowed(shown)
    assert clean(shown) == shown


@pytest.mark.parametrize(
    ("bomb", "words"),
    [
        ("|" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|\n" * 3_000, "columns"),
        (("|" * 90 + "\n" + "|-" * 89 + "|\n" + "|\n" * 90 + "\n") * 20, "cells"),
        (("> " + "|" * 90 + "\n> " + "|-" * 89 + "|\n" + "> |\n" * 90 + "\n") * 20, "cells"),
        ("[a]: http://a.example/" + "b" * 30_000 + "\n\n" + "[a] " * 7_000, "kB"),
        ("<" * 200_000, "kB"),
    ],
    ids=["wide table", "many tables", "quoted tables", "one address many times", "escapes"],
)
def test_bombs_are_refused_before_they_are_built(bomb: str, words: str) -> None:
    began = time.process_time()
    with pytest.raises(TooLargeError, match=words):
        to_html(bomb)
    assert time.process_time() - began < 2


def test_an_honest_table_passes() -> None:
    rows = 2_000
    text = "|year|name|much|\n|-|-|-|\n" + "|2026|rent|1|\n" * rows
    assert to_html(text).count("<td>") == 3 * rows


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 60_000,
        "![" * 30_000,
        ">" * 60_000,
        "*a " * 20_000,
        "**x" * 20_000,
        "- a\n" * 15_000,
        "#\n" * 30_000,
        "*_" * 30_000,
        "[a](" * 15_000,
        "<!" * 30_000,
        "- " * 30_000,
        "`" * 60_000,
        "a\\\n" * 20_000,
        "&amp" * 12_000,
    ],
    ids=lambda bomb: bomb[:5],
)
def test_sixty_kilobytes_of_anything_are_bearable(bomb: str) -> None:
    began = time.process_time()
    to_html(bomb)
    assert time.process_time() - began < 5
