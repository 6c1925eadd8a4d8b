import shutil

import pytest

from handbill.actions.act import Act
from handbill.actions.publish import publish
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.rebuild import rebuild
from handbill.record.models import Head
from handbill.record.seal import Trouble
from handbill.record.trouble import trouble
from handbill.worker import Worker

TEXT = {"title": "Rain", "body": "It rains.", "format": "text"}


def files(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def town(site, count=300):
    for _ in range(count):
        publish(Act.author(), TEXT, "0" * 64)
    worker = Worker(site)
    worker.run_once(ticks=True)
    return worker


def test_tiles_that_are_lost_or_damaged_are_made_again_by_a_rebuild(site):
    worker = town(site)
    tiles = site.public / "record" / "tile"
    before = files(tiles)
    shutil.rmtree(tiles)
    publish(Act.author(), TEXT, "0" * 64)
    worker.run_once()
    assert trouble()
    rebuild(site, lambda _done: None)
    assert not trouble()
    assert {name: files(tiles)[name] for name in before if ".p/" not in name} == {
        name: data for name, data in before.items() if ".p/" not in name
    }
    one = tiles / "entries" / "000"
    one.write_bytes(one.read_bytes()[:-1] + b"!")
    rebuild(site, lambda _done: None)
    assert files(tiles)["entries/000"] == before["entries/000"]
    assert lines(verify(str(site.public)))[-1] == "all is well"


def test_nothing_is_made_again_from_entries_that_were_never_signed(site):
    town(site, 3)
    Head.objects.update(root=b"x" * 32, checkpoint="")
    (site.public / "record" / "checkpoint").unlink()
    tiles = site.public / "record" / "tile"
    shutil.rmtree(tiles)
    with pytest.raises(Trouble, match="do not give the root that was signed"):
        rebuild(site, lambda _done: None)
    assert trouble()
    assert not tiles.exists()
