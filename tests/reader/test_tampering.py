"""What someone who owns the server might try, without the key and with it."""

import gzip
import json
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handbill.reader.report import Report
from handbill.reader.told import lines
from handbill.reader.verify import verify
from handbill.record.format import tiles, tree
from handbill.record.format.canonical import Json, canonical
from handbill.record.format.checkpoint import sign_checkpoint
from handbill.record.format.commitment import destroyed, seal_fields
from handbill.record.format.entry import Kind
from tests.reader.town import Town, acts, page, put, small_town


@pytest.fixture(scope="session")
def town() -> Town:
    return small_town()


@pytest.fixture(scope="session")
def original(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town.write(tmp_path_factory.mktemp("town") / "public")


@pytest.fixture
def site(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "public"))


def found(report: Report) -> set[str]:
    return {file for file, _ in report.wrong}


def rewrite(file: Path, data: bytes) -> None:
    """Write a file and the copy beside it, as a careful forger would."""
    put(file, data)
    copy = file.with_name(file.name + ".gz")
    if copy.exists():
        put(copy, gzip.compress(data, mtime=0))


def edit(file: Path, change: Callable[[Any], object]) -> None:
    value = json.loads(file.read_bytes())
    change(value)
    rewrite(file, canonical(value))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    rewrite(file, text.replace(old, new, 1).encode())


ROOT = b64encode(tree.root([])).decode()
SIZE = 40
FLOOD, RENT, LIE, HELD = ("2026/11/1", "2026/11/2", "2026/11/12", "2026/11/9")


def test_the_names_of_the_town(town: Town):
    states = {number: item["state"] for number, item in town.items.items()}
    assert states == {
        **dict.fromkeys((1, 2, 3, 4, 5, 10, 11), "listed"),
        **dict.fromkeys((6, 12), "hidden"),
        7: "withdrawn",
        8: "redacted",
        9: "held",
    }


DATA: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a state that is not the log's": (FLOOD, lambda v: v.update(state="hidden")),
    "an unknown member": (FLOOD, lambda v: v.update(note="x")),
    "an unknown field": (FLOOD, lambda v: v["fields"].update(seal_fields({"colour": "red"}))),
    "a field that is gone": (FLOOD, lambda v: v["fields"].pop("title")),
    "other words": (FLOOD, lambda v: v["fields"]["body"].update(value="It did not rise.")),
    "a field destroyed in secret": (RENT, lambda v: v["fields"].update(body={"hash": "0" * 64})),
    "a version that is gone": (FLOOD, lambda v: v["versions"].pop(0)),
    "an amendment that is gone": (FLOOD, lambda v: v["amendments"].pop()),
    "amendments in another order": (FLOOD, lambda v: v["amendments"].reverse()),
    "a decision that is not told": (FLOOD, lambda v: v["decisions"].pop()),
    "a decision about something else": (FLOOD, lambda v: v["decisions"].append(1)),
    "a decision twice": (FLOOD, lambda v: v["decisions"].append(v["decisions"][-1])),
    "a comment that is gone": (FLOOD, lambda v: v["comments"].pop(0)),
    "comments in another order": (FLOOD, lambda v: v["comments"].reverse()),
    "a comment twice": (FLOOD, lambda v: v["comments"].append(v["comments"][0])),
    "a comment of another article": (RENT, lambda v: v.update(comments=[{**v, "kind": "comment"}])),
    "a comment on a comment": (FLOOD, lambda v: v["comments"][0].update(comments=[v["comments"][1]])),
    "a comment's other state": (FLOOD, lambda v: v["comments"][2].update(state="listed")),
    "another number": (FLOOD, lambda v: v.update(number=2)),
    "another kind": (FLOOD, lambda v: v.update(kind="comment")),
    "another entry": (FLOOD, lambda v: v.update(entry=v["entry"] - 1)),
    "an entry that is not sealed, instead of one that is": (FLOOD, lambda v: v.update(entry=10**6)),
}


@pytest.mark.parametrize("what", DATA)
def test_data_that_was_changed(site: Path, what: str):
    stem, change = DATA[what]
    edit(site / f"{stem}.json", change)
    assert f"{stem}.json" in found(verify(str(site)))


