"""Entries and states: every rule of the specification, refused where it is broken."""

import dataclasses
import json
import re
from pathlib import Path

import pytest

from handbill.record.format import entry as module
from handbill.record.format.canonical import canonical
from handbill.record.format.entry import DECISIONS, ITEM_DECISIONS, Entry, Kind
from handbill.record.format.kinds import RULES
from handbill.record.format.plain import to_html
from handbill.record.format.state import after

AT = "2026-11-23T04:29Z"
HEX = "0123456789abcdef" * 4
PUBLISH = Entry(Kind.PUBLISH, AT, "author", number=7, path="2026/11/7", receipt=HEX, content=HEX)
COMMENT = Entry(Kind.COMMENT, AT, "author", number=8, article=7, receipt=HEX, content=HEX)
HIDE = Entry(Kind.HIDE, AT, "editor:3", number=7, guideline=2, content=HEX)


def test_the_bytes_of_an_entry():
    assert HIDE.encode() == (
        b'{"at":"2026-11-23T04:29Z","by":"editor:3","content":"%s","guideline":2,"kind":"hide","number":7,"v":1}'
        % HEX.encode()
    )


@pytest.mark.parametrize(
    "entry",
    [
        *(PUBLISH, COMMENT, HIDE),
        Entry(Kind.IMPORT, AT, "site", number=9, path="2001/02/9", content=HEX),
        Entry(Kind.IMPORT, AT, "site", via="shell", number=9, article=7, content=HEX),
        Entry(Kind.WITHDRAW, AT, "author", number=7),
        Entry(Kind.ADMIT, AT, "site", number=7),
        Entry(Kind.ADMIT, AT, "editor:1", via="shell", number=7, content=HEX),
        Entry(Kind.HOLD, AT, "site", number=7, content=HEX),
        Entry(Kind.REDACT, AT, "site", number=7, content=HEX),
        Entry(Kind.REDACT, AT, "editor:1", guideline=1, content=HEX),
        Entry(Kind.HIDE, AT, "site", number=7, content=HEX),
        Entry(Kind.SET_PAGE, AT, "site", content=HEX),
    ],
)
def test_entries_come_back_as_they_were(entry: Entry):
    assert Entry.decode(entry.encode()) == entry


@pytest.mark.parametrize(
    ("entry", "change"),
    [
        *((PUBLISH, {name: None}) for name in ("number", "path", "receipt", "content")),
        *(
            (PUBLISH, {"at": at})
            for at in ("2026-11-23", "2026-02-30T00:00Z", "2026-11-23T24:00Z", AT + "\n", "")
        ),
        *((PUBLISH, {"by": by}) for by in ("site", "editor:1", "", "Author")),
        *((HIDE, {"by": by}) for by in ("author", "editor:0", "editor:01", "editor:", "editor:1 ")),
        *(
            (PUBLISH, {"path": path})
            for path in ("2026/11/8", "2026/10/7", "2026/13/7", "/2026/11/7", "2026/11/07")
        ),
        *((PUBLISH, {name: 1}) for name in ("article", "guideline")),
        *((PUBLISH, {"number": n, "path": f"2026/11/{n}"}) for n in (0, -1, 2**53)),
        *((HIDE, {name: HEX}) for name in ("receipt", "path")),
        *((HIDE, {"guideline": None}), (HIDE, {"via": "web"}), (HIDE, {"content": HEX.upper()})),
        *((HIDE, {"content": HEX[1:]}), (HIDE, {"content": None}), (HIDE, {"article": 1})),
        *((HIDE, {"kind": kind, "guideline": None}) for kind in (Kind.HOLD, Kind.REDACT)),
        (HIDE, {"by": "site", "via": "shell", "guideline": None}),
        (HIDE, {"kind": Kind.HOLD, "by": "site", "via": "shell", "guideline": None}),
        (HIDE, {"kind": Kind.SET_PAGE}),
        (COMMENT, {"article": None}),
        (COMMENT, {"path": "2026/11/8"}),
        (COMMENT, {"kind": Kind.IMPORT, "by": "site"}),
        (PUBLISH, {"kind": Kind.IMPORT, "by": "site", "receipt": None, "article": 1}),
        (PUBLISH, {"kind": Kind.WITHDRAW, "path": None, "receipt": None}),
    ],
)
def test_what_an_entry_may_not_say(entry: Entry, change: dict[str, object]):
    broken = dataclasses.replace(entry, **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        broken.encode()
    members = {
        name: value for name, value in {**dataclasses.asdict(broken), "v": 1}.items() if value is not None
    }
    raw = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(ValueError):
        Entry.decode(raw.encode())


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"v": 2},
            {"v": True},
            {"v": "1"},
            {"kind": "erase"},
            {"kind": 1},
            {"number": "7"},
            {"number": True},
        ),
        *({"more": 1}, {"by": 3}, {"via": True}, {"content": [HEX]}),
    ],
)
def test_members_that_are_not_understood(change: dict[str, object]):
    members = {**json.loads(HIDE.encode()), **change}
    with pytest.raises(ValueError):
        Entry.decode(canonical(members))
    for name in ("v", "kind", "at", "by"):
        with pytest.raises(ValueError):
            Entry.decode(canonical({key: value for key, value in members.items() if key != name}))


@pytest.mark.parametrize("data", [b"", b"[]", b"1", b'"x"', b"{}", HIDE.encode() + b" ", b"{" * 70_000])
def test_bytes_that_are_no_entry(data: bytes):
    with pytest.raises(ValueError):
        Entry.decode(data)


