"""Whatever has happened to a file, a reader ends in words, and what it takes can be imported."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbill.archive import importing
from handbill.archive.readers.which import reader
from handbill.archive.readers.xml import parsed, text_of
from handbill.archive.sources import ImportedArticle, NotUnderstood, Page, Passed, SourceError
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.settings import Settings
from tests.archive import ledger
from tests.archive.feeds import WANTED
from tests.archive.mutated import mutated
from tests.archive.test_mapped import MAP, ROWS
from tests.archive.test_wxr import SAMPLE
from tests.crashes.sampled import WHOLE


def samples() -> Iterator[tuple[str, str, bytes]]:
    """Format, name, bytes."""
    yield "wxr", "wordpress", SAMPLE.read_bytes()
    for name, (text, _wanted) in WANTED.items():
        yield "feed", name, text.encode("latin-1" if "ISO-8859-1" in text else "utf-8")


def faults(form: str, data: bytes, columns: Path | None = None) -> str:
    """What is wrong with what a reader makes of a file; "" where all is well."""
    source = Source(Path("a"), len(data), follow=True)
    told = Told(map=columns)
    stream = io.BytesIO(data)
    try:
        for one in reader(source, stream, form, told)(source, stream, told):
            assert isinstance(one, ImportedArticle | NotUnderstood | Page | Passed)
            if isinstance(one, ImportedArticle):
                for each in (one, *one.comments):
                    json.dumps([each.raw, each.legacy, each.keys], ensure_ascii=False).encode()
                    assert each.keys
                    assert all(each.keys)
    except SourceError as error:
        return "" if str(error) else "no words"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.once
@WHOLE
def test_a_reader_ends_in_words(whole: bool) -> None:
    wrong = []
    for form, name, data in samples():
        count = (300 if form == "wxr" else 40) * (20 if whole else 1)
        wrong += [
            f"{name}, seed {seed}: {what}"
            for seed in range(count)
            if (what := faults(form, mutated(data, seed)))
        ]
    assert wrong == []


FOUND = {"wordpress": (997, 4146), "Atom 1.0": (477, 644, 674)}
"""What long runs have found: a reference in what looked like CDATA, names and values cut within a character, tags that are no names."""


@pytest.mark.once
def test_what_long_runs_found_stays_mended() -> None:
    there = {name: (form, data) for form, name, data in samples()}
    wrong = {
        (name, seed): what
        for name, seeds in FOUND.items()
        for seed in seeds
        if (what := faults(there[name][0], mutated(there[name][1], seed)))
    }
    assert wrong == {}


def test_a_reference_that_is_left_is_text() -> None:
    torn = parsed(
        "<rss>", "<item>a <!-- <![CDATA[ --> &foo; <b>1</b>&rain;" + "&n;x" * 5000 + " ]]> c</item>"
    )
    assert torn is not None
    said = text_of(torn)  # libxml2 drops what of "]]>" stands before a bracket
    assert (said.split()[:2], "1&rain;&n;x&n;x" in said, said.split()[-1]) == (["a", "&foo;"], True, "c")
    assert said.count("&n;x") >= 4999


def test_a_stray_tag_costs_no_sign_of_what_follows() -> None:
    """After a first error libxml2 drops signs that are written by name."""
    torn = parsed(
        "<rss>",
        "<item><t>A<br>B</t><d>one &lt;p&gt;bold&lt;/p&gt; Q&amp;A AT&T &#38; &quot;x&eacute;&quot;</d></item>",
    )
    assert torn is not None
    assert 'one <p>bold</p> Q&A AT&T & "x\u00e9"' in text_of(torn)


@pytest.mark.once
@WHOLE
def test_a_table_ends_in_words(tmp_path: Path, whole: bool) -> None:
    columns, lines = tmp_path / "map.toml", tmp_path / "lines.toml"
    columns.write_text(MAP)
    lines.write_text(
        'format = "jsonl"\n[article]\ntitle = "a.b"\nbody = "c"\ndate = "d"\n[always]\nformat = "html"\n'
    )
    rows = "".join(
        json.dumps({"a": {"b": f"Rain {n}"}, "c": "<p>It rained.</p>", "d": "2004-05-06"}) + "\n"
        for n in range(9)
    )
    wrong = []
    for seed in range(6000 if whole else 300):
        for file, data in ((columns, ROWS.encode("cp1252")), (lines, rows.encode())):
            what = faults("jsonl", mutated(data, seed), file)
            wrong += [f"{file.stem}, seed {seed}: {what}"] if what else []
    assert wrong == []


@pytest.mark.once
@WHOLE
def test_what_is_taken_can_be_imported(site: Settings, tmp_path: Path, whole: bool) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for form, name, data in samples():
        for seed in range(200 if whole else 2):
            (folder / f"{form}-{name.replace(' ', '')}-{seed}.xml").write_bytes(mutated(data, seed))
    report = importing.run(site, [folder])
    assert report.articles
    assert importing.run(site, [folder]).articles == 0
    ledger.replay()
