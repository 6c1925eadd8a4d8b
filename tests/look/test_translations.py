"""Spanish: every message is there, keeps what it must, and reaches the pages. `make messages` finds new words."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from handbill.look.environment import HERE, catalogue, render
from tests.look.samples import samples
from tests.shell import handbill

REPOSITORY = Path(__file__).parent.parent.parent
SAMPLES = samples()
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%|<[^>]+>|&\w+;")
CODE = re.compile(
    r"""\{\#.*?\#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%\s*macro\sattributes\b.*?endmacro\s*%\}
    |\{%.*?%\}|\{\{.*?\}\}|&\w+;""",
    re.DOTALL | re.VERBOSE,
)
TEXT = re.compile(r"<(script|style|code|pre)\b.*?</\1>|<[^>]*>", re.DOTALL)
ATTRIBUTES = re.compile(r'\b(?:alt|aria-label|content|placeholder|summary|title)="([^"]*)"')
NAMES = {"Atom", "RSS", "JSON Feed", "handbill verify", "--key"}
NAMES |= {"noindex", "no-referrer", "website", "article", "light dark", "width=device-width, initial-scale=1"}
NAMES |= {"0; url=", "receipt/ ·", 'class="read"', 'class="door"', 'class="front"'}
"""What stands bare in templates and is no word of ours, or the same in every language."""


@cache
def keywords() -> dict[str, Any]:
    """What `make messages` looks for."""
    told = re.findall(r"-k (\S+)", (REPOSITORY / "Makefile").read_text("utf-8"))
    return {**DEFAULT_KEYWORDS, **parse_keywords(told)}


@cache
def source() -> frozenset[tuple[str, str]]:
    """Every message that the program has now: context and English words."""
    with (REPOSITORY / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for _name, _line, message, _comments, context in extract_from_dir(
        REPOSITORY, methods, options, keywords=keywords()
    ):
        found.add(message, context=context)
    return frozenset(key(it) for it in found if it.id)


@cache
def spanish() -> Catalog:
    with (HERE / "locale/es/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="es")


def messages() -> list[Message]:
    return [it for it in spanish() if it.id]


def key(it: Message) -> tuple[str, str]:
    return it.context or "", forms(it.id)[0]


def forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def texts(html: str) -> list[str]:
    """What stands between the tags; what is for programs is left out."""
    return TEXT.sub("\1", html).split("\1")


def test_it_is_in_step_with_the_program():
    told = {key(it) for it in messages()}
    assert not source() ^ told, "make messages"
    assert not spanish().obsolete


def test_nothing_is_untranslated_or_in_doubt():
    assert [it.id for it in messages() if not all(forms(it.string)) or it.fuzzy] == []
    assert spanish().num_plurals == 2
    assert [it.id for it in messages() if len(forms(it.string)) != len(forms(it.id))] == []


def test_places_for_values_and_markup_are_the_same():
    for it in messages():
        for ours, theirs in zip(forms(it.id), forms(it.string), strict=True):
            extra = Counter(HOLES.findall(theirs)) - Counter(HOLES.findall(ours))
            lost = Counter(HOLES.findall(ours)) - Counter(HOLES.findall(theirs))
            assert (extra, lost) == (Counter(), Counter()), it.id


def test_a_sentence_begins_and_ends_as_in_the_source():
    for it in messages():
        for ours, theirs in zip(forms(it.id), forms(it.string), strict=True):
            assert theirs == theirs.strip(), theirs
            assert (ours[-1] in ".:?") == (theirs[-1] in ".:?"), theirs
            assert theirs.count("?") == theirs.count("¿") == ours.count("?"), theirs


def test_it_speaks_as_the_glossary_says():
    for it in messages():
        for whole in forms(it.string):
            words = whole.replace("handbill editor", "")
            assert not re.search(
                r"\b(?:usted(?:es)?|sólo|newswire|hilo de noticias)\b", words, re.IGNORECASE
            ), words
            assert not re.search(
                r"\bredact(?:ar|ado|ada|ó|e)\b|\beditore?s?\b|\bpautas?\b", words, re.IGNORECASE
            ), words
            assert not set("!¡«»") & set(words), words


def test_every_function_that_marks_words_is_known_to_make_messages():
    for file in (REPOSITORY / "handbill").rglob("*.py"):
        for imported in re.findall(
            r"^from django\.utils\.translation import (.+)$", file.read_text(), re.MULTILINE
        ):
            for name in re.findall(r"\w*gettext\w*", imported):
                assert name in keywords(), (file, name)


def test_the_compiled_catalogue_is_that_of_the_source():
    compiled = catalogue("es")
    for it in messages():
        context, words = key(it)
        several = forms(it.id)[1:]
        for count, told in enumerate(forms(it.string), 1):
            found = (
                compiled.ngettext(words, several[0], count)
                if several
                else compiled.pgettext(context, words)
                if context
                else compiled.gettext(words)
            )
            assert found == told, "make install"


@pytest.mark.parametrize("file", sorted((HERE / "templates").rglob("*.html")), ids=lambda file: file.stem)
def test_no_words_stand_bare_in_a_template(file):
    bare = CODE.sub("\0", file.read_text("utf-8"))
    found = [part for text in texts(bare) for part in text.split("\0")]
    found += [part for text in ATTRIBUTES.findall(bare) for part in text.split("\0")]
    assert {part.strip() for part in found if re.search("[A-Za-z]", part)} - NAMES == set()


@cache
def english() -> list[tuple[str, re.Pattern[str]]]:
    """What would be English on a Spanish page."""
    return [
        (words, re.compile(re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(words))))
        for it in messages()
        for words, translated in zip(forms(it.id), forms(it.string), strict=True)
        if words != translated and re.search("[A-Za-z]{3}", HOLES.sub("", words))
    ]


def strings(value: object) -> Iterator[str]:
    """All words that a page is given."""
    if isinstance(value, str):
        yield from (" ".join(unescape(part).split()) for part in texts(value))
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("path", list(SAMPLES))
def test_no_english_is_left_on_a_spanish_page(path):
    page = SAMPLES[path]
    html = render(replace(page, site=replace(page.site, language="es")))
    html = html.replace(f"<title>{page.title} · ", "<title>")  # the samples' own words
    assert '<html lang="es"' in html
    shown = {" ".join(unescape(text).split()) for text in [*texts(html), *ATTRIBUTES.findall(html)]}
    ours = [text for text in shown - set(strings(page)) if text]
    assert "Ir al texto" in ours
    assert [(text, words) for text in ours for words, whole in english() if whole.fullmatch(text)] == []


ASK = """
import sys
from pathlib import Path
from typing import Any
from handbill.boot import boot
boot(Path(sys.argv[1]))
from django.test import Client
from handbill.cleaning.text import one_line
for sent in ({}, {"title": "La fuente", "body": "Lleva seca desde julio.", "email": "a@b.example"}):
    answer = Client().post("/publish/", sent)
    print(answer.status_code, one_line(answer.content.decode()))
"""


OPEN = {"HANDBILL_GUARD_CHALLENGE": "off", "HANDBILL_FRONT_LIMITS": "off"}


def run(*args: str | Path) -> str:
    done = handbill(*args, **OPEN)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(folder: Path) -> list[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HANDBILL_", "DJANGO_"))
    }
    said = subprocess.run(
        [sys.executable, "-c", ASK, str(folder)],
        env=kept | OPEN,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return said.stdout.splitlines()


def test_a_new_spanish_site_speaks_spanish_everywhere(tmp_path):
    folder = tmp_path / "valle"
    run("new", folder, "--name", "El Valle", "--address", "https://valle.example/", "--language", "es")
    wrong, published = ask(folder)
    assert wrong.startswith("422 ")
    assert "Un artículo necesita un título." in wrong
    assert published.startswith("201 ")
    assert "Tu texto está en el hilo" in published
    run("act", folder, "feature", "article/1", "--reason", "Lo vio con sus ojos.")
    run("work", folder, "--once")
    public = folder / "public"
    read = {file: file.read_text("utf-8") for file in public.rglob("*.html")}
    assert len(read) > 15
    for file, html in read.items():
        assert '<html lang="es"' in html, file
        left = {" ".join(unescape(text).split()) for text in texts(html)}
        assert [text for text in left for _words, whole in english() if whole.fullmatch(text)] == [], file
    assert '<h2 id="newswire">El hilo</h2>' in read[public / "index.html"]
    assert "Amenazas e incitación a la violencia" in read[public / "guidelines.html"]
    [article] = public.glob("2*/*/1.html")
    assert "arroba" in read[article]
    assert "El sitio destacó el artículo 1" in read[public / "record/index.html"]
