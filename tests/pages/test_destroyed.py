"""What is destroyed is in no byte that the site has: not in pages, not in the database's free pages, not in its log."""

import pytest
from django.db import connection, connections

from handbill.actions.amend import amend
from handbill.actions.appeal import appeal
from handbill.actions.classify import classify
from handbill.actions.complain import complain
from handbill.actions.confirm import confirm
from handbill.actions.hide import hide
from handbill.actions.propose import propose
from handbill.actions.receive import receive
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.withdraw import withdraw
from handbill.record.durable import NURSERY
from tests.cast import BRIDGE, DOUBT, FLOOD, RUDE, SECRETS, VANE, Town

LONG = {**VANE, "body": "555-0199-quill. " * 3000}


def holding(site) -> list[str]:
    """Name the files of the whole site folder that hold a secret; on PostgreSQL also the tables that do."""
    every = [file for file in site.folder.rglob("*") if file.is_file()]
    told = [file for file in every if any(word in file.read_bytes() for word in SECRETS)]
    found = [str(file.relative_to(site.folder)) for file in told]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(
                [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor]
            )
            if any(word.decode() in rows for word in SECRETS):
                found.append(table)
    return found


def with_thirty_articles(site):
    town = Town(site)
    town.nora()
    for _ in range(30):  # so that what follows lies on pages with others
        town.publish(FLOOD)
    town.go()
    return town.now


pytestmark = pytest.mark.grown(how=with_thirty_articles)


@pytest.fixture
def town(site, told):
    return Town(site, told)


@pytest.mark.parametrize("values", [VANE, LONG], ids=["short", "overflowing"])
@pytest.mark.parametrize(
    "way", ["withdraw", "redact", "redact what is hidden", "by two", "forget", "field by field"]
)
def test_an_article(site, town, values, way):
    number = town.publish(values)
    town.publish(BRIDGE)
    amend(town.author(), number, {"body": "555-0199-quill again", "format": "text"})
    town.go()
    assert holding(site)
    if way == "withdraw":
        withdraw(town.author(), number)
    elif way == "redact":
        redact(town.desk(), number, 3, "It names a neighbour.")
    elif way == "redact what is hidden":
        hide(town.desk(), number, 3, "It names a neighbour.")
        appeal(town.author(), number, "Please.")
        town.go()
        redact(town.desk(), number, 3, "It names a neighbour.")
    elif way == "by two":
        classify(town.desk(), number, "It is about water.", topics=("water",))
        complain(town.author(), number, None, "Quillfeather is my aunt.")
        receive(town.desk(), number, "Out with Quillfeather.", "Quillfeather", town.now.date(), None)
        propose(town.desk(), number, 3, "It names a neighbour.")
        town.go()
        confirm(town.desk(town.idris()), number, 3, "It names a neighbour.")
    elif way == "forget":
        revise(town.author(), number, BRIDGE, forget=True)
    else:
        for field in ("title", "byline", "phone", "body"):
            redact(town.desk(), number, 3, "It names a neighbour.", field=field)
    town.go_and_verify()
    assert holding(site) == []


@pytest.mark.parametrize("way", ["withdraw", "redact"])
def test_a_comment_and_its_appeal(site, town, way):
    number = town.comment(1, RUDE)
    town.comment(1, DOUBT)
    town.go()
    if way == "withdraw":
        hide(town.desk(), number, 3, "Rude.")
        appeal(town.author(), number, "But Quillfeather is rude.")
        town.go()
        withdraw(town.author(), number)
    else:
        redact(town.desk(), number, 3, "Rude.")
    town.go_and_verify()
    assert holding(site) == []


def test_what_a_crash_left_half_written_is_swept(site, town):
    (site.public / NURSERY / "4711").write_bytes(SECRETS[0])
    town.go()
    assert holding(site) == []


def test_the_log_is_emptied_later_when_somebody_reads(site, town):
    if connection.vendor != "sqlite":
        return
    number = town.publish(VANE)
    town.go()
    reader = connections["snapshot"].copy("reader")
    with reader.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM newswire_article")
        cursor.fetchone()
        redact(town.desk(), number, 3, "It names a neighbour.")
        town.go()
        cursor.execute("ROLLBACK")
    reader.close()
    town.go()
    assert holding(site) == []


def test_what_a_killed_process_left_beside_a_page_is_swept(site, town):
    town.publish(VANE)
    town.go()
    (site.public / NURSERY / "4711-killed").touch()
    left = next(site.public.glob("2024/*")) / ".1.html.new"
    left.write_bytes(SECRETS[0])
    town.go()
    assert not left.exists()
    assert list((site.public / NURSERY).iterdir()) == []
