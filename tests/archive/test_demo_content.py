"""The demonstration's texts: their shape, their references, their order in time, and that all of it is invented."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).resolve().parents[2] / "handbill" / "archive" / "demo"
TOWN: dict[str, Any] = json.loads((DEMO / "town.json").read_text("utf-8"))
ARTICLES: list[dict[str, Any]] = [
    json.loads(line) for line in (DEMO / "articles.jsonl").read_text("utf-8").splitlines()
]
ONE_LINE = 200  # characters
BODY = 60_000  # bytes
MEMBERS = set(
    re.findall(
        r"\w+",
        "id media days_ago title summary body format language byline genre topics places homepage phone address email "
        "source comments revise amend hide redact withdraw feature translates",
    )
)
COMMENT_MEMBERS = set(
    re.findall(r"\w+", "id hours_after title body byline homepage reply_to author hide raise")
)
ACT_MEMBERS = {
    "revise": {"hours_after", "title", "body"},
    "amend": {"hours_after", "body"},
    "hide": {"hours_after", "guideline", "reason"},
    "redact": {"guideline", "reason"},
    "feature": {"reason", "related"},
}
TAGS = set(
    re.findall(
        r"\w+",
        "p br hr h2 h3 h4 blockquote pre code kbd samp em strong b i u s small sub sup mark abbr cite q dfn del ins "
        "time a ul ol li dl dt dd table caption thead tbody tfoot tr th td figure figcaption ruby rt rp bdi bdo wbr",
    )
)
ATTRIBUTES = set(re.findall(r"\w+", "href title lang dir datetime colspan rowspan scope start reversed"))
VOID = {"br", "hr", "wbr"}
HOST = re.compile(r"(?:https?://|@)([^\s/:>\"')\]]+)")
PHONE = re.compile(r"\b555[ -]?\d{4}\b")
BARE_DOMAIN = re.compile(r"\b[\w-]+\.(?:com|org|net|info|es|de|uk|eu)\b", re.IGNORECASE)

by_id = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article["id"]))


class Tags(HTMLParser):
    """Collects what a fragment uses, and what it leaves open or closes wrongly."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        self.wrong += [name for name, _ in attrs if name not in ATTRIBUTES]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append("/" + tag)


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for member in value.values() for text in strings(member)]
    if isinstance(value, list):
        return [text for member in value for text in strings(member)]
    return []


def check_decision(act: dict[str, Any]) -> None:
    assert 1 <= act["guideline"] <= len(TOWN["guidelines"])
    assert 0 < len(act["reason"]) <= 1000


def test_there_is_a_town_to_read() -> None:
    comments = [len(article["comments"]) for article in ARTICLES]
    assert len(ARTICLES) == 61
    assert sum(comments) >= 150
    assert max(comments) == 45
    languages = [article["language"] for article in ARTICLES]
    assert languages.count("en") == 43
    assert languages.count("es") == 16
    assert "ar" in languages
    assert {article["genre"] for article in ARTICLES} == {genre["name"] for genre in TOWN["genres"]}
    assert {"text", "markdown", "html"} == {article.get("format", "text") for article in ARTICLES}


def test_acts_come_as_often_as_the_demonstration_shows_them() -> None:
    counted = {
        act: sum(act in article for article in ARTICLES)
        for act in ("revise", "amend", "hide", "redact", "withdraw", "feature")
    }
    assert counted == {"revise": 3, "amend": 2, "hide": 3, "redact": 1, "withdraw": 1, "feature": 2}
    assert {c["hide"]["guideline"] for a in ARTICLES for c in a["comments"] if "hide" in c} == {1, 2, 4}


def test_ids_are_slugs_and_unique() -> None:
    ids = [article["id"] for article in ARTICLES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids)


def test_articles_stand_oldest_first_and_some_are_fresh() -> None:
    days = [article["days_ago"] for article in ARTICLES]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == len(days)
    assert 0.1 <= days[-1] <= days[0] <= 115
    assert sum(day < 3 for day in days) >= 8


@by_id
def test_an_article_has_the_known_members(article: dict[str, Any]) -> None:
    assert set(article) <= MEMBERS
    assert {"id", "days_ago", "title", "body", "language", "genre", "topics", "places", "comments"} <= set(
        article
    )
    assert 0 < len(article["title"]) <= ONE_LINE
    assert "\n" not in article["title"]
    assert len(article.get("byline", "")) <= ONE_LINE
    assert len(article.get("summary", "")) <= 1000
    assert 100 < len(article["body"].encode()) <= BODY
    assert article["body"] == article["body"].strip()
    assert article.get("format", "text") in {"text", "markdown", "html"}
    for one in article.get("media", ()):
        assert set(one) == {"drawn", "caption", "alt"}
        assert all(0 < len(text) <= ONE_LINE for text in one.values())
    for axis in ("topics", "places"):
        assert article[axis]
        assert set(article[axis]) <= {row["name"] for row in TOWN[axis]}
        assert len(set(article[axis])) == len(article[axis])


