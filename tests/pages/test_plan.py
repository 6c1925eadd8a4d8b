"""The map of the site: which pages each act touches."""

import dataclasses
from datetime import date

import pytest

from handbill.pages.plan import EVERYTHING, ArticleFacts, CommentFacts, Facts, paths_touched, plan
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.kinds import RULES

AT = "2024-03-04T09:30Z"
INDEX = 41
FLOOD = ArticleFacts(
    path="2024/03/7",
    comments=230,
    places=(("newswire", 60), ("topic/water", 3)),
    day=date(2024, 3, 4),
)
DOUBT = CommentFacts(article=7, position=150)
FACTS = Facts(articles={7: FLOOD}, comments={8: DOUBT}, pages={INDEX: "topic/water"})

DECISION = {"record/decision/41", "record/index", "record/feed", "record/lists", "record/transparency"}
NUMBERS = {"later:record/transparency"}
PAGE = {"2024/03/7"}
VERSIONS = {"2024/03/7/versions"}
FURTHER = {"2024/03/7/comments/2", "2024/03/7/comments/3"}
LISTS = {
    *("newswire/2", "newswire/index", "newswire/feed", "newswire/2024/03/04"),
    *("topic/water/1", "topic/water/index", "topic/water/feed"),
}
FRONT = {"index"}
HIDDEN = {"hidden/7", "hidden/index"}
MONTH = {"sitemap/2024-03", "later:sitemap"}
WHOLE = PAGE | VERSIONS | FURTHER | LISTS | FRONT | HIDDEN | MONTH

BELOW = {"2024/03/7/comments/2"}
STUB = BELOW | {"hidden/8", "hidden/index", "index"}

ABOUT_ARTICLES = {
    Kind.PUBLISH: PAGE | LISTS | FRONT | {"later:sitemap/2024-03", "later:sitemap"} | NUMBERS,
    Kind.IMPORT: PAGE | LISTS | FRONT | {"later:sitemap/2024-03", "later:sitemap"},
    Kind.REVISE: PAGE | VERSIONS | FURTHER | LISTS | FRONT | {"hidden/7"},
    Kind.AMEND: PAGE | VERSIONS | LISTS | FRONT | {"hidden/7"},
    Kind.WITHDRAW: WHOLE,
    Kind.APPEAL: PAGE | DECISION,
    Kind.ANSWER: PAGE | DECISION,
    **dict.fromkeys(
        (
            *(Kind.HOLD, Kind.ADMIT, Kind.SLOW, Kind.HIDE, Kind.UNHIDE, Kind.REDACT, Kind.FEATURE),
            *(Kind.PREPARE, Kind.BLUR, Kind.DESCRIBE),
            *(Kind.UNFEATURE, Kind.CLASSIFY, Kind.TRANSLATE, Kind.UNTRANSLATE, Kind.CLOSE, Kind.OPEN),
        ),
        WHOLE | DECISION,
    ),
}
ABOUT_COMMENTS = {
    Kind.COMMENT: BELOW | {"later:index"} | NUMBERS,
    Kind.IMPORT: BELOW | {"later:index"},
    Kind.REVISE: BELOW | {"hidden/8", "later:index"},
    Kind.AMEND: BELOW | {"hidden/8", "later:index"},
    Kind.WITHDRAW: STUB,
    Kind.APPEAL: BELOW | DECISION,
    Kind.ANSWER: BELOW | DECISION,
    **dict.fromkeys(
        (
            *(Kind.HOLD, Kind.ADMIT, Kind.SLOW, Kind.HIDE, Kind.UNHIDE, Kind.REDACT),
            *(Kind.RAISE, Kind.UNRAISE, Kind.PREPARE, Kind.BLUR, Kind.DESCRIBE),
        ),
        STUB | DECISION,
    ),
}
ABOUT_OTHERS = {
    Kind.INVITE: DECISION,
    Kind.DISMISS: DECISION,
    Kind.SET_GUIDELINES: DECISION | {"guidelines"},
    Kind.SET_PAGE: DECISION | {"topic/index", "topic/water/index", "topic/water/feed"},
    Kind.SET_MODE: DECISION | {"index"},
    **dict.fromkeys((Kind.FREEZE, Kind.THAW), DECISION | {EVERYTHING}),
    Kind.CONTINUE: DECISION,
    Kind.ROTATE_KEY: DECISION | {EVERYTHING},
}


