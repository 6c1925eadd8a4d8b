"""Export and import: all public data, and a round trip that loses nothing but numbers and entries."""

import copy
import dataclasses
import json
import shutil
import stat
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbill import settings as sites
from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.amend import amend
from handbill.actions.comment import comment
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.publish import publish
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.set_page import set_page
from handbill.actions.withdraw import withdraw
from handbill.archive import importing
from handbill.archive.export import export, total
from handbill.archive.public import items
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.guideline import Guideline
from handbill.newswire.listing import Listing
from handbill.newswire.sitepage import SitePage
from handbill.newswire.standing import state_of
from handbill.record.format.commitment import commitment
from tests.archive import ledger
from tests.conftest import connect
from tests.grown import NUMBERS
from tests.postgres import create_database

RECEIPT = "0" * 64
AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


def author(minute=6):
    return Act("author", AT.replace(minute=minute))


def report_of(title, **more):
    return fields.article({"title": title, "body": f"It is about {title}.", **more})


def town():
    """A few days of the newswire, with everything that can happen to an item."""
    set_page(Act.site(), "topic/ferry", "The ferry", "It runs on Sundays.")
    further = {"pt-BR": ("Tempo não", "O tempo não é notícia."), "es": ("Sin tiempo", "No es noticia.")}
    set_guidelines(Act.site(), None, "No weather", "The weather is no news.", further)
    publish(
        author(1),
        report_of(
            "Flood",
            summary="Wet.",
            byline="Maria",
            topics=["ferry", "water"],
            places=["harbour"],
            genre="reporting",
        ),
        RECEIPT,
    )  # 1
    comment(
        author(2), 1, fields.comment({"body": "*So* it was.", "format": "markdown", "title": "Yes"}), RECEIPT
    )  # 2
    comment(
        author(3), 1, fields.comment({"body": "<p>No</p>", "format": "html", "reply_to": "2"}), RECEIPT
    )  # 3
    comment(author(4), 1, fields.comment({"body": "As I said."}, {"author": True}), RECEIPT)  # 4
    hide(Act.site(), 3, Guideline.objects.count(), "It is about the weather.")
    publish(author(5), report_of("Rent", language="es", homepage="weir.example"), RECEIPT)  # 5
    revise(author(6), 5, report_of("Rents", language="es", homepage="weir.example", phone="1"))
    hide(Act.site(), 5, 1, "Names\n\nof people.")
    feature(Act.site(), 1, "It matters.")
    publish(author(7), report_of("Gone"), RECEIPT)  # 6
    comment(author(8), 6, fields.comment({"body": "A pity."}), RECEIPT)  # 7
    withdraw(author(9), 6)
    publish(author(10), report_of("Waits"), RECEIPT)  # 8
    hold(Act.site(), 8, 1, "To be read first.")
    publish(author(11), report_of("Half", byline="Jo"), RECEIPT)  # 9
    redact(Act.site(), 9, 1, "A private name.", field="byline")
    comment(author(12), 9, fields.comment({"body": "Gone as well."}), RECEIPT)  # 10
    comment(author(13), 9, fields.comment({"body": "Answer.", "reply_to": "10"}), RECEIPT)  # 11
    redact(Act.site(), 10, 1, "A threat.")


def lines(file):
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def moved(found):
    """Give what must be the same after a move: all but the header, numbers and entries, in the order of the file."""
    order: dict[int, int] = {}
    for line in found:
        if "values" in line:
            order[line["number"]] = len(order) + 1
    kept = []
    for line in copy.deepcopy(found):
        if line["kind"] in {"header", "entry", "end"} or line.get("state") in {
            "held",
            "withdrawn",
            "redacted",
        }:
            continue
        line.pop("entries", None)
        if line["kind"] in {"article", "comment"}:
            line["number"] = order[line["number"]]
            if "article" in line:
                line["article"] = order.get(line["article"], 0)
            if "reply_to" in line["values"]:
                line["values"]["reply_to"] = order.get(line["values"]["reply_to"], 0)
        kept.append(line)
    return kept


