"""What lies on a page and is no part of it: a filled field, a stamp, a black bar. What is seen of it becomes part of the page.

What is not seen, or does something, is taken away: notes, files, sounds, films, buttons that run programs.
"""

from typing import Final

from pikepdf import Array, Dictionary, Pdf

from handbill.cleaning.media.papers.pages import Page

_SEEN: Final = frozenset(
    (
        *(
            "/Widget",
            "/FreeText",
            "/Line",
            "/Square",
            "/Circle",
            "/Polygon",
            "/PolyLine",
            "/Highlight",
            "/Underline",
        ),
        *("/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Redact", "/Watermark"),
    )
)


def flatten(source: Pdf, found: list[Page], hidden: frozenset[tuple[int, int]]) -> bool:
    """Draw on each page what is seen on it, in the old file as it is in memory; tell whether there was any."""
    any_seen = False
    for page in found:
        given = page.given.get("/Annots")
        if not isinstance(given, Array):
            continue
        kept = [one for one in given if isinstance(one, Dictionary) and _is_kept(one, hidden)]
        any_seen = any_seen or any(str(one.get("/Subtype")) != "/Link" for one in kept)
        page.given.Annots = Array(kept)
    if not any_seen:
        return False
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and bool(form.get("/NeedAppearances", False)):
        source.generate_appearance_streams()
    source.flatten_annotations("screen")
    return True


def _is_kept(one: Dictionary, hidden: frozenset[tuple[int, int]]) -> bool:
    layer = one.get("/OC")
    is_off = isinstance(layer, Dictionary) and layer.objgen in hidden
    kind = str(one.get("/Subtype"))
    return not is_off and (kind == "/Link" or (kind in _SEEN and "/AP" in one))
