"""`handbill guard evaluate`: what it says is what the filter would have done."""

import pytest
from click.testing import CliRunner

from handbill.cli import main
from handbill.commands import guard
from handbill.commands.shared import late
from handbill.guard import lessons
from handbill.guard.models import Lesson, Token
from handbill.guard.text import read
from tests.cast import START
from tests.guard.lore import Lore, teach


@pytest.fixture
def said(site, monkeypatch):
    """The command, in this process, which has its site already."""
    monkeypatch.setattr(guard, "after_boot", lambda _folder, name: late(name))

    def lines() -> list[str]:
        done = CliRunner().invoke(main, ["guard", "evaluate", str(site.folder)])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()

    return lines


def test_it_is_taught_with_the_older_four_fifths_and_tried_on_the_newest(said):
    teach(20)  # in three languages
    lore = Lore(8)
    for number in range(1, 21):  # what is spam, and was let through: each of them a false hold
        lessons.teach(number, read("article", lore.spam()).tokens(), START, spam=False)
    for number in range(21, 31):
        lessons.teach(number, read("article", lore.spam()).tokens(), START, spam=True)
    before = list(Token.objects.values_list()), Lesson.objects.count()
    assert said() == [
        "lessons: 70 of spam, 80 of what is none",
        "taught: 60 of spam, 60 of what is none",
        "false holds: 20 of 20 that are no spam",
        "  items " + ", ".join(map(str, range(1, 21))),
        "caught: 10 of 10 that are spam",
    ]
    assert (list(Token.objects.values_list()), Lesson.objects.count()) == before


def test_with_too_few_it_says_how_many_there_are(said):
    teach(17)
    assert said() == [
        "lessons: 51 of spam, 51 of what is none",
        "too few to try: the older four fifths are 41 of spam and 40 of what is none, and below 50 of each the filter says nothing",
    ]
