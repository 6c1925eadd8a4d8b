import json

import pytest
from django.db import DatabaseError, connection, transaction

from handbill.actions.act import Act
from handbill.actions.comment import comment
from handbill.actions.hide import hide
from handbill.actions.publish import publish
from handbill.newswire.decision import Decision
from handbill.record.append import append
from handbill.record.format.entry import Entry as Format
from handbill.record.format.entry import Kind
from handbill.record.models import Entry

TEXT = {"title": "Rain", "body": "It rains.", "format": "text", "topics": ["water"]}


def test_each_act_leaves_its_entry(site):
    before = Entry.objects.count()
    article = publish(Act.author(), TEXT, "0" * 64)
    comment(Act.author(), article.number, {"body": "No.", "format": "text"}, "1" * 64)
    hide(Act.site(), article.number, 3, "It names a child.")
    entries = [json.loads(bytes(row.body)) for row in Entry.objects.order_by("id")[before:]]
    assert [(entry["kind"], entry["number"]) for entry in entries] == [
        ("publish", 1),
        ("comment", 2),
        ("hide", 1),
    ]
    assert entries[2]["guideline"] == 3
    assert "child" not in json.dumps(entries)


@pytest.mark.founded
@pytest.mark.parametrize("table", ["record_entry", "record_sealed"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_database_refuses_to_change_the_record(site, table, verb):
    publish(Act.author(), TEXT, "0" * 64)
    with connection.cursor() as cursor:
        entry = Entry.objects.order_by("-id")[0].pk
        cursor.execute(f"INSERT INTO record_sealed VALUES (0, {entry}, %s)", [b"leaf"])
    column = "body = body" if table == "record_entry" else "leaf = leaf"
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="corrected by adding"),
    ):
        cursor.execute(verb.format(table, column))


@pytest.mark.parametrize(
    "order",
    ["DELETE FROM newswire_decision"]
    + [
        f"UPDATE newswire_decision SET {one}"
        for one in (
            "kind = 'unhide'",
            "number = 2",
            "guideline = 4",
            "\"by\" = 'editor:1'",
            "via = 'desk'",
            "at = NULL",
        )
    ],
)
def test_the_database_refuses_to_take_a_decision_back(site, order):
    publish(Act.author(), TEXT, "0" * 64)
    hide(Act.site(), 1, 3, "It names a child.")
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="taken back"),
    ):
        cursor.execute(order + " WHERE kind = 'hide'")
    assert Decision.objects.get(kind="hide").guideline == 3


def test_no_entry_without_its_transaction(site):
    with pytest.raises(RuntimeError):
        append(Format(Kind.WITHDRAW, "2026-11-23T04:29Z", "author", number=1))
    assert not any(b"withdraw" in bytes(row.body) for row in Entry.objects.all())


def half_a_publication():
    with transaction.atomic():
        publish(Act.author(), TEXT, "0" * 64)
        raise ZeroDivisionError


def test_a_change_that_fails_leaves_no_entry(site):
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError):
        half_a_publication()
    assert Entry.objects.count() == before
    assert publish(Act.author(), TEXT, "0" * 64).number == 1