@pytest.fixture
def other(site, server, tmp_path, template):
    """Give a function that goes over to another, fresh site."""

    def go():
        folder = tmp_path / f"other{next(NUMBERS)}"
        shutil.copytree(template.folder, folder)
        new = sites.load(folder, {})
        if server:
            name = f"handbill_{next(NUMBERS)}"
            create_database(server, name, "handbill_template")
            new = dataclasses.replace(new, database_url=server.format(name=name))
        sites.use(new)
        connect(new)
        return new

    return go


def test_everything_public_is_in_the_file(site, tmp_path):
    town()
    out = tmp_path / "wire.jsonl"
    ticks: list[int] = []
    assert export(site, out, ticks.append) == {"articles": 4, "comments": 6, "held": 1}
    assert sum(ticks) == total() == 11
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []

    found = lines(out)
    assert (found[0]["kind"], found[0]["format"], found[0]["version"]) == ("header", "handbill", 1)
    assert found[-1] == {"kind": "end", "articles": 4, "comments": 6, "held": 1}
    by_number = {line["number"]: line for line in found if line["kind"] in {"article", "comment"}}
    assert [line["number"] for line in found if line["kind"] in {"article", "comment"}] == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
    ]
    assert by_number[1]["values"] == ledger.said(1)
    assert (by_number[1]["date"], by_number[1]["legacy"]) == (
        "2026-03-04T05:01",
        {"from": site.origin, "number": "1"},
    )
    assert by_number[3]["hidden"] == {
        "guideline": Guideline.objects.count(),
        "reason": "It is about the weather.",
    }
    for number, state in ((6, "withdrawn"), (8, "held"), (10, "redacted")):
        assert by_number[number]["state"] == state
        assert "values" not in by_number[number]
        assert {
            key for act in by_number[number]["entries"][:1] for one in act["fields"].values() for key in one
        } == {"hash"}
    text = out.read_text()
    for secret in ("It is about Gone.", "It is about Waits.", "Gone as well.", '"Jo"'):
        assert secret not in text


def test_the_file_opens_every_commitment(site, tmp_path):
    town()
    out = tmp_path / "wire.jsonl"
    export(site, out)
    opened = 0
    for line in lines(out):
        acts = [line] if line["kind"] == "entry" else line.get("entries", [])
        told = {**line.get("values", {}), "date": line.get("date"), "legacy": line.get("legacy")}
        for act in acts:
            whole = {
                name: one if "hash" in one or "value" in one else {**one, "value": told[name]}
                for name, one in act["fields"].items()
            }
            if "content" in act["entry"]:
                assert commitment(whole) == act["entry"]["content"]
                opened += 1
    assert opened > 20


def test_there_and_back_again(site, other, tmp_path):
    town()
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    export(site, first)
    new = other()
    report = importing.run(new, [first])
    assert (report.articles, report.comments, report.known) == (3, 4, 0)
    export(new, second)
    a, b = moved(lines(first)), moved(lines(second))
    # what stood below a withdrawn article, and an answer to what was redacted, cannot come
    assert [note.what for note in report.not_understood] == [
        "1 comment was left behind, as the article cannot be answered: its text is gone where it comes from",
        "the comment that it answers is not here; it stands by itself",
    ]
    a = [line for line in a if line.get("article") != 0]
    for numbered in (a, b):
        for line in numbered:
            line.pop("article", None)
            if line["kind"] != "guideline":
                line.pop("number", None)
            if line.get("values", {}).get("body") == "Answer.":
                line["values"].pop("reply_to", None)
    # numbers in the file are places in it, and one line less stands before these
    for line in a:
        if "reply_to" in line.get("values", {}):
            assert line["values"]["reply_to"] == 2
    assert b == a

    hidden = {one.title: state_of(one.number) for one in Article.objects.all()}
    assert hidden == {"Flood": "listed", "Rents": "hidden", "Half": "listed"}
    flood = Article.objects.get(title="Flood")
    assert (flood.sorts_at, flood.dated, flood.timed, flood.comments) == (AT.replace(minute=1), True, True, 3)
    assert flood.path == f"2026/03/{flood.number}"
    assert sorted(Listing.objects.filter(number=flood.number).values_list("list", flat=True)) == [
        "genre/reporting",
        "newswire",
        "place/harbour",
        "topic/ferry",
        "topic/water",
    ]
    history = ledger.replay()
    assert sum(item.imported for item in history.items.values()) == 7
    cited = [d for d in history.decisions.values() if d.kind == "hide"]
    assert len(cited) == 2


