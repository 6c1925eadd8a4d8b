"""What readers find in the bucket: what is in the folder, in an order that is never half, and nothing that is gone."""

import dataclasses
import itertools
import time

import pytest
import urllib3

from handbill import settings, store
from handbill.actions.freeze import freeze
from handbill.actions.redact import redact
from handbill.bucket import follow, publish
from handbill.bucket.follow import Bucket, position
from handbill.bucket.kinds import Turn, turn_of
from handbill.bucket.outbox import NOW, Outbox, paths_of
from handbill.bucket.publish import Publisher
from handbill.doctor import machines
from handbill.rebuild import rebuild
from handbill.record import durable
from handbill.record.cosigned import Asking
from handbill.record.models import Leader
from handbill.settings import Settings
from handbill.store import Failed, Store
from handbill.tables import Pages
from tests.bucket import shelf
from tests.bucket.shop import Shop
from tests.cast import BRIDGE, FLOOD, RENT, SECRETS, VANE, files

NAMES = itertools.count()

FIRST = shelf.Kept()
"""What the first town put into its bucket. The bucket of each other one has it before the town looks, and lacks nothing."""


@pytest.fixture
def shop(site: Settings, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A town whose bucket has all that its folder has."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    bucket = f"wire{next(NAMES)}"
    pages = Pages(url=f"s3://{bucket}/town", endpoint=endpoint)
    assert urllib3.request("PUT", f"{endpoint}/{bucket}").status == 200
    with_bucket = dataclasses.replace(site, pages=pages)
    settings.use(with_bucket)
    shop = Shop(with_bucket)
    shelf.keep(bucket, FIRST)
    shop.go()
    if not FIRST:
        shop.check()
        FIRST.update(shelf.kept(bucket))
    return shop


def test_what_is_published_is_in_the_bucket_as_it_is_in_the_folder(shop: Shop) -> None:
    shop.check()
    number = shop.town.publish(FLOOD)
    shop.town.comment(number)
    shop.go()
    shop.check()
    assert f"2024/03/{number}.html" in shop.objects()
    assert position(shop.site) > 0


@pytest.mark.once
def test_objects_tell_their_type_their_encoding_and_how_long_they_may_be_kept(shop: Shop) -> None:
    number = shop.town.publish(FLOOD)
    shop.go()
    page = shop.told(f"2024/03/{number}.html")
    assert page == {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
    packed = shop.told(f"2024/03/{number}.html.gz")
    assert packed == page | {"Content-Encoding": "gzip"}
    assert shop.told("record/checkpoint") == {
        "Content-Type": "text/plain; charset=utf-8",
        "Cache-Control": "no-cache",
    }
    assert shop.told("feed.atom")["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert shop.told(f"2024/03/{number}.json")["Content-Type"] == "application/json"


class Counter:
    """Writes down what is put and deleted, and lets some of it fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.put: list[str] = []
        self.deleted: list[str] = []
        self.fails: tuple[str, ...] = ()
        real_put, real_delete = Store.put, Store.delete

        def put(into, path, file, told):
            if self.fails and path.startswith(self.fails):
                raise Failed("Generic")
            self.put.append(path)
            return real_put(into, path, file, told)

        def delete(into, path):
            self.deleted.append(path)
            real_delete(into, path)

        monkeypatch.setattr(Store, "put", put)
        monkeypatch.setattr(Store, "delete", delete)


@pytest.mark.once
def test_what_others_hang_on_is_put_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    shop.town.publish(RENT)
    shop.town.go()
    turns = [turn_of(path) for path in counter.put]
    assert turns == sorted(turns)
    assert {Turn.TILES, Turn.CHECKPOINT, Turn.PARTS, Turn.ITEMS, Turn.LISTS} <= set(turns)
    assert "look/style.css" not in counter.put  # what did not change stays


@pytest.mark.once
def test_what_fails_comes_later_and_nothing_before_what_it_hangs_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = Counter(monkeypatch)
    counter.fails = ("record/tile/",)
    before = shop.objects()["record/checkpoint"]
    shop.town.publish(BRIDGE)
    shop.town.go()
    assert counter.put == []
    assert shop.objects()["record/checkpoint"] == before
    assert capsys.readouterr().err.count("the bucket does not take what is put") == 1
    counter.fails = ()
    monkeypatch.setattr(shop.town.worker.bucket.publisher, "due", 0.0)
    shop.town.go()
    shop.check()
    assert "takes what is put again" in capsys.readouterr().err


def test_what_is_redacted_is_gone_from_the_bucket(shop: Shop) -> None:
    number = shop.town.publish(VANE)
    shop.go()
    assert any(word in data for data in shop.objects().values() for word in SECRETS)
    redact(shop.town.desk(shop.town.nora()), number, 2, "A private address.")
    shop.go()
    shop.check()
    left = {path for path, data in shop.objects().items() if any(word in data for word in SECRETS)}
    assert left == set()


def test_a_site_that_ends_is_whole_in_the_bucket_with_its_search(shop: Shop) -> None:
    number = shop.town.publish(VANE)
    freeze(shop.town.operator(), "We have done what we came for.")
    shop.go()
    shop.check()
    parts = {path for path in shop.objects() if path.startswith("search/parts/")}
    assert parts
    assert turn_of(min(parts)) < turn_of("search/index.html")
    redact(shop.town.operator(), number, 2, "A private address.")
    shop.go()
    shop.check()
    assert parts.isdisjoint(shop.objects())  # others have come in their place
    assert not any(word in data for data in shop.objects().values() for word in SECRETS)


@pytest.mark.once
def test_what_is_gone_from_the_folder_is_deleted_although_a_put_failed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter(monkeypatch)
    counter.fails = ("index.html",)
    (shop.site.public / "about.html").unlink()
    shop.town.worker.bucket.outbox.add(0, [b"about.html", b"index.html"])
    shop.town.go()
    assert "about.html" not in shop.objects()
    assert counter.deleted == ["about.html"]


def test_killed_between_the_page_and_the_bucket_it_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = shop.town.publish(FLOOD)

    def killed(_self, _still) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Publisher, "step", killed)
        with pytest.raises(KeyboardInterrupt):
            shop.town.go()
    assert f"2024/03/{number}.html" not in shop.objects()
    again = Shop(shop.site)
    again.go()
    again.check()


def test_killed_while_files_are_written_it_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.town.publish(FLOOD)
    with monkeypatch.context() as dying:
        dying.setattr(Bucket, "run", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shop.town.go()
    assert (shop.site.data / "outbox" / NOW).stat().st_size > 0
    again = Shop(shop.site)
    again.town.go()
    again.check()


def test_rebuild_puts_what_differs_and_nothing_else(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.town.publish(FLOOD)
    shop.go()
    shop.store.delete("about.html")
    (shop.site.data / "tmp/alien").write_text("mine")
    shop.store.put("index.html", shop.site.data / "tmp/alien", {})
    shop.store.put("alien.html", shop.site.data / "tmp/alien", {})
    counter = Counter(monkeypatch)
    rebuild(shop.site, lambda _done: None, processes=1)
    shop.town.go()
    shop.check()
    assert {"about.html", "index.html"} <= set(counter.put)
    assert counter.deleted == ["alien.html"]
    assert not [path for path in counter.put if path.startswith(("2024/", "look/", "record/tile"))]


def test_who_stands_by_keeps_what_the_leader_may_not_have_put(shop: Shop) -> None:
    """Of two machines one dies before it put what both have made: the other one does."""
    outbox = Outbox(shop.site)
    size = position(shop.site)
    outbox.add(size - 1, [b"index.html"])
    outbox.add(size, [b"feed.atom"])
    other = Bucket(shop.site)
    other.run(size, size, leads=False, still=lambda: True)
    assert [one.name.split("-")[0] for one in outbox.batches()] == [f"{size:015d}"]
    shop.store.delete("feed.atom")
    other.run(size, size, leads=True, still=lambda: True)
    assert outbox.batches() == []
    assert shop.store.get("feed.atom") == files(shop.site.public)["feed.atom"]


def test_who_does_not_lead_any_more_puts_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    outbox = Outbox(shop.site)
    outbox.add(5, [b"index.html", b"not-there.html"])
    Bucket(shop.site).run(5, 5, leads=True, still=lambda: False)
    assert counter.put == counter.deleted == []
    assert len(outbox.batches()) == 1


def test_the_doctor_says_what_waits_and_whether_the_bucket_answers(shop: Shop) -> None:
    def said() -> str:
        return "\n".join(f"{one.level} {one.words}" for one in machines.check(shop.site))

    assert "answers" in said()
    assert "entries are in the bucket with their files" in said()
    shop.town.publish(FLOOD)
    shop.site.public.joinpath("x.html").write_text("x")
    Outbox(shop.site).add(0, [b"x.html"])
    assert "batches that wait here: 1" in said()
    elsewhere = dataclasses.replace(shop.site.pages, endpoint="http://127.0.0.1:1")
    assert "does not answer" in "\n".join(
        one.words for one in machines.check(dataclasses.replace(shop.site, pages=elsewhere))
    )


def test_an_older_checkpoint_that_comes_late_does_not_stay(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A leader that fell silent in the middle of a put, and whose put arrives after the next one's."""
    older = shop.site.temporary / "older"
    older.write_bytes(shop.objects()["record/checkpoint"])
    shop.town.publish(FLOOD)
    shop.go()
    shop.store.put("record/checkpoint", older, {})
    monkeypatch.setattr(follow, "LOOK", 0.0)
    shop.town.go()
    shop.check()


@pytest.mark.only_postgresql
def test_what_an_earlier_leader_put_late_does_not_bring_back_what_was_redacted(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had read the file, and its put arrived after the tombstone; whoever took over is killed once before it looks again."""
    number = shop.town.publish(VANE)
    shop.go()
    page = f"2024/03/{number}.html"
    held = shop.site.temporary / "held"
    held.write_bytes(shop.objects()[page])
    Leader.objects.filter(id=1).update(place="elsewhere:/srv/wire")
    redact(shop.town.operator(), number, 2, "A private address.")
    shop.go()
    shop.store.put(page, held, {})
    assert any(word in shop.objects()[page] for word in SECRETS)
    again = Shop(shop.site)
    again.go()
    assert any(word in shop.objects()[page] for word in SECRETS)  # the other one may still put more
    monkeypatch.setattr(follow, "LATE", 0.0)
    again = Shop(shop.site)
    again.go()
    again.check()
    monkeypatch.setattr(follow, "compare", lambda *_a: pytest.fail("it was compared already"))
    Shop(shop.site).go()


def test_who_is_not_heard_to_lead_any_more_begins_no_put(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the midst of a part: what is under way ends, what waits in the queue stays."""
    monkeypatch.setattr(publish, "ASK", 0.01)
    leads, counter, real = [True], Counter(monkeypatch), Store.put

    def slow(into, path, file, told):
        leads[0] = False
        time.sleep(0.1)
        return real(into, path, file, told)

    monkeypatch.setattr(Store, "put", slow)
    names = [f"x{number}.html" for number in range(3 * publish.THREADS)]
    for name in names:
        (shop.site.public / name).write_text("x")
    outbox = Outbox(shop.site)
    outbox.add(5, [name.encode() for name in names])
    publisher = Publisher(shop.site)
    assert not publisher.step(lambda: leads[0])
    assert 0 < len(counter.put) <= publish.THREADS
    left = paths_of(outbox.batches()[0])
    assert sorted([*left, *counter.put]) == sorted(names)
    assert publisher.due == 0.0  # nothing has failed


@pytest.mark.once
def test_a_large_file_goes_in_parts_and_stops_where_this_process_does_not_lead(shop: Shop) -> None:
    file, asked = shop.site.temporary / "film.mp4", list[int]()
    file.write_bytes(b"film" * (store.PART // 3))

    def may() -> bool:
        asked.append(1)
        return len(asked) < 2

    stopped = Store(shop.site, shop.site.pages.url, may)
    with pytest.raises(Failed):
        stopped.put("film.mp4", file, {"Content-Type": "video/mp4"})
    assert shop.store.get("film.mp4") is None
    assert shop.store.put("film.mp4", file, {"Content-Type": "video/mp4"})
    assert shop.store.get("film.mp4") == file.read_bytes()
    there = {path: tag for path, _size, tag in shop.store.list()}
    assert there["film.mp4"] == store.tag(file)
    assert shop.told("film.mp4") == {"Content-Type": "video/mp4"}


@pytest.mark.once
def test_what_is_written_after_the_batch_was_closed_is_in_the_next(shop: Shop) -> None:
    """Witnesses and mirrors write at the end of a run."""
    outbox, file = Outbox(shop.site), shop.site.public / "record/checkpoint.witnessed"
    with durable.whole(shop.site.public), outbox.noting():
        durable.replace(shop.site.public, file, b"older")
        outbox.close(5)
        durable.replace(shop.site.public, file, b"newer")
    outbox.close(6)
    assert [paths_of(one) for one in outbox.batches()] == [["record/checkpoint.witnessed"]] * 2


@pytest.mark.once
def test_what_a_witness_cosigned_is_in_the_bucket_after_the_run_that_wrote_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shop.site.public / "record/checkpoint.witnessed"
    monkeypatch.setattr(Asking, "step", lambda _asking: durable.replace(shop.site.public, file, b"cosigned"))
    shop.town.worker.run_once()
    assert shop.store.get("record/checkpoint.witnessed") == b"cosigned"
