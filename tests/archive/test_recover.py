"""A whole site from its public files alone: the same bytes under the old key, a log that continues under a new one."""

import re
import shutil
from hashlib import sha256

import pytest
from django.test import Client

from handbill.actions.admit import admit
from handbill.actions.comment import comment
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.publish import publish
from handbill.actions.revise import revise
from handbill.actions.set_page import set_page
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.archive import again
from handbill.archive.kept import Kept, grow, next_origin
from handbill.archive.past import Unlike
from handbill.guard.models import Lesson
from handbill.guard.receipt import digest, random_code
from handbill.newswire.article import Article
from handbill.newswire.sitepage import rules
from handbill.newswire.standing import state_of
from handbill.reader.verify import verify
from handbill.record.format.kinds import Kind
from handbill.record.models import Entry
from tests.archive.again import made_again
from tests.cast import BRIDGE, DOUBT, FLOOD, HELD, RENT, RUDE, VANE, Town, Walk, differences, files
from tests.crashes.sampled import seeds


def key_of(site) -> bytes:
    key: bytes = (site.secrets / "record").read_bytes()
    return key


def verified(public, since: bytes, key: str):
    report = verify(str(public), key, since)
    assert report.wrong + report.unsealed == []
    return report


@seeds(4)
def test_a_long_day_comes_back_byte_for_byte(site, server, tmp_path, seed):
    town = Town(site)
    walk = Walk(town, seed)
    for _ in range(120):
        walk.step()
    for number in walk.articles + walk.comments:
        if state_of(number) == "held":
            admit(town.operator(), number, "Read.")
    town.go_and_verify()
    before, since, bodies = files(site.public), (site.public / "record/checkpoint").read_bytes(), entries()
    new, done = made_again(town, server, tmp_path, key_of(site))
    verified(new.public, since, town.worker.log.signer.vkey)
    assert done.lost.held == ()
    assert entries() == bodies
    assert differences(before, files(new.public)) == []


def entries() -> list[bytes]:
    return [bytes(row.body) for row in Entry.objects.order_by("id")]


def test_without_the_key_another_log_continues_the_old_one(site, server, tmp_path):
    town = Town(site)
    town.nora()
    number = town.publish(FLOOD)
    town.comment(number)
    town.hide(number)
    town.go_and_verify()
    bodies, before = entries(), files(site.public)
    new, _done = made_again(town, server, tmp_path)
    there = entries()
    assert Kept.open(new.public).checkpoint.origin == f"{site.origin}/2"
    assert there[1:] == bodies
    assert b'"kind":"continue"' in there[0]
    report = verify(str(new.public))
    assert report.wrong + report.unsealed == []
    item = before["2024/03/1.json"].decode()
    assert item != (new.public / "2024/03/1.json").read_text()  # its indexes count in the new log
    twice, _done = made_again(Town(new), server, tmp_path)
    assert entries()[1:] == there
    assert Kept.open(twice.public).checkpoint.origin == f"{site.origin}/3"
    assert verify(str(twice.public)).wrong == []


def test_receipts_go_on_working(site, server, tmp_path):
    code = random_code()
    town = Town(site)
    number = publish(town.author(), RENT, digest(code)).number
    remark = comment(town.author(), number, DOUBT, digest(random_code())).number
    town.go_and_verify()
    new, _done = made_again(town, server, tmp_path, key_of(site))
    assert Article.objects.get(number=number).receipt == digest(code)
    assert shown(code) == (200, number)
    after = Town(new)
    after.now = town.now
    revise(after.author(), number, BRIDGE)
    withdraw(after.author(), remark)
    after.go_and_verify()


def shown(code: str) -> tuple[int, int]:
    """What the receipt's door answers: the status, and the number of the item that it names."""
    answer = Client().post("/receipt/", {"receipt": code, "action": "show"})
    return answer.status_code, int(re.findall(r'data-number="([0-9]+)"', answer.content.decode())[0])


def test_what_was_held_is_redacted_and_said(site, server, tmp_path):
    town = Town(site)
    number = town.publish(VANE, HELD)
    other = town.publish(FLOOD)
    remark = town.comment(other, RUDE, HELD)
    town.go_and_verify()
    new, done = made_again(town, server, tmp_path, key_of(site))
    assert done.lost.held == (number, remark)
    assert f"numbers {number}, {remark}" in "\n".join(done.lines())
    assert {state_of(number), state_of(remark)} == {"redacted"}
    verified(new.public, (site.public / "record/checkpoint").read_bytes(), town.worker.log.signer.vkey)


