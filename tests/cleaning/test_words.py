"""Words are the same, however they are written; a script without spaces is found by its characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill.cleaning.words import LONGEST, fold, folded, pairs, terms, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Año", "ano"),
        ("RÍO", "rio"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Œuvre", "oeuvre"),
        ("İstanbul", "istanbul"),
        ("fi" + "\ufb01", "fifi"),
        ("\uff11\uff12", "12"),
        ("ёлка", "елка"),
        ("الْعَرَبِيَّة", "العربية"),
        ("हिन्दी", "हिन्दी"),
        ("Tiếng", "tieng"),
    ],
)
def test_case_and_accents_do_not_matter(written: str, folded: str) -> None:
    for form in ("NFC", "NFD"):
        assert [word.folded for word in words(unicodedata.normalize(form, written))] == [
            unicodedata.normalize("NFKC", folded)
        ]


def test_a_word_ends_where_letters_and_digits_end() -> None:
    assert [word.folded for word in words("Mill-Street, n.º 9_b: don't!")] == [
        "mill", "street", "n", "o", "9", "b", "don", "t",
    ]  # fmt: skip


def test_a_script_without_spaces_is_found_by_characters_and_pairs() -> None:
    assert terms("河水、上漲 now").keys() == {"河", "水", "上", "漲", "河水", "上漲", "now"}
    assert "水上" not in terms("河水、上漲"), "a comma stands between"
    assert terms("ไฟ").keys() == {"ไ", "ฟ", "ไฟ"}


def test_a_word_without_end_is_cut() -> None:
    assert terms("x" * 500).keys() == {"x" * LONGEST}


def test_ascii_has_a_way_of_its_own_to_the_same() -> None:
    every = "".join(map(chr, range(128)))
    assert every.isascii()
    assert terms(every + " " + every).keys() == {word.folded for word in words(every)}
    assert not terms(" \n")


@given(st.text())
def test_a_short_way_gives_the_same(text: str) -> None:
    """What a text is found by has every word of it, as a question would have them; where it stands is where it stood."""
    found = list(words(text))
    assert {word.folded for word in found} <= terms(text).keys()
    assert terms(text).keys() - set(pairs(found)) <= {word.folded for word in found}
    for word in found:
        assert fold(text[word.start : word.end])[:LONGEST] == word.folded
        assert " " not in word.folded
        assert "'" not in word.folded
        assert '"' not in word.folded


def test_the_words_of_a_folded_text_are_those_of_the_text_folded() -> None:
    for text in (
        "Año Nuevo: ¡RÍO, río!",
        "Straße — Łódź",
        "水路 a水",
        "हिन्दी में",
        "الْعَرَبِيَّة",
        "one_two don't x-y",
        "",
    ):
        assert folded(text) == [word.folded for word in words(text)], text
