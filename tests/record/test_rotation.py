"""From one key to the next: who pinned the old one follows, who has another one is refused, and a cut anywhere is no matter."""

import shutil

import pytest

from handbill.actions.act import Act, Refused
from handbill.actions.rotate_key import rotate_key
from handbill.archive.catch_up import Apart, catch_up
from handbill.archive.kept import Kept
from handbill.desk.new_key import rotate
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.record import durable, rotation, seal
from handbill.record.format.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from handbill.record.format.note import Signer
from handbill.record.format.rotation import Keys
from handbill.record.models import Entry, Head, Rotation
from handbill.record.seal import Log
from handbill.record.trouble import trouble
from handbill.worker import Worker
from tests.archive.again import made_again
from tests.cast import BRIDGE, FLOOD, RENT, Town, differences, files, published
from tests.crashes.sampled import WHOLE, cuts
from tests.crashes.twins import PowerCut, Step, twin

pytestmark = pytest.mark.grown(how=published)


@pytest.fixture
def town(site, told):
    return Town(site, told)


def key(town: Town) -> str:
    return Log.of(town.site).signer.vkey


def checkpoint(town: Town) -> bytes:
    return (town.site.public / "record/checkpoint").read_bytes()


def get(town: Town, path: str) -> bytes | None:
    file = town.site.public / path
    return file.read_bytes() if file.exists() else None


def wrong(town: Town, pinned: str | None, since: bytes | None = None) -> list[tuple[str, str]]:
    report = verify(str(town.site.public), pinned, since)
    return report.wrong + report.unsealed


def test_who_pinned_the_old_key_follows_the_new_one(town):
    first, since = key(town), checkpoint(town)
    second = rotate(town.site)
    town.publish(RENT)
    town.go_and_verify()
    assert key(town) == second != first
    assert not (town.site.secrets / rotation.NEXT).exists()
    assert Keys.read(lambda path: get(town, path)).present.vkey == second
    between = checkpoint(town)
    town.publish(BRIDGE)
    town.go_and_verify()
    third = rotate(town.site)
    town.go_and_verify()
    town.publish(BRIDGE)
    town.go_and_verify()
    for pinned in (first, second, third, None):
        assert wrong(town, pinned) == []
    for old in (since, between):
        assert wrong(town, first, old) == []
    report = verify(str(town.site.public), first)
    assert "replaced 2 times" in "\n".join(lines(report))
    assert "replaced" not in "\n".join(lines(verify(str(town.site.public), third)))
    index = Entry.objects.filter(id__lt=Rotation.objects.order_by("entry_id")[0].entry_id).count()
    assert second in town.page(f"record/decision/{index}.html")
    assert third in town.page("record/index.html")


def test_the_old_key_signs_the_entry_and_nothing_after_it(town):
    old = Log.of(town.site).signer
    rotate(town.site)
    town.go_and_verify()
    note = (town.site.public / "record/rotation/1").read_bytes()
    assert open_checkpoint(note, old.verifier).size == Head.objects.get().size
    town.publish(RENT)
    town.go_and_verify()
    with pytest.raises(ValueError, match="no verifiable"):
        open_checkpoint(checkpoint(town), old.verifier)
    head = Head.objects.get()
    late = sign_checkpoint(old, head.size, bytes(head.root))
    assert ("--since", "was signed by a key after it had handed over") in wrong(town, old.vkey, late)


def stranger(town: Town) -> Signer:
    return Signer(town.site.origin, b"s" * 32)


@pytest.mark.once
def test_a_key_without_the_way_to_it_is_refused(town):
    rotate(town.site)
    town.go_and_verify()
    assert [file for file, _words in wrong(town, stranger(town).vkey)] == ["record/vkey"]


@pytest.mark.parametrize("how", ["gone", "only the new key", "of another tree", "later", "too many keys"])
@pytest.mark.once
def test_a_hand_over_that_is_not_one_is_found(town, how):
    first = Log.of(town.site).signer
    rotate(town.site)
    town.go_and_verify()
    second = Log.of(town.site).signer
    town.publish(RENT)
    town.go_and_verify()
    folder = town.site.public / "record"
    file, size = folder / "rotation/1", Head.objects.get().size
    body = Checkpoint(town.site.origin, size - 1, b"r" * 32).body()
    if how == "gone":
        file.unlink()
    elif how == "only the new key":
        file.write_bytes(
            file.read_bytes().rpartition(b"\n\n")[0] + b"\n\n" + second.sign(body).rpartition(b"\n\n")[2]
        )
    elif how == "of another tree":
        file.write_bytes(first.sign(body) + second.sign(body).rpartition(b"\n\n")[2])
    elif how == "later":
        note = Checkpoint(town.site.origin, size + 1, b"r" * 32).body()
        file.write_bytes(first.sign(note) + second.sign(note).rpartition(b"\n\n")[2])
    else:
        (folder / "keys").write_text(f"{stranger(town).vkey}\n{first.vkey}\n{second.vkey}\n")
    for pinned in (first.vkey, None):
        assert {name for name, _words in wrong(town, pinned)} & {
            "record/rotation/1",
            "record/keys",
            "record/vkey",
        }


@pytest.mark.once
def test_a_stolen_site_cannot_put_another_key_in_its_place(town):
    """Whoever has the database and the files, and not the key, signs with a key of their own."""
    first = key(town)
    (town.site.secrets / "record").write_bytes(b"s" * 32)
    for name in ("vkey", "checkpoint"):
        (town.site.public / "record" / name).unlink()
    (town.site.public / "record/keys").write_text(f"{first}\n{stranger(town).vkey}\n")
    Head.objects.update(
        checkpoint=sign_checkpoint(
            stranger(town), Head.objects.get().size, bytes(Head.objects.get().root)
        ).decode()
    )
    town.worker = Worker(town.site)
    town.publish(RENT)
    town.go()
    assert wrong(town, first)