def test_a_field_destroyed_with_its_right_hash_is_still_seen(site: Path):
    edit(site / f"{RENT}.json", lambda v: v.update(fields=destroyed(v["fields"], "body")))
    assert f"{RENT}.json" in found(verify(str(site)))


def test_words_that_should_be_destroyed(site: Path):
    town = small_town()
    town.items[11]["fields"]["phone"] = seal_fields({"phone": "12345"})["phone"]
    town.write(site)
    assert "2026/11/11.json" in found(verify(str(site)))


def test_data_that_is_not_canonical(site: Path):
    file = site / f"{FLOOD}.json"
    rewrite(file, json.dumps(json.loads(file.read_bytes()), indent=1).encode())
    assert found(verify(str(site))) == {f"{FLOOD}.json"}


def test_the_file_of_another_article(site: Path):
    for ending in (".json", ".html"):
        rewrite(site / f"{FLOOD}{ending}", (site / f"{RENT}{ending}").read_bytes())
    assert f"{FLOOD}.json" in found(verify(str(site)))


def test_a_copy_that_differs(site: Path):
    put(site / f"{FLOOD}.html.gz", gzip.compress(b"<p>Something else</p>"))
    assert found(verify(str(site))) == {f"{FLOOD}.html.gz"}
    put(site / f"{FLOOD}.html.gz", gzip.compress((site / f"{FLOOD}.html").read_bytes())[:-1])
    assert found(verify(str(site))) == {f"{FLOOD}.html.gz"}
    put(site / f"{FLOOD}.html.gz", gzip.compress(b"\0" * 10**7))
    assert found(verify(str(site))) == {f"{FLOOD}.html.gz"}


@pytest.mark.parametrize(
    "file",
    [
        f"{FLOOD}.json",
        f"{FLOOD}.html",
        f"{FLOOD}/versions.html",
        "hidden/6.html",
        "hidden/12.html",
        "record/vkey",
    ]
    + [f"record/decision/{index}.{ending}" for index in (0, 10) for ending in ("json", "html")]
    + ["record/checkpoint", "record/tile/entries/000.p/40", "record/tile/0/000.p/40"],
)
def test_a_file_that_was_removed(site: Path, file: str):
    (site / file).unlink()
    assert file in found(verify(str(site)))


@pytest.mark.parametrize("file", ["2026/11/13.html", "2026/11/13.json", "2026/11/777.html"])
def test_a_file_beyond_the_last_number_must_be_an_article(site: Path, file: str):
    put(site / file, b"x")
    assert file in found(verify(str(site)))


def vanished(value: Any) -> None:
    value.update(state="withdrawn", fields=destroyed(value["fields"]))
    value["decisions"].append(10**9)


NOT_SEALED: dict[str, Callable[[Any], object]] = {
    "withdrawn by a decision far off": vanished,
    "an entry far off": lambda v: v["amendments"].append(
        {"entry": 10**9, "fields": seal_fields({"body": "x", "format": "text"})}
    ),
    "a decision without its data": lambda v: v["decisions"].append(SIZE),
    "one entry twice": lambda v: v["amendments"].extend(
        {"entry": SIZE, "fields": seal_fields({"body": "x", "format": "text"})} for _ in range(2)
    ),
}


@pytest.mark.parametrize("what", NOT_SEALED)
def test_what_is_not_sealed_is_not_just_anything(site: Path, what: str):
    edit(site / f"{RENT}.json", NOT_SEALED[what])
    rewrite(
        site / f"{RENT}.html",
        page('<article class="h-entry" data-number="2" data-state="withdrawn"></article>'),
    )
    assert not verify(str(site)).right


def test_an_article_that_no_entry_made(site: Path):
    rewrite(site / "2026/11/777.html", (site / f"{RENT}.html").read_bytes())
    edit(site / f"{RENT}.json", lambda v: v.update(number=777, entry=SIZE, decisions=[], comments=[]))
    rewrite(site / "2026/11/777.json", (site / f"{RENT}.json").read_bytes())
    assert "record/checkpoint" in found(verify(str(site)))


