"""An article with many comments comes in parts, and is the same in the end."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from handbill.archive import importing, parted
from handbill.archive.readers import answered, jsonl
from handbill.archive.sources import ImportedArticle, NotUnderstood
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.version import Version
from handbill.settings import Settings
from tests.archive.saved.test_layouts import example

pytestmark = pytest.mark.once


def lines(count: int, size: int = 1) -> Iterator[bytes]:
    """An article whose comments answer the first one and the one before, one after the other; and a second article with one."""
    head = {"kind": "header", "format": "handbill", "version": 1, "origin": "weir.example"}
    for one in (
        head,
        {"kind": "article", "number": 1, "values": {"title": "T", "body": "B", "format": "text"}},
    ):
        yield json.dumps(one).encode() + b"\n"
    for number in range(2, count + 2):
        values = {"body": f"Comment {number} " + "x" * size, "format": "text"}
        if number > 2:
            values["reply_to"] = str(number - 1 if number % 2 else 2)
        said = {"kind": "comment", "number": number, "article": 1, "values": values}
        yield json.dumps(said).encode() + b"\n"
    values = {"title": "Another", "body": "B", "format": "text"}
    yield json.dumps({"kind": "article", "number": "a", "values": values}).encode() + b"\n"
    values = {"body": "It answers what stands elsewhere.", "format": "text", "reply_to": "2"}
    yield json.dumps({"kind": "comment", "number": "c", "article": "a", "values": values}).encode() + b"\n"
    yield b'{"kind": "end"}\n'


def said(number: int) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(Version.objects.get(number=number).fields)
    return found


def test_its_comments_stand_in_their_order_below_what_they_answer(
    site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered, "MOST", 20)
    (tmp_path / "wire.jsonl").write_bytes(b"".join(lines(110)))
    report = importing.run(site, [tmp_path / "wire.jsonl"])
    assert (report.articles, report.comments, report.known) == (2, 111, 0)
    assert [one.what for one in report.not_understood] == [
        "the comment that it answers is not here; it stands by itself"
    ]
    article = Article.objects.get(title="T")
    numbers = list(
        Comment.objects.filter(article=article).order_by("position").values_list("number", flat=True)
    )
    assert article.comments == len(numbers) == 110
    wrong = []
    for at, number in enumerate(numbers):
        value = said(number)
        answers = value.get("reply_to", {}).get("value")
        wanted = None if at == 0 else numbers[at - 1] if at % 2 else numbers[0]
        body = str(value["body"]["value"])
        if not body.startswith(f"Comment {at + 2} ") or answers != wanted:
            wrong.append((at, body, answers, wanted))
    assert wrong == []
    again = importing.run(site, [tmp_path / "wire.jsonl"])
    assert (again.articles, again.comments, again.known) == (0, 0, 113)


def test_a_page_with_many_comments_comes_in_parts_too(
    site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parted, "MOST", 20)
    monkeypatch.setattr(importing, "LONG", 1)  # in a process of its own, which is ahead
    page = example("drupal").partition('<div id="comments">')[0]
    one = '<div class="comment" id="comment-{0}"><div class="content"><p>Word {0} of it.</p></div>'
    nested = "".join(one.format(n) for n in range(50)) + "</div>" * 50
    beside = "".join(f"{one.format(n)}</div>" for n in range(50, 100))
    (tmp_path / "page.html").write_text(f"{page}{nested}{beside}</body></html>")
    report = importing.run(site, [tmp_path / "page.html"])
    assert (report.articles, report.not_understood) == (1, [])
    numbers = list(Comment.objects.order_by("position").values_list("number", flat=True))[-100:]
    assert report.comments == Article.objects.get().comments >= 100
    answers = [said(number).get("reply_to", {}).get("value") for number in numbers]
    assert answers == [None, *numbers[:49], *[None] * 50]
    assert importing.run(site, [tmp_path / "page.html"]).known == report.comments + 1


def test_a_line_of_brackets_alone_is_not_taken_apart() -> None:
    head, article, *_rest, end = lines(0)
    many = b'{"kind": "article", "number": 2, "values": [' + b"[]," * 400_000 + b"[]]}\n"
    found = list(jsonl.read("wire.jsonl", BytesIO(b"".join([head, article, many, end]))))
    assert [one.what for one in found if isinstance(one, NotUnderstood)] == ["this line is too long"]
    assert len([one for one in found if isinstance(one, ImportedArticle)]) == 1


def test_no_part_is_larger_than_it_may_be() -> None:
    for count, size in ((3_000, 1), (60, 500_000)):
        found = list(jsonl.read("wire.jsonl", BytesIO(b"".join(lines(count, size)))))
        assert not [one for one in found if isinstance(one, NotUnderstood)]
        parts = [one for one in found if isinstance(one, ImportedArticle)]
        told = [[one for one in part.comments if one.state == "listed"] for part in parts]
        assert sum(map(len, told)) == count + 1
        assert max(map(len, told)) <= parted.MOST
        assert max(sum(len(one.raw["body"]) for one in part) for part in told) <= answered.BYTES + size