def touched(kind, number, facts=FACTS):
    return set(paths_touched(INDEX, Entry(kind, AT, "site", number=number), facts))


@pytest.mark.parametrize("kind", ABOUT_ARTICLES)
def test_what_an_act_on_an_article_touches(kind):
    assert touched(kind, 7) == ABOUT_ARTICLES[kind]


@pytest.mark.parametrize("kind", ABOUT_COMMENTS)
def test_what_an_act_on_a_comment_touches(kind):
    assert touched(kind, 8) == ABOUT_COMMENTS[kind]


@pytest.mark.parametrize("kind", ABOUT_OTHERS)
def test_what_other_acts_touch(kind):
    # editors and guidelines have numbers of their own: 7 is no article here
    assert touched(kind, None if RULES[kind].subject == "none" else 7) == ABOUT_OTHERS[kind]


@pytest.mark.parametrize("kind", [Kind.IMPORT, Kind.REVISE, Kind.REDACT, Kind.WITHDRAW, Kind.HIDE])
def test_old_addresses_begin_to_answer_with_an_import_and_end_with_what_is_destroyed(kind):
    facts = dataclasses.replace(FACTS, moved=frozenset({7, 8}))
    begun = {} if kind is Kind.HIDE else {"moved"}
    for number in (7, 8):
        found = touched(kind, number, facts) - touched(kind, number)
        assert found == {f"{key}/{number}" for key in begun}


def test_the_table_is_whole():
    assert ABOUT_ARTICLES.keys() | ABOUT_COMMENTS.keys() | ABOUT_OTHERS.keys() == set(Kind)
    for kind, rule in RULES.items():
        assert (kind in ABOUT_ARTICLES) == (rule.subject in {"item", "article"})
        assert (kind in ABOUT_COMMENTS) == (rule.subject in {"item", "comment"})


def test_a_held_article_has_no_place_in_any_list():
    facts = Facts(articles={7: ArticleFacts("2024/03/7", 0, day=date(2024, 3, 4))})
    assert touched(Kind.PUBLISH, 7, facts) == PAGE | FRONT | NUMBERS | {
        "later:sitemap/2024-03",
        "later:sitemap",
    }


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.ADMIT, Kind.REVISE])
def test_the_first_on_a_page_or_of_a_day_is_linked_by_the_one_before(kind):
    flood = ArticleFacts(
        "2024/03/7", 0, (("newswire", 51),), date(2024, 3, 4), (date(2024, 3, 1), date(2024, 3, 9))
    )
    found = touched(kind, 7, Facts(articles={7: flood}))
    assert {"newswire/1", "newswire/2", "newswire/2024/03/01", "newswire/2024/03/09"} <= found


@pytest.mark.parametrize(
    ("position", "pages"),
    [
        (1, {"2024/03/7"}),
        (99, {"2024/03/7"}),
        (100, {"2024/03/7", "2024/03/7/comments/2"}),
        (101, {"2024/03/7/comments/2"}),
        (200, {"2024/03/7/comments/2", "2024/03/7/comments/3"}),
        (201, {"2024/03/7/comments/3"}),
    ],
)
def test_a_comment_touches_its_page_and_opens_the_next_when_it_fills_it(position, pages):
    facts = Facts(articles={7: FLOOD}, comments={8: CommentFacts(7, position)})
    assert touched(Kind.COMMENT, 8, facts) == pages | NUMBERS | {"later:index"}