def test_a_withdrawal_leaves_one_index_untold(tmp_path: Path):
    town = small_town()
    town.sealed = len(town.entries)
    town.amend(2, "More.")
    town.withdraw(2)
    town.decide("feature", 3, by="site")
    town.append(Kind.SET_MODE, {"mode": "open"}, by="site")
    site = town.write(tmp_path)
    report = verify(str(site))
    assert report.wrong == []
    assert "say more than the log proves" in lines(report)[-1]
    for ending in ("json", "html"):
        (site / f"record/decision/{len(town.entries) - 2}.{ending}").unlink()
    assert not verify(str(site)).right


@pytest.mark.parametrize(
    "file",
    [
        *(
            "2026/11/4.html",
            "2026/12/1.json",
            "2026/11/01.html",
            f"{FLOOD}/comments/2.html",
            f"{RENT}/versions.html",
        ),
        *("hidden/10.html", "hidden/1.html", "record/decision/5.json", "record/decision/010.html"),
        *("record/tile/0/000.p/046", "record/tile/note", f"{HELD}/versions.html", "index.css.gz"),
    ],
)
def test_a_file_that_nothing_calls_for(site: Path, file: str):
    put(site / file, b"x")
    assert file in found(verify(str(site)))


def test_tiles_beside_those_of_the_size(site: Path, town: Town):
    size = len(town.entries)
    put(site / "record/tile/0/000.p/3", b"".join(map(tree.leaf_hash, town.entries[:3])))
    put(site / "record/tile/entries/000.p/3", tiles.encode_bundle(town.entries[:3]))
    assert verify(str(site)).right
    put(site / "record/tile/0/000.p/3", b"".join(map(tree.leaf_hash, town.entries[1:4])))
    put(site / "record/tile/entries/000.p/3", tiles.encode_bundle(town.entries[1:4]))
    assert found(verify(str(site))) == {"record/tile/0/000.p/3", "record/tile/entries/000.p/3"}
    for file in ("record/tile/0/000.p/3", "record/tile/entries/000.p/3"):
        (site / file).unlink()
    put(site / f"record/tile/0/000.p/{size + 1}", bytes(32 * (size + 1)))
    report = verify(str(site))
    assert report.right
    assert [file for file, _ in report.unsealed] == [f"record/tile/0/000.p/{size + 1}"]


def test_a_swapped_pair_of_entries(site: Path, town: Town):
    size = len(town.entries)
    swapped = [*town.entries]
    swapped[5], swapped[6] = swapped[6], swapped[5]
    bundle = f"record/tile/entries/000.p/{size}"
    put(site / bundle, tiles.encode_bundle(swapped))
    assert found(verify(str(site))) == {bundle}
    put(site / f"record/tile/0/000.p/{size}", b"".join(map(tree.leaf_hash, swapped)))
    assert {bundle, f"record/tile/0/000.p/{size}", "record/checkpoint"} <= found(verify(str(site)))


