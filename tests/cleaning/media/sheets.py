"""A PDF of two pages with a canary in each place that tells or does something, and an earlier version of itself before it."""

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from tests.cleaning.media.canaries import canary

SEEN = "Rent meeting on Monday"


def text(place: str) -> String:
    return String(canary(place))


def jpeg(place: str) -> bytes:
    """Give a JPEG with words in EXIF, XMP, a profile, a comment, and after its end."""
    word = canary(place).encode()
    exif = Image.Exif()
    exif[0x010F] = canary(place)
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((16, 8)).save(
        out, "JPEG", exif=exif, comment=word, xmp=word, icc_profile=word.ljust(128, b"\0")
    )
    return out.getvalue() + word


def font_program() -> bytes:
    """Give a TrueType font of two empty tables and one of names."""
    word = canary("font").encode("utf-16-be")
    name = bytes.fromhex("0000 0001 0012 0003 0001 0409 0001") + len(word).to_bytes(2, "big") + b"\0\0" + word
    tables = {
        b"head": bytes(54),
        b"glyf": b"\0\0\0\0",
        b"loca": b"\0\0\0\0",
        b"name": name,
        b"DSIG": canary("sign").encode(),
    }
    at = 12 + 16 * len(tables)
    entries, bodies = b"", b""
    for tag, body in tables.items():
        entries += tag + bytes(4) + (at + len(bodies)).to_bytes(4, "big") + len(body).to_bytes(4, "big")
        bodies += body
    return b"\0\1\0\0" + len(tables).to_bytes(2, "big") + bytes(6) + entries + bodies


def action(place: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=text(place), Next=Dictionary(S=Name.Launch, F=text("launch")))


def paper() -> bytes:
    pdf = pikepdf.new()
    pages = [pdf.make_indirect(_page(pdf, number)) for number in range(2)]
    for page in pages:
        pdf.pages.append(pikepdf.Page(page))
    root = pdf.Root
    page = pdf.pages[0].obj
    _act(pdf, root, page)
    _note(pdf, page)
    _tag(pdf, root, page)
    _layer(pdf, root, page)
    root.Lang = String("en-GB")
    root.Metadata = Stream(pdf, f"<x:xmpmeta>{canary('xmp')}</x:xmpmeta>".encode(), Type=Name.Metadata)
    root.PieceInfo = Dictionary(App=Dictionary(Private=text("piece")))
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=text("label"))]))
    root["/" + canary("key")] = 1
    root.Outlines = _outlines(pdf, page)
    for key in (
        "Author",
        "Title",
        "Subject",
        "Keywords",
        "Creator",
        "Producer",
        "CreationDate",
        "ModDate",
        "Own",
    ):
        pdf.docinfo["/" + key] = text(key)
    pdf.trailer["/" + canary("trailer")] = text("trailer")
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return _again(out.getvalue())


def _page(pdf: Pdf, number: int) -> Dictionary:
    word = canary("content").encode()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Own"), FirstChar=32)
    )
    font.LastChar, font.Widths, font.Encoding = 122, Array([500] * 91), Name.WinAnsiEncoding
    font.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Own"), Flags=32, FontFamily=text("family")
    )
    font.FontDescriptor.FontFile2 = Stream(pdf, font_program(), Length1=len(font_program()))
    cmap = f"%%{canary('cmap')}\n/CMapName /{canary('mapname')} def begincmap\n1 beginbfchar <41> <0041> endbfchar endcmap"
    font.ToUnicode = Stream(pdf, cmap.encode())
    form = Stream(
        pdf, b"0 0 5 5 re f % " + word, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])
    )
    form.PieceInfo, form.LastModified, form.Metadata = (
        Dictionary(A=text("form")),
        text("date"),
        Stream(pdf, word),
    )
    secret = Stream(pdf, word, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    held = Dictionary(
        Font=Dictionary({"/" + canary("Fname"): font}),
        XObject=Dictionary(Im=_picture(pdf), Fm=form, Unused=secret, Pr=_predicted(pdf), Tw=_twice(pdf)),
        Properties=Dictionary(MC=Dictionary(Metadata=Stream(pdf, word), Who=text("who")), Off=None),
        ColorSpace=Dictionary(Ic=Array([Name.ICCBased, Stream(pdf, word, N=3)])),
        ProcSet=Array([Name(f"/{canary('proc')}")]),
    )
    content = b"% " + word + b"\n/Span <</Lang (en) /Who (" + word + b")>> BDC EMC /P /MC BDC EMC\n"
    content += b"/Plac BMC /X (" + word + b") DP EMC BX (" + word + b") unknown EX\n"
    content += (
        f"/P <</MCID 0>> BDC BT /{canary('Fname')} 12 Tf 50 700 Td ({SEEN} {number}) Tj ET EMC\n".encode()
    )
    content += b"(" + canary("earlier").encode() + b") pop\n" if number else b""
    content += b"q 90 0 0 90 9 9 cm /Im Do /Pr Do /Tw Do Q /Fm Do /Ic cs 1 0 0 sc 1 1 5 5 re f\n"
    content += b"q 8 0 0 8 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G /Who (" + word + b") ID \x80" + b" EI Q"
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 600, 800]),
        Resources=held,
        Contents=Stream(pdf, content),
        Thumb=Stream(pdf, word, Width=1, Height=1),
        Metadata=Stream(pdf, word),
        PieceInfo=Dictionary(A=text("page")),
        LastModified=text("modified"),
        AA=Dictionary(O=action("opened")),
        ID=text("id"),
    )


