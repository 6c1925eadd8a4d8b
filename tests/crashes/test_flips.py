"""A bit that a disc turns round is found before anything is signed that is wrong. `make drill` turns 10,000 of them round."""

import sys
from functools import partial

import pytest
from django.db import transaction

from handbill.record import durable, mend
from tests.crashes.flips import File, Ground, in_a_file, in_a_row, no_sync, run, write

SEED = 20261125


@pytest.fixture
def ground(site, monkeypatch):
    monkeypatch.setattr(durable, "settle", no_sync)
    return Ground(site)


def turn(ground, where: str, count: int) -> None:
    seed = SEED
    if where == "pages" and ground.site.database_url:
        where, seed = "rows", SEED + 1  # its pages are PostgreSQL's own affair: more rows instead
    flip = {
        "files": partial(in_a_file, ground),
        "rows": partial(in_a_row, ground),
        "pages": File(ground).in_a_page if where == "pages" else None,
    }[where]
    assert flip
    counts = run(flip, count, seed)
    sys.stdout.write(f"{where}: {counts}\n")
    if where == "files":
        assert counts["found"] == count


@pytest.mark.parametrize("where", [pytest.param("files", marks=pytest.mark.once), "rows", "pages"])
def test_some_bits(ground, where):
    turn(ground, where, 20)


@pytest.mark.only_postgresql
def test_an_index_that_names_an_entry_that_waits_for_its_own(ground):
    """Else the entry that lost its name would be given another index, and nothing could be put back."""
    with ground.as_it_is():
        with transaction.atomic(), mend.unlocked():
            write("record_sealed", "index", "entry_id", 289, 291)
        assert "entry 289" in ground.road(start=False)
        assert mend.rows(ground.log) == 1
        ground.demand_mended()


@pytest.mark.drill
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("where", "count"), [("files", 4000), ("rows", 3000), ("pages", 3000)])
def test_ten_thousand_bits(ground, where, count):
    turn(ground, where, count)
