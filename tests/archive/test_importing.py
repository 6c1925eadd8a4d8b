"""An import as a whole: folders, repetition, being killed, and what cannot be taken."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from handbill.actions.act import Act
from handbill.actions.redact import redact
from handbill.archive import importing
from handbill.archive.sources import SourceError
from handbill.limits import IMPORTED_BODY
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.provenance import Provenance
from handbill.reader.verify import verify
from handbill.worker import Worker
from tests.archive import ledger

PAGE = "{title}\n\nIt rained in {title}.\n\nhomepage: homepage: weir.example\n\nYes 18.Jun.2016\n\n\nIn {title} too.\n"


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "old wire" / "2016"
    inside.mkdir(parents=True)
    for name in ("harbour", "mill", "weir"):
        (inside / f"{name}.txt").write_text(PAGE.format(title=name.title()))
    return tmp_path / "old wire"


def test_a_folder_is_walked_and_links_in_it_lead_nowhere(site, folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret\n\nText.\n")
    (folder / "link.txt").symlink_to(secret)
    (folder / "out").symlink_to("/")
    (folder / ".hidden.txt").write_text("Hidden\n\nText.\n")
    os.mkfifo(folder / "pipe.txt")
    report = importing.run(site, [folder])
    assert (report.articles, report.comments) == (3, 3)
    assert sorted(one.place for one in report.not_understood) == ["link.txt", "out", "pipe.txt"]
    assert [one.title for one in Article.objects.order_by("number")] == ["Harbour", "Mill", "Weir"]


def test_the_site_itself_and_unknown_kinds_of_files_are_no_source(site, folder):
    (folder / "program.py").write_text("Rain\n\nText.\n")
    report = importing.run(site, [folder, site.folder.parent])
    assert report.articles == 3
    assert {"program.py", site.folder.name} <= {one.place for one in report.not_understood}
    assert importing.run(site, [folder / "program.py"]).articles == 1


def test_ticks_add_up_to_the_total(site, folder):
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\0" * 100)
    sizes: list[int] = []
    importing.run(site, [folder], tick=sizes.append)
    assert sum(sizes) == importing.total(site, [folder]) > 300


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_between_articles_it_goes_on_where_it_was(site, folder, after):
    left = [after]

    def tick(_size):
        if left[0] == 0:
            raise Killed
        left[0] -= 1

    with pytest.raises(Killed):
        importing.run(site, [folder], tick=tick)
    assert Article.objects.count() == after + 1
    report = importing.run(site, [folder])
    assert (report.articles, report.comments, report.known) == (2 - after, 2 - after, 2 * (after + 1))
    assert Article.objects.count() == Comment.objects.count() == 3
    assert Provenance.objects.count() == 6
    ledger.replay()


def test_killed_within_an_article_nothing_of_it_is_kept(site, folder, monkeypatch):
    def killed(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("handbill.archive.bring.add_all", killed)
        before = ledger.length()
        with pytest.raises(Killed):
            importing.run(site, [folder])
    assert (Article.objects.count(), ledger.length()) == (0, before)
    assert importing.run(site, [folder]).articles == 3
    assert [one.number for one in Article.objects.order_by("number")] == [1, 3, 5]


def test_too_long_a_text_is_refused_or_stays_whole_and_costs_nothing_else(site, folder):
    (folder / "long.txt").write_text("Long\n\n" + "word " * 90_000)
    (folder / "title.txt").write_text("word " * 100 + "\n\nText.\n")
    (folder / "comment.txt").write_text("Short\n\nText.\n\nToo much 18.Jun.2016\n\n\n" + "word " * 90_000)
    report = importing.run(site, [folder])
    assert (report.articles, report.comments) == (5, 3)
    places = [one.place for one in report.not_understood]
    assert places == ["comment.txt, line 5", "long.txt", "title.txt, line 1"]
    cut = Article.objects.get(title__startswith="word word")
    assert cut.title == "word " * 38 + "word…"
    assert ledger.said(cut.number)["body"] == "word " * 99 + "word\n\nText."
    short = Article.objects.get(title="Short")
    assert (short.dated, short.comments, short.sorts_at) == (False, 0, short.at)


def test_what_was_long_of_old_comes_whole_and_has_a_limit_too(site, tmp_path):
    def lines(size: int) -> list[dict[str, Any]]:
        values = {
            "title": "Long",
            "body": "word " * (size // 5 - 1) + "x" * (size % 5 + 1) + " end",
            "format": "text",
        }
        about = {"kind": "comment", "number": 2, "article": 1}
        head = {"kind": "header", "format": "handbill", "version": 1, "origin": str(size)}
        return [
            head,
            {"kind": "article", "number": 1, "values": values},
            {**about, "values": values},
            {"kind": "end"},
        ]

    for size, came in ((IMPORTED_BODY, 1), (IMPORTED_BODY + 1, 0), (10 * IMPORTED_BODY, 0)):
        file = tmp_path / f"{size}.jsonl"
        file.write_text("\n".join(map(json.dumps, lines(size))))
        assert all(len(one.get("values", {"body": "x" * size})["body"]) == size for one in lines(size))
        before = Article.objects.count()
        report = importing.run(site, [file])
        assert (report.articles, report.comments, Article.objects.count() - before) == (came, came, came)
        assert any("400000 fit" in one.what for one in report.not_understood) is not bool(came)
    Worker(site).run_once()
    page = (site.public / f"{Article.objects.get().path}.html").read_text()
    assert page.count(" end<") == 2
    assert verify(str(site.public)).right


def test_the_same_comment_twice_is_two_comments(site, tmp_path):
    file = tmp_path / "twice.txt"
    file.write_text("Rain\n\nText.\n" + "\nYes 18.Jun.2016\n\n\nIndeed.\n" * 2)
    assert importing.run(site, [file]).comments == 2
    assert importing.run(site, [file]).comments == 0


def test_a_name_that_cannot_be_shown(site, tmp_path):
    (tmp_path / "in").mkdir()
    file = os.fsencode(tmp_path) + b"/in/\xff<b>\n.txt"
    Path(os.fsdecode(file)).write_bytes(b"Rain\n\nText.\n")
    assert importing.run(site, [tmp_path / "in"]).articles == 1
    assert ledger.said(1)["legacy"] == {"from": "<b> .txt"}
    ledger.replay()


def test_a_redacted_article_does_not_come_again(site, folder):
    importing.run(site, [folder])
    redact(Act.site(), 1, 1, "A private address.")
    file = folder / "2016" / "harbour.txt"
    file.write_text(file.read_text() + "\nMore 19.Jun.2016\n\n\nA later word.\n")
    report = importing.run(site, [folder])
    assert (report.articles, report.comments) == (0, 0)
    assert [one.place for one in report.not_understood] == ["harbour.txt"]
    ledger.replay()


def test_a_format_that_is_none(site, folder):
    with pytest.raises(SourceError, match="docx"):
        importing.run(site, [folder], "docx")


def test_a_source_that_is_not_there_stops_everything(site, folder):
    with pytest.raises(SourceError, match="nowhere"):
        importing.run(site, [folder, folder / "nowhere"])
    assert Article.objects.count() == 0


def test_without_the_secret_nothing_is_imported_twice(site, folder):
    (site.secrets / "provenance").unlink()
    with pytest.raises(SourceError, match="provenance"):
        importing.run(site, [folder])


def test_the_report_in_words_and_for_programs(site, folder):
    (folder / "empty.txt").write_bytes(b"")
    report = importing.run(site, [folder])
    assert list(report.lines()) == [
        "3 new articles, 3 new comments, 0 known already",
        "empty.txt: the file is empty",
    ]
    assert json.loads("".join(report.to_json())) == {
        "articles": 3,
        "comments": 3,
        "known": 0,
        "not_understood": [{"place": "empty.txt", "what": "the file is empty"}],
    }


def test_a_report_takes_no_more_memory_than_it_needs(site, folder, monkeypatch):
    monkeypatch.setattr("handbill.archive.notes.IN_MEMORY", 2)
    for name in ("a", "b", "c", "d"):
        (folder / f"{name}.txt").write_bytes(b"")
    report = importing.run(site, [folder])
    wanted = ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert [one.place for one in report.not_understood] == wanted
    assert [one.place for one in report.not_understood] == wanted  # and once more
    assert (len(report.not_understood), report.not_understood[3].place) == (4, "d.txt")
    assert json.loads("".join(report.to_json()))["not_understood"][2]["place"] == "c.txt"
    assert not list(site.temporary.iterdir())