@pytest.mark.parametrize("kind", ABOUT_COMMENTS)
def test_an_act_on_what_was_raised_touches_the_article_and_wherever_it_is_listed(kind):
    facts = Facts(FACTS.articles, {8: CommentFacts(article=7, position=150, raised=True)})
    quiet = kind in {Kind.APPEAL, Kind.ANSWER}
    assert touched(kind, 8, facts) == ABOUT_COMMENTS[kind] | (set() if quiet else PAGE | LISTS | FRONT)


@pytest.mark.parametrize("kind", ABOUT_ARTICLES)
def test_an_act_on_an_article_touches_those_that_link_to_it_as_a_translation(kind):
    flood = ArticleFacts(FLOOD.path, FLOOD.comments, FLOOD.places, FLOOD.day, translations=(9,))
    other = ArticleFacts("2024/02/9", 0, (("newswire", 61), ("place/mill", 2)))
    quiet = kind in {Kind.APPEAL, Kind.ANSWER}
    more = set() if quiet else {"2024/02/9", "newswire/feed", "place/mill/feed"}
    assert touched(kind, 7, Facts({7: flood, 9: other})) == ABOUT_ARTICLES[kind] | more


def test_a_page_that_was_set():
    assert touched(Kind.SET_PAGE, None, Facts(pages={INDEX: "about"})) == DECISION | {"about"}
    assert touched(Kind.SET_PAGE, None, Facts(pages={INDEX: "rules"})) == DECISION | {"guidelines"}
    renamed = Facts(pages={INDEX: "topic/water"}, renamed=frozenset({str(INDEX)}))
    assert touched(Kind.SET_PAGE, None, renamed) == DECISION | {EVERYTHING}


def test_a_withdrawal_takes_the_words_of_appeals_along():
    facts = Facts(FACTS.articles, FACTS.comments, appeals={8: (12, 19)})
    assert touched(Kind.WITHDRAW, 8, facts) == STUB | {
        "record/decision/12",
        "record/decision/19",
        "record/index",
        "record/feed",
        "record/transparency",
    }


def test_a_batch_is_the_sum_of_its_entries():
    hide = (INDEX, Entry(Kind.HIDE, AT, "site", number=8, guideline=1))
    doubt = (INDEX + 1, Entry(Kind.COMMENT, AT, "author", number=8, article=7))
    assert plan([hide, doubt], FACTS) == touched(Kind.HIDE, 8) | touched(Kind.COMMENT, 8)


def test_a_decision_touches_its_lists_and_the_decision_before_it_about_the_same():
    places = (("record/month/2024-03", 51), ("record/editor/2", 102), ("record/guideline/1", 3))
    found = touched(
        Kind.UNHIDE, 8, Facts(FACTS.articles, FACTS.comments, filed={INDEX: places}, before={INDEX: 12})
    )
    assert found - touched(Kind.UNHIDE, 8) == {
        *(
            "record/month/2024-03/2",
            "record/month/2024-03/1",
            "record/month/2024-03/index",
        ),  # the first of its page
        *("record/editor/2/3", "record/editor/2/index", "record/guideline/1/1", "record/guideline/1/index"),
        "record/decision/12",
    }


@pytest.mark.parametrize("kind", [Kind.UNHIDE, Kind.REDACT, Kind.WITHDRAW])
def test_what_ends_a_hiding_touches_its_places_in_the_list_of_all_that_was_hidden(kind):
    found = touched(kind, 8, Facts(FACTS.articles, FACTS.comments, hidden={8: (3, 120)}))
    assert found - touched(kind, 8) == {"record/hidden/1", "record/hidden/3", "record/hidden/index"}


def test_a_withdrawal_touches_every_list_that_shows_the_words_of_its_appeals():
    facts = Facts(
        FACTS.articles,
        FACTS.comments,
        appeals={8: (12,)},
        filed={12: (("record/month/2024-02", 7),)},
    )
    assert {"record/month/2024-02/1", "record/month/2024-02/index"} <= touched(Kind.WITHDRAW, 8, facts)
