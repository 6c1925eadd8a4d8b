import time

import pytest

from handbill.pages.versions import STEPS, Work, difference

SENTENCE = "By seven the water stood a hand deep in four cellars between the bakery and the old dye works. "


def told(changes):
    return [[(kind, text) for kind, text in row.parts] for row in changes]


def test_a_changed_word_is_shown_among_those_that_stayed():
    assert told(difference("The rent is 4 marks.\nIt rains.", "The rent is 5 marks.\nIt rains.", Work())) == [
        [("same", "The rent is "), ("gone", "4"), ("new", "5"), ("same", " marks.")]
    ]


def test_a_long_text_with_a_change_here_and_there_is_compared_by_words():
    lines = [SENTENCE * 3 + str(number) for number in range(150)]
    after = [
        line.replace("water", "river") if number % 40 == 7 else line for number, line in enumerate(lines)
    ]
    rows = told(difference("\n".join(lines), "\n".join(after), Work()))
    assert len(rows) == 4
    assert all([kind for kind, _text in row].count("gone") == 3 for row in rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n" * 15_000, "a\nc\n" * 15_000),
        (
            " ".join(f"w{number % 150}" for number in range(12_000)),
            " ".join(f"w{number * 7 % 150}" for number in range(12_000)),
        ),
        ("a " * 30_000, "b a " * 15_000),
        ("\n" * 60_000, "x\n" * 30_000),
    ],
)
def test_texts_made_to_be_slow_are_shown_whole(before, after):
    work = Work()
    began = time.process_time()
    rows = told(difference(before, after, work))
    assert 0 <= work.left <= STEPS
    assert time.process_time() - began < 20  # it took days
    assert "".join(text for row in rows for kind, text in row if kind != "new").strip() in before


def test_one_page_has_one_measure_of_work():
    work = Work(1000)
    assert work.allows(600)
    assert not work.allows(600)
    assert work.allows(400)


def test_changes_with_nothing_but_spaces_between_them_are_one():
    rows = told(
        difference("Ask the ferrywoman. Call before six.", "Ask the ferrywoman, phone 01 999.", Work())
    )
    assert rows == [
        [("same", "Ask the "), ("gone", "ferrywoman. Call before six."), ("new", "ferrywoman, phone 01 999.")]
    ]
