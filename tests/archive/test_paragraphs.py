"""Lines of an old text: which are paragraphs, which were only wrapped."""

import textwrap

import pytest

from handbill.archive.readers.paragraphs import paragraphs

LONG = (
    "The meeting at the weir began late because the ferry did not run, and those who had walked along the river were wet. "
    "Nobody had brought the minutes of the last meeting. So the treasurer told from memory what had been decided about the "
    "pump, and three people remembered it otherwise."
)
SHORT = "After that the lights went out, and everyone who could still find their coat went home."


@pytest.mark.parametrize("width", [55, 60, 66, 72, 76, 80, 99])
def test_wrapped_text_is_one_paragraph_again(width):
    lines = [*textwrap.wrap(LONG, width), "", *textwrap.wrap(SHORT, width), "", ""]
    assert paragraphs(lines) == [LONG, SHORT]


def test_a_wrapped_text_whose_paragraphs_are_not_parted():
    lines = [*textwrap.wrap(LONG, 60), *textwrap.wrap(SHORT, 60)]  # each ends in a short line
    assert paragraphs(lines) == [LONG, SHORT]


def test_each_line_a_paragraph():
    lines = [LONG, "A line between", SHORT, "Rain fell on the weir", "Nobody had a boat"]
    assert paragraphs(lines) == lines


def test_headings_of_like_length_are_not_run_together():
    lines = [
        "Weir Meeting Ends Late After The Ferry Stops Running",
        "Treasurer Tells From Memory What Was Decided About It",
        "Three People Remember It Otherwise, And Say So Loudly",
    ]
    assert paragraphs(lines) == lines


def test_verse_and_lists_keep_their_lines():
    lines = ["rain on the weir", "rain on the roof", "and none in the tank"]
    assert paragraphs(lines) == lines
    points = [f"- {line}" for line in textwrap.wrap(LONG, 70)]
    assert paragraphs(points) == points


def test_a_word_cut_at_a_hyphen_keeps_its_break():
    text = "\n".join(textwrap.wrap(LONG, 66)).replace("because", "be-\ncause", 1).split("\n")
    assert "be-\ncause" in "\n".join(paragraphs(text))


def test_no_word_is_lost():
    lines = [*textwrap.wrap(LONG, 64), "", "https://weir.example/" + "a" * 200, "", SHORT]
    assert " ".join(paragraphs(lines)).split() == " ".join(lines).split()
    assert paragraphs(lines)[0] == LONG
