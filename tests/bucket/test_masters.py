"""Media that one machine was sent, and others show: the masters in a bucket that they share, and nobody else reads."""

import dataclasses
import itertools
import shutil
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

import pytest
import urllib3

from handbill import settings
from handbill.actions.redact import redact
from handbill.newswire import masters, media
from handbill.newswire.article import Article
from handbill.newswire.attachment import MediaFile
from handbill.reader.verify import verify
from handbill.record import host
from handbill.record.leader import Leading
from handbill.settings import Settings
from handbill.store import Failed, Store
from handbill.tables import Pages
from tests.cast import Town
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture

NAMES = itertools.count()


@pytest.fixture
def one(site: Settings, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine that shares its masters."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    bucket = f"masters{next(NAMES)}"
    assert urllib3.request("PUT", f"{endpoint}/{bucket}").status == 200
    shared = dataclasses.replace(site, pages=Pages(masters=f"s3://{bucket}/wire", endpoint=endpoint))
    settings.use(shared)
    return shared


@pytest.fixture
def other(one: Settings, tmp_path: Path) -> Settings:
    """Another machine of the same site: the same database, and nothing on its disc."""
    folder = tmp_path / "other"
    for name in ("data/tmp", "public"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(one.secrets, folder / "secrets")
    host.join(folder / "data")
    return dataclasses.replace(one, folder=folder)


def stored(one: Settings) -> set[str]:
    return {path.rpartition("/")[2] for path, _size, _tag in Store(one, one.pages.masters).list()}


def test_a_picture_that_one_machine_was_sent_stands_on_the_pages_of_another(
    one: Settings, other: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Door().post("/publish/", {**TEXT, "media": [picture()]}).number
    Town(one).go_and_verify()
    assert stored(one) == set(MediaFile.objects.values_list("sha256", flat=True))
    settings.use(other)
    there = Town(other)
    monkeypatch.setattr(Leading, "now", lambda here: nullcontext(here.site == one))  # the other one stands by
    there.go_and_verify()
    assert verify(str(other.public)).wrong == []
    beside = f"{Article.objects.get(number=number).path}"
    names = sorted(file.name for file in (one.public / beside).iterdir())
    assert sorted(file.name for file in (other.public / beside).iterdir()) == names
    redact(there.desk(there.nora()), number, 2, "A private address.")
    assert stored(one) == set()
    settings.use(one)
    Town(one).go_and_verify()
    settings.use(other)
    there.go_and_verify()
    for machine in (one, other):
        assert not list(machine.public.glob(f"{beside}/*.jpg"))


def test_what_the_bucket_does_not_take_is_not_promised(
    one: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_store, _path, _file, _told) -> bool:
        raise Failed("Generic")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "put", away)
        answer = Door().post("/publish/", {**TEXT, "media": [picture()]})
    assert answer.status == 503
    assert str(TEXT["body"]) in answer.text
    assert Article.objects.count() == 0
    assert Door().post("/publish/", {**TEXT, "media": [picture()]}).status == 201


def test_a_master_that_was_changed_in_the_bucket_is_not_taken(one: Settings, other: Settings) -> None:
    Door().post("/publish/", {**TEXT, "media": [picture()]})
    name = min(stored(one))
    (one.temporary / "mine").write_bytes(b"mine")
    store = Store(one, one.pages.masters)
    store.put(f"{name[:2]}/{name}", one.temporary / "mine", {})
    settings.use(other)
    with pytest.raises(Failed):
        media.path_of(name)
    assert [file.name for file in media.folder().iterdir() if file.is_file() and file.name != ".lock"] == []


def test_what_a_crash_left_in_the_bucket_goes_and_what_it_lacks_comes(one: Settings) -> None:
    Door().post("/publish/", {**TEXT, "media": [picture()]})
    kept = stored(one)
    left = one.temporary / "left"
    left.write_bytes(b"nobody needs it")
    store, orphan = Store(one, one.pages.masters), sha256(b"nobody needs it").hexdigest()
    store.put(f"{orphan[:2]}/{orphan}", left, {})
    lost = min(kept)
    store.delete(f"{lost[:2]}/{lost}")
    assert stored(one) == (kept | {orphan}) - {lost}
    done = sum(media.sweep_shared(share) for share in range(masters.SHARES))
    assert (done, stored(one)) == (2, kept)


def test_a_machine_without_pages_lets_go_of_what_the_bucket_has(
    one: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "doors"
    (folder / "data/tmp").mkdir(parents=True)
    shutil.copytree(one.secrets, folder / "secrets")
    host.join(folder / "data", doors=True)
    settings.use(dataclasses.replace(one, folder=folder))
    assert Door().post("/publish/", {**TEXT, "media": [picture()]}).status == 201
    brought, lost = stored(one), min(stored(one))
    Store(one, one.pages.masters).delete(f"{lost[:2]}/{lost}")

    def let_go() -> int:
        return sum(media.let_go(share) for share in range(masters.SHARES))

    assert let_go() == 0  # it may be needed in this hour
    monkeypatch.setattr(media, "ORPHAN", -10)
    assert let_go() == len(brought) - 1
    assert [file.name for file in media.folder().iterdir() if file.name != ".lock"] == [lost]
    again = max(brought)
    assert media.path_of(again).is_file()