PAGES: dict[str, tuple[str, str, str]] = {
    "a word of the text": (FLOOD, "three times", "four times"),
    "the title": (FLOOD, "The flood</h1>", "The drought</h1>"),
    "a link's address": ("2026/11/3", "https://a.example/", "https://b.example/"),
    "an element more": (FLOOD, "It rose", "<b>It</b> rose"),
    "an attribute more": (RENT, "<em>", '<em class="x">'),
    "text after the body": (FLOOD, "\n</div>", "More.\n</div>"),
    "a comment's words": (FLOOD, "No.", "Yes."),
    "a state": (FLOOD, 'data-state="listed"', 'data-state="slow"'),
    "a number": (FLOOD, 'data-number="1"', 'data-number="2"'),
    "no h-entry": (FLOOD, 'class="h-entry"', 'class="entry"'),
    "an h-entry more": (
        FLOOD,
        "</main>",
        '<i class="h-entry" data-number="1" data-state="listed"></i></main>',
    ),
    "a title outside": (FLOOD, "<main>", '<main><p class="p-name">Other</p>'),
    "a body twice": (FLOOD, "</article>", '<div class="e-content">Other</div></article>'),
    "a hidden one's words": (FLOOD, "This was hidden.", '<i class="p-name">Rude</i>'),
    "a hidden one's body": (FLOOD, "This was hidden.", '<i class="e-content">Rude words.</i>'),
    "a withdrawn one's words": ("2026/11/7", "This was withdrawn.", '<i class="e-content">It rains.</i>'),
    "a script": (FLOOD, "</main>", "<script>1</script></main>"),
    "a script of another type": (FLOOD, "application/ld+json", "module"),
    "a handler": (FLOOD, "<main", '<main onclick="x"'),
    "a style": (FLOOD, "<main", '<main style="display:none"'),
    "a base": (FLOOD, "<head>", '<head><base href="https://b.example/">'),
    "a refresh": (FLOOD, "<head>", '<head><meta http-equiv=" Refresh" content="0">'),
    "a script address": (FLOOD, "</main>", '<a href="java\tscript:1">x</a></main>'),
    "a hidden article": (FLOOD, "<article ", "<article hidden "),
    "a hidden main": (FLOOD, "<main", '<main hidden="until-found"'),
    "a hidden part": (FLOOD, "<h1 ", "<h1 hidden "),
    "an article in a textarea": (FLOOD, "<main>", "<main><textarea>"),
    "an article in a template": (FLOOD, "<main>", "<main><template>"),
    "a comment that browsers end early": (FLOOD, "<main>", "<main><!--> <i class=h-entry></i> -->"),
    "a declaration": (FLOOD, "<main>", "<main><![CDATA[ <i class=h-entry></i> ]]>"),
    "an instruction": (FLOOD, "<main>", "<main><?x <i class=h-entry></i> ?>"),
    "two marks on one element": (FLOOD, 'class="big p-name"', 'class="e-content p-name"'),
    "a comment in the body": (FLOOD, "three times", "three<!-- more --> times"),
    "a style element": (FLOOD, "</head>", "<style>.h-entry{display:none}</style></head>"),
    "a far style sheet": (FLOOD, "</head>", '<link rel="stylesheet" href="//b.example/x.css"></head>'),
    "a style sheet of data": (FLOOD, "</head>", '<link rel="stylesheet" href="data:text/css,x"></head>'),
    "something fetched before": (FLOOD, "</head>", '<link rel="prerender" href="https://b.example/"></head>'),
    "a policy": (FLOOD, "</head>", '<meta http-equiv="Content-Security-Policy" content="x"></head>'),
    "another charset": (FLOOD, 'charset="utf-8"', 'charset="utf-16le"'),
    "a page that begins otherwise": (FLOOD, "<!doctype html>", ""),
    "a comment in a script": (FLOOD, '{"a":', '<!--<script>{"a":'),
    "an element in a title of the head": (FLOOD, "A &lt;page", "A <b>page</b"),
    "colours": (FLOOD, "<body", '<body text="#fff" bgcolor="#fff"'),
    "a picture": (FLOOD, "<main>", '<img src="https://b.example/p.gif"><main>'),
    "a form": (FLOOD, "<main>", '<form action="https://b.example/"></form><main>'),
    "an article that pops over": (FLOOD, "<article ", "<article popover "),
    "an inert article": (FLOOD, "<article ", "<article inert "),
    "an article that nobody hears": (FLOOD, "<article ", '<article aria-hidden="true" '),
    "an article in an address": (FLOOD, "<main>", '<main><a href="x">'),
    "a word of the title unseen": (FLOOD, "The flood</h1>", "The <rp>flood</rp></h1>"),
    "a space that is none": (FLOOD, "<article ", "<article\v"),
    "an element that is not closed": (FLOOD, "<main>", "<main><b>"),
    "an element closed twice": (FLOOD, "<main>", "<main></div>"),
}


AROUND = [
    "address",
    "audio",
    "button",
    "canvas",
    "datalist",
    "details",
    "dialog",
    "fieldset",
    "font",
    "frameset",
    "marquee",
    "math",
    "meter",
    "noscript",
    "object",
    "plaintext",
    "rp",
    "select",
    "svg",
    "table",
    "template",
    "textarea",
    "title",
    "video",
    "xmp",
]


@pytest.mark.parametrize("tag", AROUND)
def test_an_article_inside_of_something_that_may_hide_it(site: Path, tag: str):
    replace(site / f"{FLOOD}.html", "<main>", f"<main><{tag}>")
    replace(site / f"{FLOOD}.html", "</main>", f"</{tag}></main>")
    assert found(verify(str(site))) == {f"{FLOOD}.html"}