def test_twice_adds_nothing_and_a_later_export_only_what_is_new(site, other, tmp_path):
    town()
    first, later = tmp_path / "first.jsonl", tmp_path / "later.jsonl"
    export(site, first)
    comment(author(20), 1, fields.comment({"body": "Still true."}), RECEIPT)
    publish(author(21), report_of("News"), RECEIPT)
    withdraw(author(22), 9)
    redact(Act.site(), 4, 1, "A threat.")
    export(site, later)
    new = other()
    importing.run(new, [first])
    before = ledger.length()
    again = importing.run(new, [first])
    assert (again.articles, again.comments) == (0, 0)
    assert ledger.length() == before
    more = importing.run(new, [later])
    assert (more.articles, more.comments) == (1, 1)
    assert ledger.length() == before + 2
    gone = [note.what for note in more.not_understood if "still stands" in note.what]
    assert [what.partition(" ")[0] for what in gone] == ["it", "it"]
    ledger.replay()


def test_its_own_export_adds_nothing_to_a_site(site, tmp_path):
    town()
    out = tmp_path / "own.jsonl"
    export(site, out)
    before = ledger.length()
    report = importing.run(site, [out])
    assert (report.articles, report.comments) == (0, 0)
    assert ledger.length() == before


def test_two_sites_of_the_same_address_are_two_sources(site, other, tmp_path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    publish(author(1), report_of("Flood"), RECEIPT)
    export(site, first)
    two = other()
    publish(author(2), report_of("Drought"), RECEIPT)
    export(two, second)
    assert importing.run(two, [first, second]).articles == 1
    assert importing.run(other(), [first, second]).articles == 2


def test_by_way_of_another_site_nothing_comes_twice(site, other, tmp_path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    publish(author(1), report_of("Flood"), RECEIPT)
    comment(author(2), 1, fields.comment({"body": "Yes."}), RECEIPT)
    export(site, first)
    two = other()
    importing.run(two, [first])
    export(two, second)
    three = other()
    assert importing.run(three, [first]).known == 0
    report = importing.run(three, [second])
    assert (report.articles, report.comments, report.known) == (0, 0, 2)


def test_a_site_that_lives_keeps_its_own_pages_and_guidelines(site, other, tmp_path):
    town()
    out = tmp_path / "wire.jsonl"
    set_page(Act.site(), "about", "Their about page", "Theirs.")
    set_guidelines(Act.site(), 1, "Their first", "Their words.")
    export(site, out)
    new = other()
    own = Guideline.objects.get(number=1).title
    publish(author(1), report_of("Own"), RECEIPT)
    importing.run(new, [out])
    assert Guideline.objects.get(number=1).title == own
    assert SitePage.objects.get(name="about").title != "Their about page"
    assert SitePage.objects.get(name="topic/ferry").title == "The ferry"  # an article stands there
    rents = Article.objects.get(title="Rents")
    assert state_of(rents.number) == "hidden"
    history = ledger.replay()
    assert history.items[rents.number].state == "hidden"


def test_amendments_become_the_end_of_the_text(site, other, tmp_path):
    publish(author(1), report_of("Flood"), RECEIPT)
    amend(author(2), 1, fields.amendment({"body": "It is over."}))
    amend(author(3), 1, fields.amendment({"body": "*Really*.", "format": "markdown"}))
    out = tmp_path / "wire.jsonl"
    export(site, out)
    importing.run(other(), [out])
    said = ledger.said(Article.objects.get().number)
    assert said["format"] == "html"
    assert [part in said["body"] for part in ("It is about Flood.", "It is over.", "<em>Really</em>")] == [
        True
    ] * 3


def test_imported_pages_move_on_with_their_provenance(site, other, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Rain\n\nIt rained.\n\nWet 18.Jun.2016\n\n\nVery.\n")
    importing.run(site, [page])
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    export(site, first)
    new = other()
    importing.run(new, [first])
    export(new, second)
    assert moved(lines(second)) == moved(lines(first))
    article = Article.objects.get()
    assert not article.dated
    assert article.path == "2016/06/1"
    assert ledger.said(1)["legacy"] == {"from": "page.txt"}
    assert not importing.run(new, [first]).articles


HEADER = {"kind": "header", "format": "handbill", "version": 1, "origin": "old-wire"}
RAIN = {"kind": "article", "number": 5, "date": "2004-05-06", "values": {"title": "Rain", "body": "Wet."}}


def write(path, *said):
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in said))
    return path


def test_a_file_that_another_program_wrote(site, tmp_path):
    file = write(
        tmp_path / "old.jsonl",
        HEADER,
        RAIN | {"legacy": {"from": "old wire", "number": "77", "address": "/2004/05/rain.shtml"}},
        {"kind": "comment", "article": 5, "number": 1, "values": {"body": "Yes."}},
        {"kind": "comment", "article": 5, "number": 2, "values": {"body": "No.", "reply_to": 1}},
        {"kind": "end"},
    )
    report = importing.run(site, [file])
    assert (report.articles, report.comments, report.not_understood) == (1, 2, [])
    assert ledger.said(1)["legacy"] == {"from": "old wire", "number": "77", "address": "/2004/05/rain.shtml"}
    assert ledger.said(3)["reply_to"] == 2
    assert (Article.objects.get().timed, Article.objects.get().path) == (False, "2004/05/1")
    assert [one.dated for one in Comment.objects.all()] == [False, False]
    ledger.replay()


RULE = {"kind": "guideline", "number": 1, "title": "Theirs", "text": "Words."}


def test_of_a_guideline_only_what_is_wrong_is_left_out(site, tmp_path):
    told = [["ES", "Suya", "Palabras."], ["es", "Otra", "Vez."], ["iw", "שלהם", "מילים."], 7]
    importing.run(
        site, [write(tmp_path / "old.jsonl", HEADER, RULE | {"translations": told}, {"kind": "end"})]
    )
    here = Guideline.objects.get(number=1)
    assert (here.title, here.translated()) == (
        "Theirs",
        {"es": ("Suya", "Palabras."), "he": ("שלהם", "מילים.")},
    )
    assert (here.version, Guideline.objects.get(number=2).version) == (2, 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ("{", "not a JSON object"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ({"kind": "story"}, "kind that is not known"),
        ({"kind": ["article"]}, "kind that is not known"),
        ({"kind": "comment", "article": 9, "values": {"body": "x"}}, "does not follow its article"),
        ({"kind": "article", "values": {"title": "Only"}}, "not taken"),
        ({"kind": "article", "values": {"title": 5, "body": ["x"]}}, "not taken"),
        ({"kind": "article", "values": 7}, "no values"),
        (RAIN | {"number": 6, "date": "2004-02-31"}, "no date"),
        (RAIN | {"number": 6, "date": "2999-01-01"}, "no date"),
        (RAIN | {"number": 6, "state": "loud"}, "state is not known"),
        (RAIN | {"number": 6, "values": {"title": "a", "body": "b", "media_1": {}}}, "media_1"),
        (
            RAIN | {"number": 6, "values": {"title": "a", "body": "b", "topics": ["../x", 5, "no"]}},
            "left out",
        ),
        (RAIN | {"number": 6, "values": {"title": "a", "body": "b", "byline": "x" * 999}}, "left out"),
        ({"kind": "guideline", "number": 1, "title": "", "text": ""}, "a guideline without"),
        *(
            (RULE | {"translations": told}, "was left out")
            for told in (
                [["zz-nowhere", "a", "b"]],
                [["en", "a", "b"]],
                [["es", "", "b"]],
                [["es", "a", ""]],
                [["es", "a" * 201, "b"]],
                [["es", "a"]],
                ["es"],
                [7],
            )
        ),
        ({"kind": "page", "page": "../../about", "title": "x", "text": "y"}, "a page is about"),
    ],
)
def test_a_bad_line_costs_that_line_alone(site, tmp_path, bad, word):
    file = write(tmp_path / "bad.jsonl", HEADER, bad, RAIN, {"kind": "end"})
    report = importing.run(site, [file], "jsonl")
    assert word.lower() in report.not_understood[0].what.lower()
    assert report.not_understood[0].place == "bad.jsonl, line 2"
    assert Article.objects.filter(title="Rain").count() >= 1
    ledger.replay()


def test_a_line_that_is_too_long_is_passed_over(site, tmp_path, monkeypatch):
    monkeypatch.setattr("handbill.archive.readers.jsonl.LONGEST", 1000)
    file = write(tmp_path / "long.jsonl", HEADER, "x" * 5000, RAIN, {"kind": "end"})
    sizes: list[int] = []
    report = importing.run(site, [file], tick=sizes.append)
    assert report.not_understood[0].what == "this line is too long"
    assert (report.articles, sum(sizes)) == (1, file.stat().st_size)


def test_a_file_that_was_cut_off_says_so_and_goes_on_later(site, tmp_path):
    whole = write(
        tmp_path / "whole.jsonl",
        HEADER,
        RAIN,
        {"kind": "comment", "article": 5, "number": 1, "values": {"body": "Yes."}},
        {"kind": "end"},
    )
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(whole.read_bytes()[:-40])
    report = importing.run(site, [cut])
    assert (report.articles, report.comments) == (1, 0)
    assert "whole" in report.not_understood[-1].what
    report = importing.run(site, [whole])
    assert (report.articles, report.comments, report.known) == (0, 1, 1)


@pytest.mark.once
@pytest.mark.parametrize(
    "first", ["", "{}", "Rain", '{"format":"other"}', '{"format":"handbill","version":2}']
)
def test_another_format_is_refused(site, tmp_path, first):
    file = write(tmp_path / "odd.jsonl", first, RAIN)
    report = importing.run(site, [file], "jsonl")
    assert (report.articles, len(report.not_understood)) == (0, 1)


def test_an_export_that_cannot_be_written_leaves_the_old_one(site, tmp_path):
    out = tmp_path / "wire.jsonl"
    out.write_text("old")

    def full(_items):
        raise OSError(28, "No space left on device")

    publish(author(1), report_of("Flood"), RECEIPT)
    with pytest.raises(OSError, match="No space"):
        export(site, out, full)
    assert out.read_text() == "old"
    assert not list(tmp_path.glob(".wire*"))


TEXT = st.text(min_size=1, max_size=200)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    wire=st.lists(
        st.tuples(TEXT, TEXT, st.sampled_from(fields.FORMATS), st.lists(TEXT, max_size=2)), max_size=3
    )
)
def test_whatever_people_write_moves_whole(site, other, tmp_path, wire):
    here = other()
    for title, body, kind, answers in wire:
        try:
            number = publish(
                author(), fields.article({"title": title, "body": body, "format": kind}), RECEIPT
            ).number
        except fields.Invalid:
            continue
        for answer in answers:
            try:
                comment(author(), number, fields.comment({"body": answer}), RECEIPT)
            except fields.Invalid:
                continue
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    export(here, first)
    there = other()
    report = importing.run(there, [first])
    assert report.not_understood == []
    export(there, second)
    assert moved(lines(second)) == moved(lines(first))


@pytest.mark.parametrize("batch", [1, 2, 3])
@pytest.mark.parametrize("few", [0, 1, 10])
def test_batches_change_nothing(site, tmp_path, monkeypatch, batch, few):
    town()
    export(site, tmp_path / "a")
    monkeypatch.setattr("handbill.archive.export._BATCH", batch)
    monkeypatch.setattr("handbill.archive.export._FEW", few)
    export(site, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_queries_do_not_grow_with_the_items(site):
    town()
    counts = []
    for rows in (list(Article.objects.all())[:1], list(Article.objects.all())):
        with CaptureQueriesContext(connections["snapshot"]) as queries:
            items(rows, "x")
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1
