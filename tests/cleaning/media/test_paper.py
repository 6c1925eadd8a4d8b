import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from handbill.cleaning.media import paper
from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.papers import programs
from handbill.cleaning.media.papers.examine import examine
from tests.cleaning.media import sheets
from tests.cleaning.media.canaries import canary, sung

pytestmark = pytest.mark.once


def unpacked(path: Path) -> Iterator[bytes]:
    """Give the file, and all that is packed in it."""
    yield path.read_bytes()
    with pikepdf.open(path) as opened:
        for one in opened.objects:
            yield one.unparse(resolved=True)
            if isinstance(one, Stream):
                yield one.read_raw_bytes()
                if "/Filter" not in one or one.Filter == Name.FlateDecode:
                    yield one.read_bytes()


def test_nothing_that_a_paper_says_of_itself_is_published(tmp_path: Path) -> None:
    source, into = tmp_path / "source", tmp_path / "into"
    into.mkdir()
    source.write_bytes(sheets.paper())
    before = {found[:40] for found in sung(source.read_bytes())}
    assert len(before) > 60
    cleaned = clean(source, into, Allowed(), slots=tmp_path / "slots")
    [made] = cleaned.files
    assert (cleaned.kind, made.type, made.path.name) == ("pdf", "application/pdf", "paper.pdf")
    assert [found for data in unpacked(made.path) for found in sung(data)] == []
    whole = b"".join(unpacked(made.path))
    assert [words for words in sheets.KEPT if words.encode() not in whole] == []
    expected = {
        "author",
        "text",
        "software",
        "time",
        "metadata",
        "script",
        "attachment",
        "form",
        "note",
        "history",
    }
    assert expected | {"thumbnail", "layer"} <= set(cleaned.removed)


def test_what_is_read_stays(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(sheets.paper())
    [made] = paper.clean(tmp_path / "source", tmp_path, Allowed()).files
    with pikepdf.open(made.path) as opened:
        first, second = (page.obj for page in opened.pages)
        assert b"(Rent meeting on Monday 0) Tj" in first.Contents.read_bytes()
        assert b"(Rent meeting on Monday 1) Tj" in second.Contents.read_bytes()
        assert b"0 0 1 rg" in b"".join(
            one.read_bytes() for one in first.Resources.XObject.values() if "/BBox" in one
        )
        [web, within] = first.Annots
        assert str(web.A.URI) == "https://example.org/meeting"
        assert within.Dest[0].objgen == first.objgen
        [element] = opened.Root.StructTreeRoot.K
        assert (str(element.S), str(element.Alt)) == ("/P", "What was decided")
        assert opened.Root.StructTreeRoot.ParentTree.Nums[1][0].objgen == element.objgen
        assert opened.Root.Outlines.First.Title == "Decisions"


def test_the_same_paper_twice_is_the_same_bytes_twice(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(sheets.paper())
    hashes = {paper.clean(tmp_path / "source", tmp_path, Allowed()).files[0].sha256 for _ in range(2)}
    assert len(hashes) == 1


def _saved(pdf: pikepdf.Pdf, *, user: str = "") -> bytes:
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user) if user else None)
    return out.getvalue()


def locked() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return _saved(pdf, user="user")


def written(*objects: str) -> bytes:
    """Give a file of objects as they stand here, the catalogue first."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj {one} endobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer <</Size {size}/Root 1 0 R>>\n".encode()
    return out + f"startxref\n{out.index(b'xref')}\n%%EOF\n".encode()


def many_pages(same: int) -> bytes:
    """Give a million pages in a few hundred bytes: each node has ten times the same one below it, or one has many."""
    nodes = [f"<</Type/Pages/Count 9/Kids[{f'{number} 0 R ' * same}]>>" for number in range(3, 8)]
    return written("<</Type/Catalog/Pages 2 0 R>>", *nodes, "<</Type/Page/MediaBox[0 0 9 9]>>")


def packed(times: int, size: int = 11_000_000) -> bytes:
    """Give a page whose content is zeros, packed again and again."""
    data = zlib.compress(bytes(size), 1)
    for _ in range(times - 1):
        data = zlib.compress(data)
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].obj.Contents = Stream(pdf, data, Filter=Array([Name.FlateDecode] * times))
    return _saved(pdf)


def within_itself() -> bytes:
    """Give forms that hold each other, and a structure that holds itself."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    forms = [
        pdf.make_indirect(
            Stream(pdf, b"/A Do /B Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        )
        for _ in range(2)
    ]
    for form in forms:
        form.Resources = Dictionary(XObject=Dictionary(A=forms[0], B=forms[1]))
    page = pdf.pages[0].obj
    page.Resources, page.Contents = forms[0].Resources, Stream(pdf, b"/A Do")
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P))
    element.K = Array([element, 0])
    pdf.Root.StructTreeRoot = Dictionary(K=element)
    entry = pdf.make_indirect(Dictionary(Title=String("again")))
    entry.First = entry.Next = entry
    pdf.Root.Outlines = Dictionary(First=entry)
    return _saved(pdf)


def large_picture() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    picture = Stream(
        pdf, zlib.compress(b"x"), Subtype=Name.Image, Width=65_535, Height=65_535, BitsPerComponent=8
    )
    picture.ColorSpace, picture.Filter = Name.DeviceRGB, Name.FlateDecode
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=picture))
    pdf.pages[0].obj.Contents = Stream(pdf, b"/I Do")
    return _saved(pdf)


