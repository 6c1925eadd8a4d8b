import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill.cleaning.text import many_lines, one_line
from handbill.limits import MARK_RUN

# Characters that combine, turn, hide or break, more often than chance would bring them.
HARD = st.sampled_from(
    "\0\t\n\r\v\f\x85\u2028\u200b\u200e\u202a\u202e\u2066\u2067\u2069\ufeff\ufffe\ud800\udc00\u0338\u0301e=> "
)
TEXTS = st.text(st.one_of(HARD, st.characters()))


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)


@given(TEXTS)
def test_what_leaves_can_be_stored_signed_and_shown(text: str) -> None:
    for cleaned in (one_line(text), many_lines(text)):
        cleaned.encode()
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not [
            sign for sign in cleaned if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"
        ]
        assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\ufeff\ufffe\uffff")
    assert not set(one_line(text)) & set("\n\t")


@pytest.mark.parametrize(
    ("given_text", "line"),
    [
        ("  Rent \t meeting\r\ntonight ", "Rent meeting tonight"),
        ("a\0b\x1bc\x7fd\x9fe", "abcde"),
        ("cafe\u0301", "caf\u00e9"),
        ("\ud83d\ude00 x \ud800", "x"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\u2067\u05d0\u2069 x", "\u2067\u05d0\u2069 x"),
        ("\u2067\u05d0 x", "\u05d0 x"),
        ("\u2069\u2067", ""),
        ("x\u200f!", "x\u200f!"),
        ("\ufeffx\ufdd0\U0001ffff", "x"),
        ("\u200b\u2060\u3164", ""),
        ("\u00ab\u202fx\u00a0\u00bb", "\u00ab\u202fx\u00a0\u00bb"),
    ],
)
def test_one_line(given_text: str, line: str) -> None:
    assert one_line(given_text) == line


@pytest.mark.parametrize(
    ("given_text", "lines"),
    [
        ("\r\n  \n    code\r\n\r\ntext  \n\n", "    code\n\ntext"),
        ("a\rb\u2028c\x0bd", "a\nb\nc\nd"),
        ("a\tb", "a\tb"),
        ("\u2067a\nb\u2069", "a\nb"),
        (" \n\t", ""),
    ],
)
def test_many_lines(given_text: str, lines: str) -> None:
    assert many_lines(given_text) == lines


def test_marks_on_one_letter_are_cut() -> None:
    assert one_line("x" + "\u0300\u0315" * 500) == "x" + "\u0300" * (MARK_RUN // 2) + "\u0315" * (
        MARK_RUN // 2
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "x" * 1_000_000,
        "\u0315\u0300" * 500_000,
        "\u0f73" * 1_000_000,
        "\u2066" * 1_000_000,
        "\u2066\n" * 500_000,
        "\ud800" * 1_000_000,
        " " * 1_000_000,
        "\u200b" * 1_000_000,
        "\u00e9 " * 500_000,
    ],
    ids=[
        "letters",
        "marks",
        "marks that decompose",
        "isolates",
        "lines of isolates",
        "surrogates",
        "spaces",
        "unseen",
        "accents",
    ],
)
def test_a_million_characters_are_cheap(bomb: str) -> None:
    began = time.process_time()
    json.dumps(one_line(bomb) + many_lines(bomb))
    assert time.process_time() - began < 3
