"""When what was signed does not stand any more: signing stops and says so, pages go on."""

import shutil
from types import SimpleNamespace

import pytest
from django.db import connections

from handbill.actions.act import Refused
from handbill.reader.verify import verify
from handbill.rebuild import rebuild
from handbill.record import audit, rounds, seal
from handbill.record.format.checkpoint import open_checkpoint
from handbill.record.models import Entry, Head
from handbill.record.seal import Behind
from handbill.record.trouble import look_at_start, trouble
from handbill.worker import Worker
from tests.cast import BRIDGE, RENT, Town, files, published
from tests.crashes.twins import twin


def size_of(town: Town) -> int:
    return open_checkpoint(
        (town.site.public / "record/checkpoint").read_bytes(), town.worker.log.signer.verifier
    ).size


pytestmark = pytest.mark.grown(how=published)


@pytest.fixture
def town(site, told):
    return Town(site, told)


def edge(town: Town, kind: str):
    size = size_of(town)
    return town.site.public / f"record/tile/{kind}/000.p/{size}"


def harm(file, how: str) -> None:
    data = file.read_bytes()
    if how == "gone":
        file.unlink()
    elif how == "cut off":
        file.write_bytes(data[:-1])
    elif how == "emptied":
        file.write_bytes(b"")
    else:
        file.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])


@pytest.mark.once
@pytest.mark.parametrize("how", ["changed", "cut off", "gone", "emptied"])
@pytest.mark.parametrize("kind", ["0", "entries"])
def test_signing_stops_and_pages_go_on(town, capsys, kind, how):
    size = size_of(town)
    file = edge(town, kind)
    whole = file.read_bytes()
    harm(file, how)
    number = town.publish(RENT)
    town.go()
    assert size_of(town) == size
    assert "signing has stopped" in capsys.readouterr().err
    assert town.there(f"2024/03/{number}.html")
    assert RENT["title"] in town.page("newswire/1.html")
    town.go()
    assert capsys.readouterr().err == ""  # said once
    page = town.page("record/index.html")
    assert "Signing has stopped." in page
    assert "record/tile" in page or "right edge" in page
    report = verify(str(town.site.public))
    assert report.wrong
    file.write_bytes(whole)
    town.go()
    town.go_and_verify()
    assert trouble() == ""
    assert "Signing has stopped." not in town.page("record/index.html")
    assert size_of(town) > size


@pytest.mark.once
@pytest.mark.parametrize("kind", ["0", "entries", "1"])
def test_an_older_tile_is_found_soon_after_the_start(town, kind, monkeypatch):
    """What is signed until then hangs on none of it: all that was signed is right, and is on the pages."""
    monkeypatch.setattr(audit, "NEWEST", 1)
    monkeypatch.setattr(rounds, "SLICE", 1)
    for _ in range(300):
        town.publish(BRIDGE)
    town.go_and_verify()
    file = town.site.public / f"record/tile/{kind}/000{'.p/1' if kind == '1' else ''}"
    whole = file.read_bytes()
    harm(file, "changed" if kind != "1" else "cut off")
    town.worker = Worker(town.site)
    town.worker.start()
    for _ in range(3):
        town.worker.run_once(town.now)
    assert trouble() == f"{file.relative_to(town.site.public)} is not what was signed"
    size = size_of(town)
    number = town.publish(RENT)
    town.worker.run_once(town.now)
    assert size_of(town) == size
    assert town.there(f"2024/03/{number}.html")
    file.write_bytes(whole)
    town.worker.start()
    town.go_and_verify()
    assert size_of(town) > size


