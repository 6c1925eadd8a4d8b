"""A real page of a dead newswire comes back to life."""

import re
from datetime import UTC, datetime
from pathlib import Path

from handbill.archive import importing
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.listing import Listing
from handbill.record.format.plain import to_html
from tests.archive import ledger
from tests.corpora import reference

PAGE = "legacy-page.txt"


def test_the_page_is_whole(site):
    file = reference(PAGE)
    lines = file.read_text("utf-8").split("\n")
    report = importing.run(site, [file], "text")

    assert (report.articles, report.comments, report.known, report.not_understood) == (1, 1, 0, [])
    article = Article.objects.get()
    said = ledger.said(article.number)
    assert said.pop("title") == lines[0] == article.title
    body = said.pop("body")
    assert body == "\n\n".join([lines[2], lines[3], lines[4]])
    assert re.findall("<p>(.*?)</p>", to_html(body)) == [lines[2], lines[3], lines[4]]
    assert said == {
        "format": "text",
        "homepage": "http://www.internationalist.org/",
        "phone": "212-460-0983",
        "address": "Box 3321, Church Street Station, New York, NY 10008 USA",
        "legacy": {"from": PAGE},
    }
    assert not article.dated
    assert article.sorts_at == datetime(2016, 6, 18, tzinfo=UTC)
    assert article.path == f"2016/06/{article.number}"
    assert article.receipt == ""
    assert Listing.objects.get(number=article.number, list="newswire").sorts_at == article.sorts_at


def test_its_comment_is_whole(site):
    file = reference(PAGE)
    importing.run(site, [file], "text")
    comment = Comment.objects.get()
    assert ledger.said(comment.number) == {
        "title": "Defend Raqqa?",
        "body": file.read_text("utf-8").rpartition("\n")[2],
        "format": "text",
        "date": "2016-06-18",
        "legacy": {"from": PAGE},
    }
    assert (comment.dated, comment.timed, comment.position) == (True, False, 1)
    assert comment.sorts_at == datetime(2016, 6, 18, tzinfo=UTC)
    assert comment.article.comments == 1
    assert [item.state for item in ledger.replay().items.values()] == ["listed", "listed"]


def test_a_second_import_adds_nothing(site, tmp_path):
    importing.run(site, [reference(PAGE)])
    before = ledger.length()
    copy = Path(tmp_path / "renamed.txt")
    copy.write_bytes(reference(PAGE).read_bytes())
    report = importing.run(site, [reference(PAGE), copy])
    assert (report.articles, report.comments, report.known, report.not_understood) == (0, 0, 4, [])
    assert ledger.length() == before


def test_a_later_copy_of_the_page_adds_its_new_comment_alone(site, tmp_path):
    importing.run(site, [reference(PAGE)])
    later = tmp_path / PAGE
    later.write_bytes(reference(PAGE).read_bytes() + b"\n\nMore 19.Jun.2016 08:15\n\nA later word.\n")
    report = importing.run(site, [later])
    assert (report.articles, report.comments, report.known) == (0, 1, 2)
    assert [one.position for one in Comment.objects.order_by("number")] == [1, 2]
    ledger.replay()