def test_words_that_look_like_an_address_of_a_script_are_words(tmp_path: Path):
    town = small_town()
    town.publish("JavaScript: what to switch off", "javascript: is everywhere")
    town.publish("x", '<p><abbr title="javascript: x">y</abbr></p>', format="html")
    site = town.write(tmp_path)
    meta = '<meta name="description" content="javascript: is everywhere">'
    replace(site / "2026/11/13.html", "</head>", f"{meta}</head>")
    assert verify(str(site)).wrong == []


def test_a_body_that_programs_read_differently_is_on_no_page(tmp_path: Path):
    town = small_town()
    town.publish("x", "<p>high <!-- and --> low</p>", format="html")
    site = town.write(tmp_path)
    replace(site / "2026/11/13.html", "<!-- and -->", "")
    assert found(verify(str(site))) == {"2026/11/13.html"}


@pytest.mark.parametrize("what", PAGES)
def test_a_page_that_was_changed(site: Path, what: str):
    stem, old, new = PAGES[what]
    replace(site / f"{stem}.html", old, new)
    assert found(verify(str(site))) == {f"{stem}.html"}


SAME: dict[str, tuple[str, str]] = {
    "white space in a title": ("\n The flood</h1>", "The \n\t flood </h1>"),
    "an element in a title": ("The flood</h1>", "<span>The</span> flood</h1>"),
    "a character written otherwise": ("It rose", "&#73;t rose"),
    "quotes and cases": ('<div class="e-content">', "<DIV CLASS='x e-content y'>"),
    "anything around": ("<main>", '<main><nav><a href="../../index.html">front</a></nav>'),
}


@pytest.mark.parametrize("what", SAME)
def test_a_page_that_says_the_same(site: Path, what: str):
    replace(site / f"{FLOOD}.html", *SAME[what])
    assert verify(str(site)).wrong == []


@pytest.mark.parametrize("file", ["hidden/12.html", f"{LIE}.html"])
def test_a_hidden_item_is_shown_behind_its_notice_alone(site: Path, file: str):
    assert "Lies" in (site / "hidden/12.html").read_text()
    other = {"hidden/12.html": f"{LIE}.html", f"{LIE}.html": "hidden/12.html"}[file]
    put(site / file, (site / other).read_bytes())
    assert file in found(verify(str(site)))


@pytest.mark.parametrize("file", ["record/decision/8.html", f"{FLOOD}/versions.html"])
def test_derived_pages_mark_no_items(site: Path, file: str):
    put(site / file, page('<i class="h-entry" data-number="1" data-state="listed"></i>'))
    assert file in found(verify(str(site)))
    put(site / file, page("<script>1</script>"))
    assert file in found(verify(str(site)))


DECISIONS: dict[str, Callable[[Any], object]] = {
    "other words": lambda v: v["fields"]["text"].update(value="Be rude."),
    "destroyed in secret": lambda v: v["fields"].update(text={"hash": "0" * 64}),
    "another number": lambda v: v.update(number=2),
    "another kind": lambda v: v.update(kind="hide"),
    "another entry": lambda v: v.update(entry=2),
    "an unknown member": lambda v: v.update(by="site"),
}


@pytest.mark.parametrize("what", DECISIONS)
def test_a_decision_that_was_changed(site: Path, what: str):
    edit(site / "record/decision/1.json", DECISIONS[what])
    assert found(verify(str(site))) == {"record/decision/1.json"}


def test_since_an_earlier_checkpoint(original: Path, town: Town):
    leaves = [tree.leaf_hash(entry) for entry in town.entries]
    for size in (0, 1, 30, len(leaves)):
        old = sign_checkpoint(town.signer, size, tree.root(leaves[:size]))
        assert verify(str(original), since=old).right
    forked = sign_checkpoint(town.signer, 30, tree.root(leaves[1:31]))
    other = sign_checkpoint(town.signer, len(leaves), tree.root(leaves[::-1]))
    larger = sign_checkpoint(town.signer, len(leaves) + 1, tree.root(leaves))
    stranger = sign_checkpoint(Town("other.example").signer, 0, tree.root([]))
    for bad in (forked, other, larger, stranger, b"", b"junk"):
        assert found(verify(str(original), since=bad)) == {"--since"}
    empty = Town()
    assert found(verify(str(empty.write(original.parent / "empty")), since=larger)) == {"--since"}


