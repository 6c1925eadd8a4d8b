"""The filter: it holds what is like spam in any language, passes what is not, and forgets exactly what it is to forget."""

import dataclasses

import pytest

from handbill import settings
from handbill.guard import lessons
from handbill.guard.filter import HELD, judge, ready, score
from handbill.guard.lessons import TOTALS, counted, known
from handbill.guard.models import Lesson, Token
from handbill.guard.text import read
from handbill.limits import GUARD_READ, LESSON_WORDS, LESSONS_ENOUGH
from handbill.settings import Guard, SettingsError
from tests.cast import START
from tests.guard.lore import HONEST, SPAM, Lore, teach


def tokens(values) -> tuple[int, ...]:
    return read("article", values).tokens()


def test_it_holds_most_spam_and_no_honest_text_in_any_language(site):
    lore = Lore(3)
    sides = [(True, lore.spam), (False, lore.honest)]
    taught = [(spam, tokens(make(one))) for spam, make in sides for one in HONEST for _ in range(40)]
    counts = counted(taught)
    for language in HONEST:
        caught = sum(score(tokens(lore.spam(language)), counts) > HELD for _ in range(100))
        false = sum(score(tokens(lore.honest(language)), counts) > HELD for _ in range(100))
        assert (caught >= 90, false) == (True, 0), (language, caught, false)


def test_it_says_nothing_before_there_are_lessons_enough_of_both_kinds(site):
    lore, spam = Lore(3), Lore(4).spam()
    for number in range(1, LESSONS_ENOUGH + 1):
        lessons.teach(number, tokens(lore.spam()), START, spam=True)
        if number < LESSONS_ENOUGH:
            lessons.teach(1000 + number, tokens(lore.honest()), START, spam=False)
    assert judge(read("article", spam)).word == "pass"
    lessons.teach(999, tokens(lore.honest()), START, spam=False)
    assert judge(read("article", spam)).word == "hold"
    settings.use(dataclasses.replace(site, guard=Guard(challenge="off", spam_guideline=0)))
    assert judge(read("article", spam)).word == "pass"


def test_what_is_taken_back_leaves_nothing(site):
    teach(2)
    before = set(Token.objects.values_list())
    lessons.teach(5, tokens(Lore(9).spam("es")), START, spam=True)
    assert set(Token.objects.values_list()) != before
    lessons.teach(5, tokens(Lore(9).honest()), START, spam=False)
    lessons.forget(5)
    assert set(Token.objects.values_list()) == before
    for number in Lesson.objects.values_list("number", flat=True):
        lessons.forget(number)
    assert list(Token.objects.exclude(spam=0, fine=0)) == []
    assert not Lesson.objects.exists()


def test_only_the_newest_lessons_count_and_the_counts_are_theirs(site, monkeypatch):
    monkeypatch.setattr(lessons, "LESSONS", 4)
    teach(5)
    assert Lesson.objects.count() == 8
    kept = [(one.spam, lessons.unpacked(one.tokens)) for one in Lesson.objects.all()]
    assert {row[0]: row[1:] for row in Token.objects.values_list("token", "spam", "fine")} == counted(kept)


def test_a_text_is_held_neither_for_one_word_nor_for_its_shape(site):
    counts = counted([(True, tokens({"body": "CASINO! https://a.example"}))] * 60 + [(False, ())] * 60)
    assert ready(counts)
    told = [
        {"title": "", "body": "casino"},
        {"body": "ANOTHER CASINO ON THE QUAY? NO THANKS!! https://b.example"},
        {"body": "https://c.example"},
    ]
    assert [score(tokens(one), counts) for one in told] == [0.5] * 3


def test_a_few_words_that_only_spam_had_hold_no_text_of_those_whose_words_they_are(site):
    """Who fills spam with the words of a community must not have its honest texts held: a quarter of what is known must point to spam."""
    lore, theirs = Lore(3), ["mosque", "iftar", "ramadan", "sheikh", "quran", "prayer", "minaret", "eid"]
    taught = [(False, tokens(lore.honest())) for _ in range(60)]
    for _ in range(60):
        bought = f"{' '.join(theirs)} {SPAM['en']}"
        taught.append((True, tokens({**lore.honest(), "title": bought})))
    counts = counted(taught)
    honest = [lore.honest() for _ in range(50)]
    held = [one for one in honest if score(tokens({**one, "title": " ".join(theirs[:4])}), counts) > HELD]
    assert held == []
    assert sum(score(tokens(lore.spam()), counts) > HELD for _ in range(50)) >= 45


def test_what_is_kept_of_a_text_is_bounded_keyed_and_without_names(site):
    body = " ".join(f"word{number}" for number in range(5000)) + " https://x.example" * 90
    long = {"title": "Vane", "body": body, "byline": "Mrs Vane", "phone": "555", "email": "v@vane.example"}
    found = read("article", long)
    assert len([one for one in found.tokens() if one & 1]) == LESSON_WORDS
    assert sum(map(len, found.words)) <= GUARD_READ
    unnamed = {**long, "byline": "", "phone": "", "email": ""}
    assert read("article", unnamed).tokens() == found.tokens()
    assert TOTALS not in found.tokens()
    one = tokens({"body": "the secret word"})
    (site.secrets / "other").mkdir()
    (site.secrets / "other" / "guard").write_text("another secret")
    settings.use(dataclasses.replace(site, folder=site.secrets / "other"))
    (site.secrets / "other" / "secrets").mkdir()
    (site.secrets / "other" / "secrets" / "guard").write_text("another secret")
    assert not {token for token in one if token & 1} & set(tokens({"body": "the secret word"}))


def test_the_words_of_a_page_are_the_same_in_every_writing(site):
    told = [
        {"body": "Pastíllas BARATAS ya", "format": "text"},
        {"body": "<p>pas<b>tillas</b></p><p>bar\u200batas ya</p>", "format": "html"},
        {"body": "*pastillas* **baratas** ya", "format": "markdown"},
    ]
    assert {read("article", one).words for one in told} == {("pastillas", "baratas", "ya")}
    assert read("article", {"body": "赌场"}).words == ("赌", "场")


def test_counts_that_are_asked_for_are_those_that_are_there(site):
    teach(1)
    some = tokens(Lore(1).spam("en"))
    counts = known([TOTALS, *some])
    assert counts[TOTALS] == (len(SPAM), len(HONEST))
    assert {token: counts[token] for token in counts if token} == {
        row.token: (row.spam, row.fine) for row in Token.objects.filter(token__in=some)
    }


@pytest.mark.parametrize("wrong", ["1000000", "-1", "four"])
def test_a_guideline_that_cannot_be_is_named(site, wrong):
    with pytest.raises(SettingsError, match="spam_guideline"):
        settings.load(site.folder, {"HANDBILL_GUARD_SPAM_GUIDELINE": wrong})