REFUSED = {
    "one that is locked": (locked, "locked"),
    "a million pages": (lambda: many_pages(10), "broken"),
    "one page many times": (
        lambda: written("<</Pages 2 0 R>>", f"<</Kids[{'3 0 R ' * 501}]>>", "<</Type/Page>>"),
        "pages",
    ),
    "nodes that hold each other": (
        lambda: written("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Kids[2 0 R]>>"),
        "broken",
    ),
    "a bomb": (lambda: packed(1), "broken"),
    "a bomb in a bomb": (lambda: packed(3), "broken"),
    "forms within themselves": (within_itself, ""),
    "a picture of 65,535 by 65,535": (large_picture, "pixels"),
    "no PDF": (lambda: b"%PDF-1.7\n<script>alert(1)</script>", "broken"),
    "nothing but its end": (lambda: b"%PDF-1.7\ntrailer <</Root 1 0 R>>\n%%EOF", "broken"),
}


def test_bombs_and_broken_papers_are_refused_with_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "UNPACKED", 10_000_000)
    wrong = []
    for name, (make, code) in REFUSED.items():
        (tmp_path / "sent").write_bytes(make())
        try:
            paper.clean(tmp_path / "sent", tmp_path, Allowed())
            wrong += [(name, "taken")] if code else []
        except Unclean as refused:
            if refused.code != code:
                wrong.append((name, refused.code))
    assert not wrong


def test_a_bomb_does_not_go_beyond_the_fences(tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(packed(2, 170_000_000))
    (tmp_path / "into").mkdir()
    with pytest.raises(Unclean, match="broken"):
        clean(tmp_path / "sent", tmp_path / "into", Allowed(), slots=tmp_path / "slots")
    assert not list((tmp_path / "into").iterdir())


def test_a_key_beside_the_pages_is_seen_when_it_is_looked_at_again(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(sheets.paper())
    [made] = paper.clean(tmp_path / "source", tmp_path, Allowed()).files
    good = made.path.read_bytes()
    word = String(canary("key"))
    changes = {
        "information": lambda pdf: pdf.docinfo.__setitem__("/Title", "x"),
        "a key of the catalogue": lambda pdf: pdf.Root.__setitem__(
            "/OpenAction", Dictionary(S=Name.JavaScript, JS=word)
        ),
        "a key of a page": lambda pdf: pdf.pages[0].obj.__setitem__("/PieceInfo", Dictionary()),
        "a word": lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", word),
        "a note": lambda pdf: pdf.pages[0].obj.Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Text)),
        "properties": lambda pdf: pdf.pages[0].obj.__setitem__(
            "/Contents", Stream(pdf, b"/P <</Who (x)>> BDC EMC")
        ),
        "a resource that was not called here": lambda pdf: pdf.pages[0].obj.Resources.Font.__setitem__(
            "/Own", Dictionary()
        ),
        "a page more": lambda pdf: pdf.add_blank_page(),
    }
    passed = []
    for name, change in changes.items():
        with pikepdf.open(io.BytesIO(good)) as pdf:
            change(pdf)
            pdf.save(made.path)
        try:
            examine(made.path, 2)
            passed.append(name)
        except Unclean:
            continue
    made.path.write_bytes(good + canary("after").encode())
    with pytest.raises(Unclean, match="failed"):
        examine(made.path, 2)
    assert not passed


def test_a_font_that_cannot_be_copied_is_no_lost_text(tmp_path: Path) -> None:
    """A paper is refused rather than published without half of its words; what merely names its letters oddly is not in the way."""
    font = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont/Own/DescendantFonts[5 0 R]>>"
    page = f"<</Type/Page/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F {font}>>>>>>"
    content = "<</Length 25>>stream\nBT /F 9 Tf (\0A) Tj ET     \nendstream"
    wrong = []
    for below, code in (
        ("<</Subtype/CIDFontType2/CIDSystemInfo<</Registry(\xe1\xe2)/Ordering(\xe3)/Supplement 0>>>>", ""),
        ("<</Subtype/CIDFontType9>>", "broken"),
        ("null", "broken"),
    ):
        paper_of = written("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", page, content, below)
        (tmp_path / "sent").write_bytes(paper_of)
        try:
            [made] = paper.clean(tmp_path / "sent", tmp_path, Allowed()).files
            with pikepdf.open(made.path) as opened:
                wrong += [] if b"Tj" in opened.pages[0].obj.Contents.read_bytes() else [below]
            wrong += [below] if code else []
        except Unclean as refused:
            wrong += [] if refused.code == code else [f"{below}: {refused.code}"]
    assert not wrong


def test_a_font_s_table_brings_nothing_of_another_and_none_lies_over_their_list() -> None:
    """What a list of tables says may be wrong, by accident or on purpose: a table that stays could hold the one that goes."""
    good = sheets.font_program()
    loca, name = good.index(b"loca"), good.index(b"name")
    over = good[: loca + 8] + good[name + 8 : name + 16] + good[loca + 16 :]
    assert over.count(b"loca") == 1
    assert sung(good)
    assert not sung(programs.truetype(good))
    assert not sung(programs.truetype(over))
    for start in (0, 12, 91):
        with pytest.raises(Unclean, match="broken"):
            programs.truetype(good[: loca + 8] + start.to_bytes(4, "big") + b"\0\0\0\xd5" + good[loca + 16 :])
