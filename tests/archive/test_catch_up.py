"""An old backup beside newer public files: nothing is written until it has caught up, and then all is as it was."""

import shutil

import pytest
from django.db import connections
from django.test import Client

from handbill import settings
from handbill.actions.act import Refused
from handbill.actions.admit import admit
from handbill.archive.catch_up import Apart, CaughtUp, catch_up
from handbill.archive.kept import Kept
from handbill.newswire.standing import state_of
from handbill.reader.verify import verify
from handbill.rebuild import rebuild
from handbill.record.models import Clock, Entry, Head
from handbill.record.trouble import look_at_all, trouble
from handbill.worker import Worker
from tests.cast import BRIDGE, FLOOD, HELD, RENT, VANE, Town, Walk, differences, files
from tests.conftest import connect
from tests.crashes.sampled import seeds
from tests.crashes.twins import twin


class Backup:
    """The site as it was, and as it is today; `restored` is today's public folder with the old database."""

    def __init__(self, town: Town, server: str, into) -> None:
        self.server, self.into, self.town = server, into, town
        self.old = twin(town.site, server, into)
        self.enter(town.site)

    def enter(self, site) -> None:
        connections.close_all()
        settings.use(site)
        connect(site)

    def restored(self, *, checkpoint: bool = True) -> Town:
        connections.close_all()
        shutil.rmtree(self.old.public)
        shutil.copytree(self.town.site.public, self.old.public)
        if not checkpoint:
            (self.old.public / "record/checkpoint").unlink()
        again = Town(twin(self.old, self.server, self.into))
        again.now = self.town.now
        return again


def caught_up(town: Town, source=None) -> CaughtUp:
    return catch_up(Kept.open(source or town.site.public), town.site, lambda _done: None)


@seeds(3)
def test_all_that_came_since_the_backup_is_taken_over(site, server, tmp_path, seed):
    town = Town(site)
    walk = Walk(town, seed)
    for _ in range(60):
        walk.step()
    town.go()
    backup = Backup(town, server, tmp_path)
    for _ in range(60):
        walk.step()
    for number in walk.articles + walk.comments:
        if state_of(number) == "held":
            admit(town.operator(), number, "Read.")
    town.go_and_verify()
    today, size = files(site.public), Head.objects.get().size
    restored = backup.restored()
    here = Entry.objects.count()
    assert restored.go() == 0
    assert files(restored.site.public) == today
    done = caught_up(restored)
    assert (done.adopted, done.lost.held, done.trouble) == (size - here, (), "")
    restored.worker = Worker(restored.site)
    look_at_all(restored.worker.log)
    restored.go_and_verify()
    assert differences(today, files(restored.site.public)) == []
    rebuild(restored.site, lambda _done: None, processes=1)
    changed = differences(today, files(restored.site.public))
    assert {name.removesuffix(".gz") for name in changed} <= {"index.html"}  # hidden this week
    restored.publish(BRIDGE)
    restored.go_and_verify()
    assert verify(str(restored.site.public), None, today["record/checkpoint"]).wrong == []


def test_what_was_held_since_the_backup_is_redacted(site, server, tmp_path):
    town = Town(site)
    before = town.publish(VANE, HELD)
    town.go()
    backup = Backup(town, server, tmp_path)
    number = town.publish(VANE, HELD)
    town.go_and_verify()
    restored = backup.restored()
    Clock.objects.update(doubted_at=town.now)  # it has not seen the clock for long
    assert caught_up(restored).lost.held == (number,)
    restored.go_and_verify()
    assert (state_of(before), state_of(number)) == ("held", "redacted")
    admit(restored.operator(), before, "Read.")
    restored.go_and_verify()


def test_the_doors_are_closed_until_then(site, server, tmp_path):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    backup = Backup(town, server, tmp_path)
    town.publish(RENT)
    town.go()
    restored = backup.restored()
    entries = Entry.objects.count()
    reader = Client()
    sent = {"title": "T", "body": "Kept words"}
    for answer in (
        *(
            reader.get(address)
            for address in ("/publish/", "/receipt/", "/desk/", "/comment/1/", "/nowhere/")
        ),
        *(
            reader.post(address, sent)
            for address in ("/publish/", "/comment/1/", "/complain/1/", "/receipt/")
        ),
    ):
        assert answer.status_code == 503
        assert answer["Retry-After"] == "600"
        assert b"brought back from an older copy" in answer.content
    assert b"Kept words" in reader.post("/publish/", sent).content
    assert Entry.objects.count() == entries
    caught_up(restored)
    assert Client().get("/publish/").status_code == 200
    assert Client().post("/publish/", sent).status_code == 201
    restored.go_and_verify()


def test_a_copy_elsewhere_will_do_where_the_own_files_are_old_too(site, server, tmp_path):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    backup = Backup(town, server, tmp_path)
    for _ in range(300):
        town.publish(RENT)
    town.go_and_verify()
    today = files(site.public)
    connections.close_all()
    restored = Town(twin(backup.old, server, tmp_path))
    restored.now = town.now
    assert caught_up(restored, site.public).adopted == 300
    restored.go_and_verify()
    assert [one for one in differences(today, files(restored.site.public)) if ".p/" not in one] == []


def test_tiles_alone_tell_it_too(site, server, tmp_path):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    backup = Backup(town, server, tmp_path)
    town.publish(RENT)
    town.go()
    restored = backup.restored(checkpoint=False)
    restored.worker.start()
    assert trouble().startswith("the database is older")
    assert Client().get("/publish/").status_code == 503
    caught_up(restored, site.public)
    restored.go_and_verify()


def test_acts_that_the_record_does_not_have_are_in_the_way(site, server, tmp_path):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    backup = Backup(town, server, tmp_path)
    town.publish(RENT)
    town.go()
    here = Town(twin(backup.old, server, tmp_path))
    here.publish(BRIDGE)
    count = Entry.objects.count()
    with pytest.raises(Apart, match=f"entry {count - 1} "):
        caught_up(here, site.public)
    assert Entry.objects.count() == count
    assert Head.objects.get().size == count - 1


def test_older_files_are_refused(site, server, tmp_path):
    town = Town(site)
    town.go()
    backup = Backup(town, server, tmp_path)
    town.publish(RENT)
    town.go()
    with pytest.raises(Apart, match="not newer"):
        caught_up(town, backup.old.public)
    town.go_and_verify()


def test_nothing_to_do_is_no_error(site):
    town = Town(site)
    town.publish(RENT)
    town.go()
    assert caught_up(town).adopted == 0
    town.go_and_verify()


def test_nothing_is_kept_of_a_catching_up_that_fails(site, server, tmp_path, monkeypatch):
    town = Town(site)
    town.publish(FLOOD)
    town.go()
    backup = Backup(town, server, tmp_path)
    town.publish(RENT)
    town.hide(1)
    town.go()
    restored = backup.restored()
    count = Entry.objects.count()
    kept = Kept.open(restored.site.public)
    file = restored.site.public / "record/decision" / f"{count + 1}.json"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"neighbour", b"stranger"))
    with pytest.raises(ValueError, match="commits to"):
        catch_up(kept, restored.site, lambda _done: None)
    assert Entry.objects.count() == count
    restored.go()
    with pytest.raises(Refused):
        restored.publish(BRIDGE)
    file.write_bytes(whole)
    caught_up(restored)
    restored.go_and_verify()
