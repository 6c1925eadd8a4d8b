"""Pictures, sound and film of a saved page: those that the source has, largest first where it has several sizes."""

import re
from typing import TYPE_CHECKING, Final

from handbill.archive.readers.saved.layout import Rules
from handbill.archive.readers.saved.pick import absolute, matches
from handbill.archive.readers.saved.tree import Element
from handbill.archive.sources import ImportedFile
from handbill.cleaning.text import one_line
from handbill.limits import ALT, CAPTION

if TYPE_CHECKING:
    from handbill.archive.readers.saved.page import Saved

_MEDIA: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|mp3|ogg|oga|opus|wav|flac|m4a|mp4|m4v|mov|avi|mpe?g|webm|ogv|wmv|rm|pdf)(?:\Z|\?)",
    re.IGNORECASE,
)
_ORNAMENT: Final = re.compile(
    r"(?:^|[/_.-])(?:icons?|logos?|spacer|blank|pixel|dot|button|btn|bullet|banner|smil(?:ey|ies)|avatar|gravatar|counter|arrow|"
    r"header|footer|bg|background|cc-?by|copyleft|rss|valid)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_SMALL: Final = 48  # pixels of a side, as the page says: below, it is an ornament
_ALL: Final = "img, audio, video, source, embed, a"


def pictures(
    root: Element, rules: Rules, base: str, saved: "Saved"
) -> tuple[tuple[ImportedFile, ...], list[str]]:
    """Give the files of an article, and the addresses of those that the source does not have."""
    files: list[ImportedFile] = []
    missing: list[str] = []
    seen: set[str] = set()
    elements = [one for rule in rules for one in matches(root, rule.select)] or matches(root, _ALL)
    for element in elements:
        shown = _shown(element)
        said = [one for one in _addresses(element) if one and not one.startswith("data:")]
        sizes = [absolute(base, one) for one in said]
        if not sizes or shown is None or seen & set(sizes):
            continue
        seen |= set(sizes)
        tried = [
            one for pair in zip(said, sizes, strict=True) for one in pair
        ]  # a browser rewrites what it saves
        found = next(((one, opener) for one in tried if (opener := saved.find(one))), None)
        if found is None:
            missing.append(sizes[0])
            continue
        caption, alternative = shown
        files.append(
            ImportedFile(f"{saved.place}: {one_line(found[0])[-80:]}", found[1], caption, alternative)
        )
    return tuple(files), missing


def is_medium(name: str) -> bool:
    """Tell by the end of a name whether it is that of a picture, a sound, a film or a paper."""
    return _MEDIA.search(name) is not None


def _addresses(element: Element) -> list[str]:
    """Give where the file is, the largest size first: a small picture links to the whole one."""
    if element.tag == "a":
        href = element.get("href") or ""
        return [href, *(one.get("src") or "" for one in element.iter("img"))] if _MEDIA.search(href) else []
    src = element.get("src") or element.get("data-src") or ""
    around = element.getparent()
    if (
        element.tag == "img"
        and around is not None
        and around.tag == "a"
        and _MEDIA.search(around.get("href") or "")
    ):
        return [around.get("href") or "", src]
    return [src]


def _shown(element: Element) -> tuple[str, str] | None:
    """Give caption and description; None for what only adorns the page."""
    if element.tag == "a":
        image = next(element.iter("img"), None)
        if image is None:
            words = " ".join(element.text_content().split())
            return words[:CAPTION], ""
        return _shown(image)
    if element.tag == "img":
        sides = [re.match(r"\d+", element.get(name) or "") for name in ("width", "height")]
        if any(side and int(side[0][:6]) <= _SMALL for side in sides) or _ORNAMENT.search(
            element.get("src") or ""
        ):
            return None
    figure = next(element.iterancestors("figure"), None)
    words = " ".join(one.text_content() for one in figure.iter("figcaption")) if figure is not None else ""
    alternative = one_line(element.get("alt") or "")
    if _MEDIA.search(alternative) and " " not in alternative:
        alternative = ""  # the name of a file describes nothing
    return one_line(words)[:CAPTION], alternative[:ALT]
