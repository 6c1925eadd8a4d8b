"""Papers: a PDF made anew of its pages: what is drawn and written on them, links, structure for those who hear it, and no more."""

from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import AccessMode, ObjectStreamMode, Pdf
from pikepdf.settings import set_qpdf_limits

from handbill.cleaning.media import refused
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from handbill.cleaning.media.made import made
from handbill.cleaning.media.papers import links, tags
from handbill.cleaning.media.papers.copying import Copy
from handbill.cleaning.media.papers.examine import examine
from handbill.cleaning.media.papers.flat import flatten
from handbill.cleaning.media.papers.layers import hidden_layers
from handbill.cleaning.media.papers.pages import Page, make, pages
from handbill.cleaning.media.papers.told import ends, told

TYPE: Final = "application/pdf"
UNPACKED: Final = 160_000_000
"""Bytes that one stream may become."""
_FILTERS: Final = 4
_NESTED: Final = 100


def clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    """Give the paper as it may be published.

    Raises:
        Unclean: it is not taken: `locked`, `pages`, `pixels`, `broken`.
    """
    set_qpdf_limits(
        max_stream_filters=_FILTERS,
        parser_max_nesting=_NESTED,
        flate_max_memory=UNPACKED,
        run_length_max_memory=UNPACKED,
        png_max_memory=UNPACKED,
        tiff_max_memory=UNPACKED,
    )
    try:
        return _clean(source, into, allowed)
    except pikepdf.PasswordError:
        raise Unclean(refused.LOCKED) from None
    except (pikepdf.PikepdfError, *_BROKEN):
        raise Unclean(refused.BROKEN) from None


_BROKEN: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""How a parser says, in its ways, that a file is not what it should be."""


def _clean(source: Path, into: Path, allowed: Allowed) -> Cleaned:
    out = into / "paper.pdf"
    with pikepdf.open(source, access_mode=AccessMode.stream) as old, pikepdf.new() as new:
        found = pages(old, allowed.pages)
        removed = told(old, ends(source), found)
        hidden = hidden_layers(old)
        if flatten(old, found, hidden):
            found = pages(old, allowed.pages)
        _copy(old, new, found, Copy(new, allowed, hidden))
        new.save(out, min_version="1.7", deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    examine(out, len(found))
    return Cleaned("pdf", (made(out, TYPE),), removed=removed)


def _copy(old: Pdf, new: Pdf, found: list[Page], c: Copy) -> None:
    for page in found:
        make(c, page)
    for page in found:
        new.pages.append(pikepdf.Page(page.made))
    places = links.Places(old, found)
    linked = {}
    for page in found:
        linked.update(links.link(c, page, places))
    links.contents(c, old, places)
    tags.Tags(c, found, linked).copy(old)
    language = tags.language(old.Root.get("/Lang"))
    if language is not None:
        new.Root.Lang = language
