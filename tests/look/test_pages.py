"""What must be true of every page, whatever it shows."""

import gzip
import re
from pathlib import Path

import html5lib
import pytest
from html5lib.constants import namespaces

from handbill.look.environment import HERE, STATIC, render, template_name
from tests.look.contexts import page_classes
from tests.look.gallery import write
from tests.look.samples import samples

SAMPLES = samples()
EVERY = pytest.mark.parametrize("path", list(SAMPLES))
HTML = f"{{{namespaces['html']}}}"
DOORS = ("search/", "publish/", "comment/", "complain/", "receipt/", "desk/")
STYLE = (STATIC / "style.css").read_text(encoding="utf-8")


def page(path):
    return html5lib.HTMLParser(strict=True).parse(render(SAMPLES[path]))


@EVERY
def test_it_is_well_formed_and_ids_are_unique(path):
    ids = [it.get("id") for it in page(path).iter() if it.get("id")]
    assert len(ids) == len(set(ids))


@EVERY
def test_what_labels_and_describes_exists(path):
    tree = page(path)
    ids = {it.get("id") for it in tree.iter()}
    for it in tree.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "form"):
            assert set((it.get(name) or "").split()) <= ids, (it.tag, name, it.get(name))


@EVERY
def test_nothing_is_inline_and_nothing_runs(path):
    for it in page(path).iter():
        assert it.tag not in {HTML + "style", HTML + "iframe", HTML + "object", HTML + "embed"}
        assert not [name for name in it.attrib if name.lower().startswith("on") or name == "style"]
        if it.tag == HTML + "script":
            dynamic = path.startswith(DOORS)
            assert it.get("type") == "application/ld+json" or (
                dynamic
                and it.get("src", "").endswith(
                    ("look/comfort.js", "look/files.js", "look/finder.js", "look/passkey.js")
                )
            )


@EVERY
def test_links_are_relative_and_name_a_file(path):
    for it in page(path).iter():
        if it.tag == HTML + "link" and it.get("rel") == "canonical":
            continue
        for name in ("href", "src", "action"):
            target = it.get(name)
            if target is None or target.startswith("#") or it.get("rel") == "nofollow ugc noopener":
                continue
            assert "//" not in target, target
            assert path == "404.html" or not target.startswith("/"), target
            bare = re.sub(r"^(\.\./|/)*", "", target.partition("#")[0].partition("?")[0])
            assert bare.startswith(DOORS) or not bare.endswith("/"), target
            assert bare.startswith(DOORS) or bare, target


@EVERY
def test_it_has_the_frame_of_a_page(path):
    tree = page(path)
    assert len(tree.findall(f".//{HTML}h1")) == 1
    assert tree.find(f".//{HTML}main").get("id") == "main"
    assert next(it for it in tree.iter(HTML + "a")).get("href") == "#main"
    assert tree.get("lang") == "en"
    assert tree.get("dir") == "ltr"


@EVERY
def test_every_control_has_a_name(path):
    tree = page(path)
    labelled = {it.get("for") for it in tree.iter(HTML + "label")}
    inside = {id(it) for label in tree.iter(HTML + "label") for it in label.iter()}
    for it in tree.iter():
        if it.tag in {HTML + "input", HTML + "textarea", HTML + "select"} and it.get("type") != "hidden":
            assert it.get("id") in labelled or id(it) in inside, it.attrib


def test_every_context_has_a_template_and_a_sample():
    classes = page_classes()
    assert len(classes) > 25
    for kind in classes:
        assert (HERE / "templates" / template_name(kind)).is_file(), kind
    assert {type(it) for it in SAMPLES.values()} == set(classes)


def test_every_field_of_a_context_is_explained():
    for file in sorted((HERE / "contexts").glob("*.py")):
        for field in re.findall(
            r"^    (\w+: (?:[^=#\n(]|\()[^\n]*)$", file.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert "#" in field, f"{file.name}: {field}"


def test_the_gallery_can_be_looked_at(tmp_path):
    write(tmp_path)
    assert (tmp_path / "look/style.css").read_text(encoding="utf-8") == STYLE
    assert len(list(tmp_path.rglob("*.html"))) == len(SAMPLES)


def test_a_page_and_its_style_fit_into_30_kb():
    style = len(gzip.compress(STYLE.encode()))
    assert style < 6_500
    for path in ("index.html", "2026/11/quiet.html", "publish/index.html", "newswire/index.html"):
        assert style + len(gzip.compress(render(SAMPLES[path]).encode())) < 30_000


def test_forms_carry_every_field_by_its_name():
    def names(path):
        return {it.get("name") for it in page(path).iter() if it.get("name")}

    article = {"title", "summary", "body", "format", "language", "byline", "genre", "topics", "places"} | {
        "homepage", "phone", "address", "email", "source", "action", "token", "website_url"
    }  # fmt: skip
    assert article <= names("publish/index.html")
    assert article | {"receipt", "forget"} <= names("receipt/own.html")
    comment = {
        "title",
        "body",
        "format",
        "byline",
        "homepage",
        "email",
        "reply_to",
        "receipt",
        "action",
        "token",
    }
    assert comment <= names("comment/4521/index.html")
    assert {"guideline", "text", "token"} <= names("complain/4521/index.html")
    assert {"receipt", "action"} <= names("receipt/index.html")


def test_preview_is_what_the_return_key_does():
    buttons = [it for it in page("publish/index.html").iter(HTML + "button") if it.get("name") == "action"]
    assert [it.get("value") for it in buttons] == ["preview", "publish"]


def test_an_error_stands_beside_its_field_and_the_text_is_kept():
    tree = page("publish/errors.html")
    title = next(it for it in tree.iter(HTML + "input") if it.get("name") == "title")
    assert title.get("aria-invalid") == "true"
    assert title.get("value") == "The mill weir"
    described = title.get("aria-describedby").split()[0]
    error = next(it for it in tree.iter() if it.get("id") == described)
    assert "214 characters" in "".join(error.itertext())
    body = next(it for it in tree.iter(HTML + "textarea") if it.get("name") == "body")
    assert body.text == "By seven the water stood a hand deep.\n\nThe pump came at nine. <b>"


def test_the_receipt_is_one_text_in_groups_of_four():
    tree = page("receipt/published.html")
    code = next(it for it in tree.iter(HTML + "code") if it.get("id") == "receipt")
    assert re.fullmatch(r"(\w{4} ){7}\w{4}", code.text)
    item = next(it for it in tree.iter(HTML + "a") if it.get("id") == "item")
    assert (item.get("href"), item.get("data-number")) == ("../2026/11/4521.html", "4521")


def luminance(colour: str) -> float:
    wide = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(wide[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_at_least_seven_to_one(scheme):
    """WCAG 2.2, success criterion 1.4.6, from the colours that the style sheet declares."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): #([0-9a-f]{3,6});", blocks[scheme]))
    for text, grounds in {
        "ink": ("paper", "wash", "field", "new", "gone"),
        "soft": ("paper", "wash"),
        "accent": ("paper", "wash"),
        "paper": ("accent", "ink"),
    }.items():
        for ground in grounds:
            assert contrast(colours[text], colours[ground]) >= 7, (text, ground)


def test_the_style_sheet_loads_nothing_and_knows_no_sides():
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert not re.search(
        r"(margin|padding|border)-(left|right)|text-align: (left|right)|[ {](left|right):", STYLE
    )


def test_templates_hold_no_unsafe_filter():
    for file in (HERE / "templates").rglob("*"):
        if file.is_file():
            assert not re.search(r"\|\s*safe|autoescape", Path(file).read_text(encoding="utf-8")), file