@pytest.mark.parametrize(
    "entry", [PUBLISH, COMMENT, Entry(Kind.IMPORT, AT, "site", number=9, path="2001/02/9", content=HEX)]
)
def test_what_brings_an_item_is_read_quickly_and_as_strictly(entry: Entry, monkeypatch: pytest.MonkeyPatch):
    data = entry.encode()
    assert module.BORN(data)
    others = [
        data[:at] + one + data[at + 1 :]
        for at in range(len(data))
        for one in (b"0", b"9", b"A", b'"', b" ", b"\xc3", b"")
    ]
    quick = [told(one) for one in others]
    monkeypatch.setattr(module, "BORN", lambda _data: None)
    assert [told(one) for one in others] == quick
    assert len({one for one in quick if isinstance(one, str)}) > 10


def told(data: bytes) -> Entry | str:
    try:
        return Entry.decode(data)
    except ValueError as error:
        return str(error)


def test_every_kind_stands_in_the_specification_as_in_the_program():
    page = (Path(__file__).parents[2] / "docs" / "record.md").read_text()
    table = page.partition("## 4. Kinds")[2].partition("The **item decisions**")[0]
    rows = re.findall(
        r"^\| ((?:`[a-z-]+`(?:, )?)+) \| (\w+)(?:, [^|]*)? \| ([\w, ]+) \| (.*) \|$", table, re.MULTILINE
    )
    seen = set()
    for kinds, subject, by, committed in rows:
        for name in re.findall(r"`([a-z-]+)`", kinds):
            rule = RULES[Kind(name)]
            seen.add(name)
            assert (subject, set(by.split(", "))) == (rule.subject, set(rule.by)), name
            if "fields" in committed or name in ("set-page", "invite"):
                continue
            may = re.findall(r"\*`(\w+)`\*", committed)
            must = [one for one in re.findall(r"`(\w+)`", committed) if one not in may]
            assert (tuple(must), tuple(may)) == (rule.must, rule.may), name
    assert seen == {kind.value for kind in Kind}
    for kinds, words in ((ITEM_DECISIONS, "item decisions"), (DECISIONS, "decisions")):
        named = re.search(rf"The \*\*{words}\*\* are ([^.]*)\.", page)
        assert named
        given = set(re.findall(r"[a-z]+(?:-[a-z]+)?", " ".join(re.findall("`([^`]*)`", named[1]))))
        want = {kind.value for kind in kinds}
        assert given == (want if words == "item decisions" else {kind.value for kind in Kind} - want)


STATES = ("listed", "slow", "held", "hidden", "withdrawn", "redacted")
OPEN = {"listed", "slow", "held", "hidden"}
ALLOWED = {
    "admit": ({"held", "slow"}, "listed"),
    "unhide": ({"hidden"}, "listed"),
    "slow": ({"listed"}, "slow"),
    "hold": ({"listed", "slow"}, "held"),
    "hide": ({"listed", "slow", "held"}, "hidden"),
    "redact": (OPEN, "redacted"),
    "withdraw": (OPEN, "withdrawn"),
    "appeal": (set(STATES), None),
    "answer": (set(STATES), None),
}


@pytest.mark.parametrize("kind", sorted(ITEM_DECISIONS | {Kind.REVISE, Kind.AMEND, Kind.WITHDRAW}))
def test_from_which_states_an_act_is_done(kind: Kind):
    begin, end = ALLOWED.get(kind.value, (OPEN, None))
    for state in STATES:
        if state in begin:
            assert after(state, kind) == (end or state)
        else:
            with pytest.raises(ValueError):
                after(state, kind)
    with pytest.raises(ValueError):
        after(None, kind)


def test_a_redaction_of_one_field_changes_no_state():
    for state in OPEN:
        assert after(state, Kind.REDACT, whole=False) == state
    with pytest.raises(ValueError):
        after("withdrawn", Kind.REDACT, whole=False)
    for state in STATES:
        assert after(state, Kind.REDACT, decision=True) == state


def test_how_items_begin():
    for kind in (Kind.PUBLISH, Kind.COMMENT, Kind.IMPORT):
        assert after(None, kind) == "listed"
        with pytest.raises(ValueError):
            after("listed", kind)
    with pytest.raises(ValueError):
        after("listed", Kind.INVITE)


LINK = '<a href="{0}" rel="nofollow ugc noopener">{0}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("a\nb\n \t\n\n c ", "<p>a<br>\nb</p>\n<p>c</p>"),
        ('<b> & "q" \'', "<p>&lt;b&gt; &amp; &quot;q&quot; '</p>"),
        ("(see http://a.example/b_(c)).", f"<p>(see {LINK.format('http://a.example/b_(c)')}).</p>"),
        ("https://a.example/?a=1&b=2!?”", f"<p>{LINK.format('https://a.example/?a=1&amp;b=2')}!?”</p>"),
        ("http://a.example\nhttp", f"<p>{LINK.format('http://a.example')}<br>\nhttp</p>"),
        ("javascript:alert(1) HTTP://A ftp://b", "<p>javascript:alert(1) HTTP://A ftp://b</p>"),
        ("x\u00a0\n\u2028", "<p>x\u00a0<br>\n\u2028</p>"),
        ("http:// http://... http://a\u3000b", f"<p>http:// http://... {LINK.format('http://a')}\u3000b</p>"),
    ],
)
def test_plain_text_to_html(text: str, html: str):
    assert to_html(text) == html


def test_a_long_tail_of_brackets_is_no_work():
    assert to_html("http://a" + ")" * 60_000).startswith(f"<p>{LINK.format('http://a')}))")