def test_another_key(original: Path):
    assert found(verify(str(original), Town("other.example").signer.vkey)) == {"record/vkey"}
    assert "record/vkey" in found(verify(str(original), "junk"))


def test_a_new_key_without_a_hand_over(tmp_path: Path):
    town = small_town()
    town.append(Kind.ROTATE_KEY, {"vkey": Town("record.example").signer.vkey}, by="site")
    assert found(verify(str(town.write(tmp_path)), town.signer.vkey)) == {"record/keys"}


def test_what_is_not_yet_sealed_is_said(tmp_path: Path):
    town = small_town()
    town.sealed = len(town.entries)
    late = town.comment(2, "Late.")
    town.decide("hide", 10, "hidden")
    town.decide("hide", late, "hidden")
    town.publish("Later")
    town.revise(1, title="The flood", body="Once more.", forget=True)
    site = town.write(tmp_path)
    report = verify(str(site), town.signer.vkey)
    assert report.wrong == []
    said = {file for file, _ in report.unsealed}
    assert {
        "2026/11/1.json",
        "2026/11/2.json",
        "2026/11/10.json",
        "2026/11/14.json",
        "hidden/10.html",
    } <= said
    replace(site / "2026/11/2.html", "<em>b</em>", "<em>c</em>")
    assert found(verify(str(site))) == {"2026/11/2.html"}
    edit(site / "2026/11/1.json", lambda v: v["versions"].pop(0))
    edit(site / "2026/11/10.json", lambda v: v["fields"]["body"].update(value="x"))
    edit(site / "2026/11/2.json", lambda v: v["decisions"].clear())
    assert {"2026/11/1.json", "2026/11/2.json", "2026/11/10.json"} <= found(verify(str(site)))


LOGS: dict[str, Callable[[Town], object]] = {
    "a gap in the numbers": lambda t: t.append(
        Kind.PUBLISH,
        {"title": "x", "body": "x", "format": "text"},
        by="author",
        number=99,
        path="2026/11/99",
        receipt="0" * 64,
    ),
    "a stranger's act": lambda t: t.decide("feature", 1, by="editor:2"),
    "a dismissed editor's act": lambda t: t.decide("feature", 1, by="editor:1"),
    "a guideline that is not set": lambda t: t.decide("hide", 1, "hidden", by="site", guideline=9),
    "a hide without a guideline": lambda t: t.decide("hide", 1, "hidden", by="site", guideline=None),
    "an answer without an appeal": lambda t: t.decide("answer", 1, by="site"),
    "a state that is not allowed": lambda t: t.decide("unhide", 1, "listed", by="site"),
    "an act on what is gone": lambda t: t.decide("close", 7, by="site"),
    "an article raised": lambda t: t.decide("raise", 1, by="site"),
    "a comment featured": lambda t: t.decide("feature", 4, by="site"),
    "the second editor first": lambda t: t.append(Kind.INVITE, {"name": "x"}, by="site", number=3),
    "a guideline too far": lambda t: t.append(
        Kind.SET_GUIDELINES, {"title": "x", "text": "x"}, by="site", number=4
    ),
    "a log that goes on in the middle": lambda t: t.append(
        Kind.CONTINUE, {"origin": "x", "size": 0, "root": ROOT}, by="site"
    ),
    "a time to come": lambda t: t.append(Kind.SET_MODE, {"mode": "open"}, by="site", at="2999-01-01T00:00Z"),
    "an article on a site that is finished": lambda t: (
        t.append(Kind.FREEZE, {"reason": "r"}, by="site"),
        t.publish("x", "x"),
    ),
    "a site that is finished twice": lambda t: [
        t.append(Kind.FREEZE, {"reason": "r"}, by="site") for _ in "ab"
    ],
    "a thaw of a site that lives": lambda t: t.append(Kind.THAW, {"reason": "r"}, by="site"),
    "no entry at all": lambda t: t.entries.append(b"{}"),
    "a decision redacted that is none": lambda t: t.append(
        Kind.REDACT, {"reason": "r", "decision": 4}, by="site", number=1
    ),
}