def test_a_start_reads_the_right_edge_and_the_worker_then_all(town, monkeypatch):
    clock, read = [1000.0], []
    monkeypatch.setattr(audit, "NEWEST", 1)
    monkeypatch.setattr(rounds, "SLICE", 1)
    monkeypatch.setattr(rounds, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    for _ in range(300):
        town.publish(BRIDGE)
    town.go_and_verify()
    monkeypatch.setattr(audit, "_look", lambda _log, n, _size: read.append(n))
    monkeypatch.setattr(seal, "entries", None)
    log, one = town.worker.log, rounds.Rounds()

    def reads(times: int, seconds: float, *, due: bool = False) -> list[int]:
        read.clear()
        for _ in range(times):
            clock[0] += seconds
            one.step(log, due=due)
        return read

    look_at_start(log)
    assert read == [1]
    assert reads(9, 1.0) == [0, 1]
    assert reads(3, 0.1, due=True) == [0, 1, 0]  # each minute, for ever
    one.begin()
    one.begin()
    assert reads(9, 1.0) == [1, 0, 1]  # what was under way is ended first, else its end is never read
    one.begin()
    assert reads(3, 0.3) == [0]  # however busy it is: by the clock
    assert reads(30, 0.3) == [1]


@pytest.mark.once
def test_a_site_that_is_never_idle_reads_all_again_when_the_day_turns(town, monkeypatch):
    monkeypatch.setattr(rounds, "SLICE", 1)
    monkeypatch.setattr(rounds, "EACH", 0.0)
    for _ in range(300):
        town.publish(BRIDGE)
    town.go_and_verify()
    for _ in range(3):
        town.worker.run_once(town.now)
    harm(town.site.public / "record/tile/0/000", "changed")
    town.later(days=1)
    for _ in range(3):
        town.publish(RENT)
        town.worker.run_once(town.now)
    assert trouble() == "record/tile/0/000 is not what was signed"


@pytest.mark.once
def test_an_older_tile_is_found_by_and_by(town):
    for _ in range(300):
        town.publish(BRIDGE)
    town.go_and_verify()
    harm(town.site.public / "record/tile/0/000", "changed")
    town.go()
    assert trouble() == "record/tile/0/000 is not what was signed"


@pytest.mark.parametrize("since", [1, 30, pytest.param(300, marks=pytest.mark.once)])
@pytest.mark.parametrize("checkpoint", [True, False], ids=["with the checkpoint", "without the checkpoint"])
def test_an_old_database_never_signs_a_fork(town, server, tmp_path, since, checkpoint):
    """The database of yesterday beside the public files of today: other entries would get the same indexes."""
    old = twin(town.site, server, tmp_path / "old")
    connections.close_all()
    today = Town(twin(town.site, server, tmp_path / "today"))
    for _ in range(since):
        today.publish(BRIDGE)
    today.go_and_verify()
    connections.close_all()
    shutil.rmtree(old.public)
    shutil.copytree(today.site.public, old.public)
    if not checkpoint:
        (old.public / "record/checkpoint").unlink()
    before = files(old.public)
    restored = Town(twin(old, server, tmp_path / "restored"))
    if not checkpoint:
        restored.worker.start()  # the tiles tell it, where it looks at them
    assert restored.go() == 0
    assert trouble().startswith("the database is older than the public record")
    with pytest.raises(Refused) as refused:
        restored.publish(RENT)
    assert refused.value.status == 503
    restored.later(days=40).go()
    assert not Entry.objects.filter(id__gt=Head.objects.get().size).exists()
    with pytest.raises(Behind):
        rebuild(restored.site, lambda _done: None)
    assert files(restored.site.public) == before
    assert Head.objects.get().size < size_of(today)


def test_an_empty_database_never_signs_a_fork(town, site, server, tmp_path):
    for _ in range(3):
        town.publish(BRIDGE)
    town.go()
    head = Head.objects.get()
    Head.objects.all().delete()
    town.publish(BRIDGE)
    town.go()
    assert "published checkpoint" in trouble()
    assert Head.objects.get().size == 0
    head.save()
    town.later(minutes=2)
    town.go_and_verify()


def test_another_key_in_the_public_folder(town):
    (town.site.public / "record/vkey").write_text("somebody.example+00000000+AQ==\n")
    number = town.publish(RENT)
    town.go()
    assert "vkey" in trouble()
    assert town.there(f"2024/03/{number}.html")


def test_a_checkpoint_that_is_lost_or_not_ours_is_written_again(town):
    file = town.site.public / "record/checkpoint"
    signed = file.read_bytes()
    for other in (None, b"", b"nonsense\n"):
        file.unlink()
        if other is not None:
            file.write_bytes(other)
        town.go_and_verify()
        assert file.read_bytes() == signed


@pytest.mark.once
@pytest.mark.parametrize("spoilt", [("0",), ("entries",), ("0", "entries")], ids="+".join)
def test_what_a_power_loss_has_spoilt_before_it_was_signed_is_written_again(town, capsys, spoilt):
    """A tile may be there without its bytes, before anything was signed by it: of the next size, or of one that none will have."""
    size = size_of(town)
    for _ in range(3):
        town.publish(RENT)
    for width in (size + 1, size + 3):
        for kind in spoilt:
            file = town.site.public / f"record/tile/{kind}/000.p/{width}"
            file.write_bytes(b"\0" * 31 + b"x" * (32 * width - 31))
            file.with_name(f".{width}.new").write_bytes(b"half")
    town.go_and_verify()
    assert size_of(town) == size + 3
    assert capsys.readouterr().err == ""
    assert trouble() == ""