def _picture(pdf: Pdf) -> Stream:
    picture = Stream(
        pdf, jpeg("exif"), Type=Name.XObject, Subtype=Name.Image, Width=16, Height=8, BitsPerComponent=8
    )
    picture.ColorSpace, picture.Filter = Name.DeviceRGB, Name.DCTDecode
    picture.Metadata, picture.OPI = Stream(pdf, canary("image").encode()), Dictionary(F=text("opi"))
    picture.Alternates = Array(
        [Dictionary(Image=Stream(pdf, canary("alternate").encode(), Width=1, Height=1))]
    )
    mask = Stream(
        pdf, zlib.compress(bytes(128) + canary("beyond").encode()), Subtype=Name.Image, Width=16, Height=8
    )
    mask.BitsPerComponent, mask.ColorSpace, mask.Filter = 8, Name.DeviceGray, Name.FlateDecode
    picture.SMask = mask
    return picture


def _predicted(pdf: Pdf) -> Stream:
    """Give a picture whose rows are told by what stands above them."""
    rows = zlib.compress(b"".join(bytes([2, *([9] * 16)]) for _ in range(8)))
    picture = Stream(
        pdf, rows, Subtype=Name.Image, Width=16, Height=8, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )
    picture.Filter, picture.DecodeParms = (
        Name.FlateDecode,
        Dictionary(Predictor=15, Columns=16, Own=text("parms")),
    )
    return picture


def _twice(pdf: Pdf) -> Stream:
    """Give a JPEG that was packed once more."""
    picture = Stream(
        pdf, zlib.compress(jpeg("twice")), Subtype=Name.Image, Width=16, Height=8, BitsPerComponent=8
    )
    picture.ColorSpace, picture.Filter = Name.DeviceRGB, Array([Name.FlateDecode, Name.DCTDecode])
    picture.DecodeParms = Array([None, Dictionary(ColorTransform=1)])
    return picture


def _act(pdf: Pdf, root: Any, page: Any) -> None:
    """Plant what runs, and files within."""
    file = Stream(pdf, canary("attached").encode(), Type=Name.EmbeddedFile)
    spec = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=text("file"), EF=Dictionary(F=file)))
    root.OpenAction, root.AA = action("open"), Dictionary(WC=action("close"))
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([text("js"), action("named")])),
        EmbeddedFiles=Dictionary(Names=Array([text("name"), spec])),
    )
    root.AF, root.Collection = Array([spec]), Dictionary(D=text("portfolio"))
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=text("field"), V=text("value"), TU=text("tip")
        )
    )
    field.Rect, field.AA, field.F = Array([9, 9, 99, 29]), Dictionary(K=action("key")), 4
    field.AP = Dictionary(
        N=Stream(pdf, b"0 0 1 rg 0 0 9 9 re f", Subtype=Name.Form, BBox=Array([0, 0, 90, 20]))
    )
    root.AcroForm = Dictionary(Fields=Array([field]), XFA=Stream(pdf, canary("xfa").encode()), DA=text("da"))
    page.Annots = Array([field])