def test_one_at_a_time(town):
    second = rotate(town.site)
    with pytest.raises(Refused, match="about to take over"):
        rotate(town.site)
    town.go_and_verify()
    assert key(town) == second
    with pytest.raises(Refused, match="in use before"):
        rotate_key(Act.site(), second, second)
    assert Rotation.objects.count() == 1


def test_a_key_that_was_announced_and_is_lost_stops_signing(town):
    rotate(town.site)
    size = Head.objects.get().size
    seed = (town.site.secrets / rotation.NEXT).read_bytes()
    (town.site.secrets / rotation.NEXT).unlink()
    number = town.publish(RENT)
    town.go()
    assert "announced" in trouble()
    assert Head.objects.get().size == size
    assert town.there(f"2024/03/{number}.html")
    (town.site.secrets / rotation.NEXT).write_bytes(seed)
    town.go()
    town.go_and_verify()
    assert wrong(town, None) == []


CUTS = {
    "make the seed": (rotation, "prepare"),
    "append the entry": ("handbill.desk.new_key", "rotate_key"),
    "sign twice": (rotation, "sign"),
    "swap the seeds": (rotation, "_sync"),
    "write the keys": (rotation, "publish_keys"),
    "write a file": (durable, "place"),
    "settle": (rotation, "settle_key"),
    "sign the next": (seal, "sign_checkpoint"),
}


FILES_ALONE = {"make the seed", "write the keys", "write a file"}
"""Steps that change no row: where they are cut off hangs on no engine."""


@WHOLE
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.once] * (name in FILES_ALONE)) for name in CUTS]
)
def test_cut_off_anywhere_it_goes_on(town, server, tmp_path, monkeypatch, name, whole):
    first, since = key(town), checkpoint(town)
    owner, attribute = CUTS[name]
    owner = __import__(owner, fromlist=["rotate_key"]) if isinstance(owner, str) else owner
    original = town.site

    def change(into: Town) -> None:
        rotate(into.site)
        into.publish(RENT)
        into.go()
        into.publish(BRIDGE)
        into.go()

    def everywhere(patched, step) -> None:
        patched.setattr(owner, attribute, step)
        for module in ("handbill.desk.new_key", "handbill.worker"):
            if hasattr(__import__(module, fromlist=["x"]), attribute):
                patched.setattr(f"{module}.{attribute}", step)

    peaceful = Town(twin(original, server, tmp_path))
    with monkeypatch.context() as patched:
        step = Step(getattr(owner, attribute))
        everywhere(patched, step)
        change(peaceful)
    for at, after in cuts(name, {*range(1, min(step.calls, 5) + 1), step.calls}, whole=whole):
        one = Town(twin(original, server, tmp_path))
        with monkeypatch.context() as patched:
            cut = Step(getattr(owner, attribute), at, after=after)
            everywhere(patched, cut)
            with pytest.raises(PowerCut):
                change(one)
        one.worker = Worker(one.site)
        if not Rotation.objects.exists():
            rotate(one.site)
        one.go()
        one.go()
        one.publish(FLOOD)
        one.go_and_verify()
        assert key(one) != first
        assert wrong(one, first, since) == []
        assert not (one.site.secrets / rotation.NEXT).exists()


def test_a_site_whose_key_was_replaced_comes_back(town, server, tmp_path):
    first, since = key(town), checkpoint(town)
    rotate(town.site)
    town.publish(RENT)
    town.go_and_verify()
    before, seed = files(town.site.public), (town.site.secrets / "record").read_bytes()
    new, _done = made_again(town, server, tmp_path, seed)
    assert differences(before, files(new.public)) == []
    again = Town(new)
    again.now = town.now
    rotate(new)
    again.go_and_verify()
    assert wrong(again, first, since) == []
    other, _done = made_again(again, server, tmp_path)
    assert not Rotation.objects.exists()
    last = Town(other)
    last.now = town.now
    last.go_and_verify()
    rotate(other)
    last.go_and_verify()
    assert not wrong(last, None)
    assert wrong(last, first)
    once_more, _done = made_again(last, server, tmp_path, (other.secrets / "record").read_bytes())
    assert differences(files(other.public), files(once_more.public)) == []


def test_a_backup_from_before_the_change_needs_the_present_key(town, server, tmp_path):
    old = twin(town.site, server, tmp_path)
    today = Town(twin(town.site, server, tmp_path))
    rotate(today.site)
    today.publish(RENT)
    today.go_and_verify()
    restored = Town(twin(old, server, tmp_path))
    shutil.rmtree(restored.site.public)
    shutil.copytree(today.site.public, restored.site.public)
    count = Entry.objects.count()
    assert restored.go() == 0
    assert "key was replaced" in trouble()
    with pytest.raises(Refused):
        restored.publish(BRIDGE)
    with pytest.raises(Apart, match="secrets/record"):
        catch_up(Kept.open(today.site.public), restored.site, lambda _done: None)
    assert Entry.objects.count() == count
    (restored.site.secrets / "record").write_bytes((today.site.secrets / "record").read_bytes())
    catch_up(Kept.open(today.site.public), restored.site, lambda _done: None)
    restored.publish(BRIDGE)
    restored.go_and_verify()
    assert differences(files(today.site.public), files(restored.site.public)) != []