@pytest.mark.parametrize("what", LOGS)
def test_entries_that_should_never_have_been_sealed(tmp_path: Path, what: str):
    town = small_town()
    LOGS[what](town)
    report = verify(str(town.write(tmp_path)))
    bundle = f"record/tile/entries/000.p/{len(town.entries)}"
    assert any(file == bundle and f"entry {len(town.entries) - 1}:" in words for file, words in report.wrong)


def test_what_has_to_go_can_go_from_a_site_that_is_finished(tmp_path: Path):
    town = small_town()
    town.append(Kind.FREEZE, {"reason": "r"}, by="site")
    town.decide("redact", 2, "redacted", by="site", guideline=1)
    town.append(Kind.THAW, {"reason": "r"}, by="site")
    town.publish("x", "x")
    town.append(Kind.FREEZE, {"reason": "r"}, by="site")
    report = verify(str(town.write(tmp_path)))
    assert report.wrong == []
    assert [words for _file, words in report.remarks] == [
        f"entry {len(town.entries) - 1}: the site is finished since 2026-11-23T04:29Z"
    ]


def test_a_clock_that_jumped_is_remarked(tmp_path: Path):
    town = small_town()
    town.append(Kind.SET_MODE, {"mode": "open"}, by="site", at="2026-11-22T04:28Z")
    report = verify(str(town.write(tmp_path)))
    assert report.right
    assert len(report.remarks) == 1


REFERENCES: dict[str, Callable[[Town], object]] = {
    "a feature related to nothing": lambda t: t.decide("feature", 1, by="site", related=[99]),
    "a feature related to a comment": lambda t: t.decide("feature", 1, by="site", related=[4]),
    "an answer to a comment elsewhere": lambda t: t.comment(2, "x", reply_to=4),
    "a field that was never there": lambda t: t.decide("redact", 1, by="site", field="phone"),
    "a markdown body without its html": lambda t: t.publish("x", "x", format="markdown"),
    "topics that are not sorted": lambda t: t.publish("x", "x", topics=["b", "a"]),
    "an empty field": lambda t: t.publish("x", "x", byline=""),
    "a guideline in no language": lambda t: t.append(
        Kind.SET_GUIDELINES,
        {"title": "x", "text": "x", "translations": [["spanish", "x", "x"]]},
        by="site",
        number=1,
    ),
    "a legacy that is not imported": lambda t: t.publish("x", "x", legacy={"from": "x"}),
}


@pytest.mark.parametrize("what", REFERENCES)
def test_fields_that_no_entry_may_commit_to(tmp_path: Path, what: str):
    town = small_town()
    REFERENCES[what](town)
    assert not verify(str(town.write(tmp_path))).right


def continued(claim: Callable[[list[bytes]], dict[str, Json]]) -> Town:
    """A log that takes up another, whose entries stand in it byte for byte after the first."""
    town = Town("new.example/log")
    town.append(Kind.CONTINUE, {"origin": "x", "size": 0, "root": ROOT}, by="site")
    town.taken_up = 1
    acts(town)
    rest, town.entries = town.entries, []
    town.append(Kind.CONTINUE, {"origin": "town.example/log", **claim(rest[1:])}, by="site")
    town.entries += rest[1:]
    town.publish("Here again")
    return town


def honest(entries: list[bytes]) -> dict[str, Json]:
    digest = tree.root([tree.leaf_hash(entry) for entry in entries])
    return {"size": len(entries), "root": b64encode(digest).decode()}


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        (honest, True),
        (lambda entries: {**honest(entries), "size": len(entries) - 1}, False),
        (lambda entries: {**honest(entries), "size": 10**9}, False),
        (lambda entries: {**honest(entries), "root": ROOT}, False),
    ],
)
def test_a_log_that_continues_another(
    tmp_path: Path, claim: Callable[[list[bytes]], dict[str, Json]], *, right: bool
):
    report = verify(str(continued(claim).write(tmp_path)))
    assert report.right is right, report.wrong