def _note(pdf: Pdf, page: Any) -> None:
    """Plant notes and links."""
    kinds = (
        "Text",
        "FreeText",
        "Popup",
        "FileAttachment",
        "Sound",
        "Movie",
        "RichMedia",
        "3D",
        "Screen",
        "Stamp",
        "Ink",
    )
    for kind in kinds:
        note = Dictionary(
            Type=Name.Annot, Subtype=Name("/" + kind), Contents=text(kind), T=text("by"), M=text("when")
        )
        note.Rect, note.NM, note.RC = Array([9, 9, 99, 29]), text("nm"), text("rich")
        page.Annots.append(pdf.make_indirect(note))
    targets = [
        Dictionary(S=Name.URI, URI=String("https://example.org/meeting"), Next=action("next")),
        Dictionary(S=Name.URI, URI=String(f"javascript:{canary('uri')}")),
        Dictionary(S=Name.Launch, F=text("program")),
        Dictionary(S=Name.GoToR, F=text("remote"), D=Array([0, Name.Fit])),
        Dictionary(S=Name.GoTo, D=Array([page, Name.XYZ, 0, 700, None])),
    ]
    for target in targets:
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, A=target, PA=action("pa"), Contents=text("link")
        )
        link.Rect, link.NM = Array([50, 690, 90, 710]), text("linkname")
        page.Annots.append(pdf.make_indirect(link))


def _tag(pdf: Pdf, root: Any, page: Any) -> None:
    """Plant a structure: one paragraph, of a type of its own."""
    tree = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary({"/" + canary("role"): Name.P}))
    )
    piece = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name("/" + canary("role")), P=tree, Pg=page, K=0)
    )
    piece.ID, piece.T, piece.Alt, piece.C = (
        text("ident"),
        text("title"),
        String("What was decided"),
        Name("/" + canary("class")),
    )
    piece.A = Array([Dictionary(O=Name.UserProperties, P=Array([Dictionary(N=text("prop"), V=text("val"))]))])
    tree.K, tree.ParentTree = piece, Dictionary(Nums=Array([0, Array([piece])]))
    tree.IDTree, tree.ClassMap = (
        Dictionary(Names=Array([text("id"), piece])),
        Dictionary({"/" + canary("class"): Dictionary()}),
    )
    root.StructTreeRoot, root.MarkInfo, page.StructParents = (
        tree,
        Dictionary(Marked=True, UserProperties=True),
        0,
    )


def _layer(pdf: Pdf, root: Any, page: Any) -> None:
    """Plant a layer that is off, with words on it."""
    layer = pdf.make_indirect(
        Dictionary(Type=Name.OCG, Name=text("layer"), Usage=Dictionary(CreatorInfo=text("creator")))
    )
    root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Name=text("config")))
    page.Resources.Properties.Off = layer
    hidden = f"/OC /Off BDC BT /{canary('Fname')} 9 Tf ({canary('hidden')}) Tj ET EMC\n".encode()
    page.Contents = Array([Stream(pdf, hidden), page.Contents])


def _outlines(pdf: Pdf, page: Any) -> Dictionary:
    top = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    entry = pdf.make_indirect(
        Dictionary(Title=String("Decisions"), Parent=top, Dest=Array([page, Name.Fit]), SE=text("se"))
    )
    entry.A = action("outline")
    top.First = top.Last = entry
    return top


def _again(data: bytes) -> bytes:
    """Add a later version, as programs do that only append: the second page said something else before."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number, size = pdf.pages[1].obj.Contents.objgen[0], int(pdf.trailer.Size)
        root, info = pdf.Root.objgen[0], pdf.trailer.Info.objgen[0]
        content = pdf.pages[1].obj.Contents.read_bytes().replace(canary("earlier").encode(), b"later")
    before = int(data[data.rindex(b"startxref") :].split()[1])
    update = b"% " + canary("remark").encode() + b"\n"
    at = len(data) + len(update)
    update += b"%d 0 obj\n<< /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (number, len(content), content)
    table = len(data) + len(update)
    update += b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (number, at)
    update += b"<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\n" % (size, root, info, before)
    return data + update + b"startxref\n%d\n%%%%EOF\n" % table + canary("after").encode()


KEPT = (SEEN, "https://example.org/meeting", "What was decided", "Decisions", "en-GB")


def sheet(folder: Path) -> bytes:
    return paper()