def test_positions_in_lists_are_kept_where_the_words_are_gone(site, server, tmp_path):
    """An article that was withdrawn no longer says its topics; its stub stays on their pages all the same."""
    town = Town(site)
    gone = town.publish(FLOOD)
    town.publish({**RENT, "topics": ["water"]})
    feature(town.operator(), 2, "It matters.", ())
    withdraw(town.author(), gone)
    town.go_and_verify()
    before = files(site.public)
    new, _done = made_again(town, server, tmp_path, key_of(site))
    assert differences(before, files(new.public)) == []
    assert b"withdrawn" in before["topic/water/1.html"]


def test_an_import_comes_back(site, server, tmp_path):
    """One without a date, which sorts by its comments; one by the day; one whose words are gone, so that its month is left."""
    town = Town(site)
    at = town.now.replace(2003, 3, 5, 10, 0)
    article = town.bring(RENT, sorts_at=at)
    town.bring({**DOUBT, "date": "2003-03-05T10:00"}, article, sorts_at=at, dated=True, timed=True)
    town.bring({**BRIDGE, "date": "2001-07-09"}, sorts_at=town.now.replace(2001, 7, 9, 0, 0), dated=True)
    gone = town.bring(
        {**BRIDGE, "date": "1999-07-09"}, sorts_at=town.now.replace(1999, 7, 9, 0, 0), dated=True
    )
    withdraw(town.author(), gone)
    town.go_and_verify()
    before = files(site.public)
    new, _done = made_again(town, server, tmp_path, key_of(site))
    verified(new.public, (site.public / "record/checkpoint").read_bytes(), town.worker.log.signer.vkey)
    changed = {name.removesuffix(".gz") for name in differences(before, files(new.public))}
    assert changed == set()


def test_another_key_is_refused(site, tmp_path):
    town = Town(site)
    town.go()
    with pytest.raises(ValueError, match="not the key"):
        grow(tmp_path / "again", Kept.open(site.public), sha256(b"another").digest(), {}, "UTC")
    assert list(tmp_path.glob("*again*")) == []


def test_a_folder_that_is_not_empty_is_refused(site, tmp_path):
    Town(site).go()
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "letter").write_text("mine")
    with pytest.raises(FileExistsError):
        grow(tmp_path / "there", Kept.open(site.public), None, {}, "UTC")
    assert [file.name for file in (tmp_path / "there").iterdir()] == ["letter"]


def test_words_that_no_entry_commits_to_are_refused_and_nothing_is_kept(site, server, tmp_path):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    copy = tmp_path / "copy"
    shutil.copytree(site.public, copy)
    file = copy / "2024/03/1.json"
    file.write_text(file.read_text().replace("over the quay", "under the quay"))
    with pytest.raises(ValueError, match="commits to"):
        made_again(town, server, tmp_path, public=copy)
    assert not Entry.objects.exists()
    assert not Article.objects.exists()


def test_an_act_that_the_verbs_would_not_do_is_refused(site, server, tmp_path, monkeypatch):
    """Verbs and record must agree: here a verb that would now make another entry."""
    town = Town(site)
    town.hide(town.publish(FLOOD))
    town.go()
    monkeypatch.setitem(again.VERBS, Kind.HIDE, again.VERBS[Kind.UNHIDE])
    with pytest.raises(Unlike, match="hide"):
        made_again(town, server, tmp_path)
    assert not Entry.objects.exists()


def test_names_of_logs():
    assert [next_origin(one) for one in ("wire.example/record", "wire.example/record/2", "w/9")] == [
        "wire.example/record/2",
        "wire.example/record/3",
        "w/10",
    ]


def test_what_the_guard_learnt_is_learnt_again_from_the_same_decisions(site, server, tmp_path):
    town = Town(site)
    nora = town.nora()
    left, spam, back = (
        town.publish({**RENT, "title": title}) for title in ("Rents", "Cheap pills", "A loan")
    )
    town.later(days=4)
    for number in (spam, back):
        hide(town.desk(nora), number, 4, "It sells.")
    unhide(town.desk(nora), back, "It does not.")
    set_page(town.operator(), "rules", "Words that wait", "casino")
    town.go_and_verify()
    before = taught()
    assert [(number, is_spam) for number, is_spam, _tokens in before] == [
        (left, False),
        (spam, True),
        (back, False),
    ]
    made_again(town, server, tmp_path, key_of(site))
    assert [one[:2] for one in taught()] == [one[:2] for one in before]
    assert rules() == "casino"


def taught() -> list[tuple[int, bool, bytes]]:
    rows = Lesson.objects.order_by("number").values_list("number", "spam", "tokens")
    return [(number, spam, bytes(tokens)) for number, spam, tokens in rows]
