"""Commands that end leave the bucket whole, or say what it lacks: no worker goes on after them on a finished site."""

import psycopg
import pytest
import urllib3

from handbill.actions.freeze import freeze
from handbill.bucket import follow, publish, through
from handbill.commands.bucket import put_all
from handbill.commands.plainly import Failed
from handbill.rebuild import rebuild
from handbill.record.leader import KEY
from handbill.record.models import Leader
from handbill.settings import load
from handbill.store import Failed as NoAnswer
from handbill.store import Store
from tests.bucket.shop import Shop
from tests.bucket.test_bucket import shop
from tests.cast import FLOOD
from tests.shell import handbill

__all__ = ["shop"]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The town was founded in another place, which led: what it put has arrived."""
    monkeypatch.setattr(follow, "LATE", 0.0)


@pytest.mark.once
def test_a_site_that_is_finished_at_the_shell_is_whole_in_its_bucket(tmp_path, endpoint, monkeypatch):
    folder = tmp_path / "wire"
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    bucket = {"HANDBILL_PAGES_URL": "s3://finished", "HANDBILL_PAGES_ENDPOINT": endpoint}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    assert urllib3.request("PUT", f"{endpoint}/finished").status == 200
    assert handbill("new", folder, "--name", "The Wire", "--address", "https://wire.example/").returncode == 0
    done = handbill("freeze", folder, "--reason", "We have done what we came for.", **bucket)
    assert done.returncode == 0, done.stderr
    Shop(load(folder, bucket)).check()
    assert (folder / "public/search/index.html").exists()


@pytest.mark.once
def test_what_takes_longer_than_one_run_is_put_all_the_same(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "SLICE", 0.05)
    monkeypatch.setattr(publish, "PART", 4)
    shop.town.publish(FLOOD)
    freeze(shop.town.operator(), "We have done what we came for.")
    for path, _size, _tag in list(shop.store.list()):
        shop.store.delete(path)
    rebuild(shop.site, lambda _done: None, processes=1)
    assert len(shop.town.worker.bucket.outbox.batches()) > 1
    put_all(shop.site, "handbill work wire --once")
    shop.check()


@pytest.mark.once
def test_a_store_that_takes_nothing_is_told_and_nothing_is_forgotten(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given, **_named):
        raise NoAnswer("Generic")

    monkeypatch.setattr(publish, "RETRY", 0.05)
    monkeypatch.setattr(follow, "RETRY", 0.05)
    shop.store.delete("about.html")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "list", away)
        rebuild(shop.site, lambda _done: None, processes=1)  # its comparison finds no answer
        with pytest.raises(Failed, match=r"does not answer\. Again: handbill work wire --once"):
            put_all(shop.site, "handbill work wire --once")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "put", away)
        with pytest.raises(Failed, match="does not take it"):
            put_all(shop.site, "handbill work wire --once")
    put_all(shop.site, "handbill work wire --once")
    shop.check()


@pytest.mark.only_postgresql
def test_the_last_puts_of_another_machine_are_waited_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Leader.objects.filter(id=1).update(place="elsewhere:/srv/wire")
    monkeypatch.setattr(follow, "LATE", 0.5)
    monkeypatch.setattr(through, "PAUSE", 0.1)
    put_all(shop.site, "handbill work wire --once")
    assert capsys.readouterr().err.count("its last ones are waited for") == 1
    assert shop.town.worker.bucket.outbox.term() == Leader.objects.get(id=1).term


@pytest.mark.only_postgresql
def test_who_does_not_lead_puts_nothing_and_that_is_no_failure(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.town.publish(FLOOD)
    there = shop.objects()
    with psycopg.connect(shop.site.database_url) as foreign:
        foreign.execute("SELECT pg_advisory_lock(%s)", [KEY])
        put_all(shop.site, "handbill work wire --once")
    assert "another machine leads" in capsys.readouterr().err
    assert shop.objects() == there