@by_id
def test_its_comments_follow_each_other_and_refer_backwards(article: dict[str, Any]) -> None:
    seen: set[str] = set()
    before = 0.0
    for comment in article["comments"]:
        assert set(comment) <= COMMENT_MEMBERS
        assert before <= comment["hours_after"] < article["days_ago"] * 24
        before = comment["hours_after"]
        assert 0 < len(comment["body"].encode()) <= BODY
        assert len(comment.get("title", "")) <= ONE_LINE
        assert len(comment.get("byline", "")) <= ONE_LINE
        assert comment.get("author", True) is True
        if "reply_to" in comment:
            assert comment["reply_to"] in seen
        if "id" in comment:
            assert comment["id"] not in seen
            seen.add(comment["id"])
        if "hide" in comment:
            assert set(comment["hide"]) == {"guideline", "reason"}
            check_decision(comment["hide"])
        if "raise" in comment:
            assert comment["raise"].keys() <= {"corrects", "reason"}
            assert 0 < len(comment["raise"]["reason"]) <= 1000


@by_id
def test_what_happens_to_it_happens_before_now(article: dict[str, Any]) -> None:
    for act, members in ACT_MEMBERS.items():
        if act not in article:
            continue
        assert set(article[act]) <= members
        assert article[act].get("hours_after", 0) < article["days_ago"] * 24
        if "guideline" in members:
            check_decision(article[act])
    assert article.get("withdraw", True) is True
    if "hide" in article:  # a hidden article takes no comments
        assert all(comment["hours_after"] < article["hide"]["hours_after"] for comment in article["comments"])
    if "revise" in article:
        assert any(
            article["revise"].get(field, article[field]) != article[field] for field in ("title", "body")
        )
    if "feature" in article:
        related = article["feature"]["related"]
        assert related
        assert article["id"] not in related
        listed = {a["id"] for a in ARTICLES if not {"hide", "redact", "withdraw"} & set(a)}
        assert set(related) <= listed
        assert 80 < len(article["body"].split("\n\n")[0]) < 600


@by_id
def test_html_keeps_to_what_may_be_published(article: dict[str, Any]) -> None:
    if article.get("format") != "html":
        assert not re.search(r"</?[a-z]+[ >]", article["body"])
        return
    tags = Tags()
    tags.feed(article["body"])
    tags.close()
    assert tags.wrong == []
    assert tags.open == []


def test_nothing_leads_to_a_real_place() -> None:
    everything = "\n".join([*strings(ARTICLES), *strings(TOWN)])
    hosts = HOST.findall(everything)
    assert len(hosts) > 10
    assert [host for host in hosts if not host.rstrip(".,;").endswith(".example")] == []
    assert [number for number in PHONE.findall(everything) if number[-4:-2] != "01"] == []
    assert BARE_DOMAIN.findall(everything) == []


def test_contact_telephones_are_the_ones_kept_for_fiction() -> None:
    assert all(re.fullmatch(r"555 01\d\d", a["phone"]) for a in ARTICLES if "phone" in a)


def test_the_town_is_whole() -> None:
    assert set(TOWN) == {
        "name",
        "tagline",
        "topics",
        "places",
        "about",
        "genres",
        "guidelines",
        "guidelines_es",
        "about_default_en",
        "about_default_es",
    }
    for axis in ("topics", "places", "genres"):
        names = [row["name"] for row in TOWN[axis]]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
        assert all(set(row) == {"name", "title", "text"} and all(row.values()) for row in TOWN[axis])
    used = {axis: {name for a in ARTICLES for name in a[axis]} for axis in ("topics", "places")}
    assert all(used[axis] == {row["name"] for row in TOWN[axis]} for axis in used)
    for key in ("guidelines", "guidelines_es"):
        assert len(TOWN[key]) == 6
        assert all(set(row) == {"title", "text"} and all(row.values()) for row in TOWN[key])
    for key in ("about_default_en", "about_default_es"):
        assert "{name}" in TOWN[key]["title"]
        assert TOWN[key]["text"].format(name="Anywhere").startswith("Anywhere")
        assert "Millbrook" not in TOWN[key]["text"]
