"""The index of a finished site, as data: whatever the archive, no part is large, and what is written is read again."""

import json
import random
import re
from array import array

from handbill.archive.finished.coding import in_order, packed, script
from handbill.archive.finished.gather import Gathering
from handbill.archive.finished.parts import LINES, LONG, WEIGHT, Parts, path_of
from tests.archive.test_finished import unpacked


def test_numbers_are_read_as_they_were_written():
    chance = random.Random(3)
    for size in (0, 1, 2, 500):
        numbers = sorted(chance.sample(range(10**9), size))
        assert list(unpacked(packed(numbers), -1)) == numbers
    assert list(unpacked(packed([7, 8], 6), 6)) == [7, 8]
    assert packed(range(100)) == "A" * 100


def test_what_a_stranger_wrote_is_text_in_a_script():
    told = '</script><script>alert(1)//\u2028"\\\U0001f600'
    text = script("d/0", [told])
    assert text.isascii()
    assert "<" not in text
    assert "\n" not in text.rstrip("\n")
    assert json.loads(text.removeprefix('handbill("d/0",').removesuffix(");\n")) == [told]


def test_terms_come_in_the_order_of_browsers_from_however_many_runs(tmp_path, monkeypatch):
    chance = random.Random(5)
    words = ["water", "weir", "\ue001weir", "\U00020000", "水", "a", "z"]
    said = [chance.sample(words, chance.randint(1, 5)) for _ in range(300)]
    answers = []
    for most in (10**9, 50):
        monkeypatch.setattr("handbill.archive.finished.gather.MOST", most)
        with Gathering(tmp_path) as gathering:
            for place, terms in enumerate(said):
                gathering.add(place, terms)
            answers.append([(term, list(places)) for term, places in gathering.terms()])
        assert list(tmp_path.iterdir()) == []
    assert answers[0] == answers[1]
    assert [term for term, _places in answers[0]] == sorted(words, key=in_order)
    assert in_order("\U00020000") < in_order("\ue001")
    assert dict(answers[0])["water"] == [at for at, terms in enumerate(said) if "water" in terms]


def test_no_part_is_large_and_all_lead_to_each_other(monkeypatch):
    monkeypatch.setattr("handbill.archive.finished.parts.NODE", 10)
    written: dict[str, str] = {}
    parts = Parts(lambda name, text: written.update({name: text}))
    total = parts.lines([f"2024/03/{at}.html", "Title", "", "4 Mar 2024", "x" * 160] for at in range(100))
    assert total == 100
    everywhere = array("I", range(200_000))
    terms = [
        ("everywhere", everywhere),
        *((f"term{at:06}", array("I", [at, 150_000])) for at in range(60_000)),
    ]
    parts.terms(iter(terms), 200_000)
    assert max(map(len, written.values())) < 2 * WEIGHT
    told = {
        name: json.loads(re.sub(r'^handbill\("[^"]*",|\);\n$', "", text)) for name, text in written.items()
    }
    top = told["top"]
    assert top["parts"] == {kind: sum(name.startswith(f"{kind}/") for name in written) for kind in "dlnt"}
    assert top["depth"] == 1
    assert len(top["node"]) <= 10
    leaves = [number for _term, node in top["node"] for _first, number in told[f"n/{node}"]]
    assert leaves == list(range(top["parts"]["t"]))
    assert [entry[0] for number in leaves for entry in told[f"t/{number}"]] == [
        term for term, _places in terms
    ]
    _term, count, further = told["t/0"][0]
    assert count == 200_000
    read = [place for first, part in further for place in unpacked(told[f"l/{part}"], first - 1)]
    assert read == list(everywhere)
    assert max(len(told[f"l/{part}"]) for _first, part in further) <= LONG
    assert len(told["d/0"]) == LINES
    assert path_of("t/1234") == "t/1/1234.js"
    assert path_of("top") == "top.js"
