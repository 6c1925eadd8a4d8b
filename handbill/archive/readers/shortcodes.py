"""WordPress' short codes: `[caption …]…[/caption]` and what plugins made of them. What they meant stays where it can; the rest is named.

`[sic]` and `[1]` are text: a short code is one that WordPress knows, has an attribute, or is closed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

_CODE: Final = re.compile(
    r"\[(\[?)(/?)([A-Za-z][A-Za-z0-9_-]{0,60})(?![A-Za-z0-9_-])([^\[\]]{0,4000})\](\]?)"
)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w-])([A-Za-z][\w-]{0,60})\s*+=\s*+(?:"([^"]*)"|'([^']*)'|(?:&#82(?:20|21|43|42);|&quot;|[“”″])(.{0,300}?)(?:&#82(?:20|21|43|42);|&quot;|[“”″])|([^\s"']+))"""
)
_PICTURE: Final = re.compile(r"(.*<img\b[^<>]*+>(?:\s*</a\s*>)?)(.*)", re.DOTALL | re.IGNORECASE)
_WEB: Final = re.compile(r"https?://[^\s\"'<>\[\]“”″]+")
_IDS: Final = re.compile(r"[0-9]{1,18}")
_FIGURES: Final = frozenset({"caption", "wp_caption"})
_FILES: Final = frozenset({"audio", "video", "playlist", "wpvideo"})
_LINKS: Final = frozenset(
    {"embed", "youtube", "vimeo", "soundcloud", "dailymotion", "googlevideo", "flickr", "twitter", "tweet"}
)
_PLAYERS: Final = {
    "youtube": ("https://www.youtube.com/watch?v=", re.compile(r"=?\s*([A-Za-z0-9_-]{11})(?:\s+\w+=.*)?")),
    "vimeo": ("https://vimeo.com/", re.compile(r"=?\s*([0-9]{5,12})(?:\s+\w+=.*)?")),
    "dailymotion": (
        "https://www.dailymotion.com/video/",
        re.compile(r"=?\s*(x[a-z0-9]{4,8})(?:\s+\w+=.*)?"),
    ),
    "googlevideo": (
        "https://video.google.com/videoplay?docid=",
        re.compile(r"=?\s*(-?[0-9]{15,20})(?:\s+\w+=.*)?"),
    ),
}
"""Where what is named by its number alone can be looked at, and how such a number looks."""
_CODES: Final = frozenset({"code", "sourcecode", "php", "html", "css", "python", "bash"})
_KNOWN: Final = frozenset(
    {"gallery", "contact-form-7", "contact-form", "toc", "more", "googlemaps", "polldaddy", "poll"}
)
_SOURCES: Final = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "mov", "flv", "url")


@dataclass(slots=True)
class Meant:
    """A text without short codes; the ids of the attachments that galleries show, and the names of what was left out."""

    html: str
    gallery: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)


def without(text: str) -> Meant:
    """Put what short codes mean into their place."""
    found = Meant(text)
    if "[" in text:
        found.html = _Reader(text, found).read()
    return found


class _Reader:
    def __init__(self, text: str, found: Meant) -> None:
        self.text, self.found = text, found
        self.ends = {match[1].lower(): match.start() for match in re.finditer(r"\[/([\w-]{1,60})\]", text)}

    def read(self) -> str:
        out, here = [], 0
        while match := _CODE.search(self.text, here):
            out.append(self.text[here : match.start()])
            here = match.end()
            if match[1] and match[5]:  # [[name]]: a short code that is only spoken of
                out.append(match[0][1:-1])
                continue
            meant, here = self._meant(match)
            out.append(f"{match[1]}{meant}{match[5]}")
        out.append(self.text[here:])
        return "".join(out)

    def _meant(self, match: re.Match[str]) -> tuple[str, int]:
        """Give what a short code means, and where the text goes on."""
        name, said = match[3].lower(), match[4].strip().rstrip("/")
        attributes = {
            found[1].lower(): next(filter(None, found.groups()[1:]), "")
            for found in _ATTRIBUTE.finditer(said)
        }
        is_ours = name in _FIGURES | _FILES | _LINKS | _CODES | _KNOWN
        if match[2]:  # an end whose beginning was taken, or left out
            return ("" if is_ours or name in self.found.left_out else match[0]), match.end()
        closed = self.ends.get(name, -1) >= match.end()
        if not (is_ours or attributes or closed):
            return match[0], match.end()
        inside, end = "", match.end()
        if closed and name in _FIGURES | _FILES | _LINKS | _CODES:
            stop = re.compile(rf"\[/{name}\]", re.IGNORECASE).search(self.text, match.end())
            if stop:
                inside, end = self.text[match.end() : stop.start()], stop.end()
        return self._of(name, said, attributes, inside), end

    def _of(self, name: str, said: str, attributes: Mapping[str, str], inside: str) -> str:
        if name in _FIGURES:
            return _figure(attributes.get("caption", ""), inside)
        if name in _CODES and inside:
            return f"\n\n<pre><code>{inside if '&lt;' in inside else escape(inside, quote=False)}</code></pre>\n\n"
        if name == "gallery":
            self.found.gallery += _IDS.findall(attributes.get("ids") or attributes.get("include") or "")
            return ""
        if name in _FILES:
            ids = _IDS.findall(attributes.get("ids", ""))
            self.found.gallery += ids
            links = [attributes[key] for key in _SOURCES if attributes.get(key)] or _WEB.findall(
                f"{said} {inside}"
            )
            self.found.left_out |= set() if ids or links else {name}
            return "".join(map(_link, links[:1]))
        links = _WEB.findall(f"{said} {inside}")
        if not links and name in _PLAYERS:
            at, number = _PLAYERS[name]
            which = number.fullmatch(attributes.get("id") or said or inside.strip())
            links = [at + which[1]] if which else []
        if name not in _LINKS or not links:
            self.found.left_out.add(name)
        return "".join(map(_link, links[:1]))


def _figure(caption: str, inside: str) -> str:
    """A caption is an attribute in old texts, and stands behind the picture in those since WordPress 3.4."""
    parts = _PICTURE.fullmatch(inside)
    picture, words = (parts[1], parts[2]) if parts else (inside, "")
    words = unescape(caption) or words
    return f"\n\n<figure>{picture.strip()}<figcaption>{words.strip()}</figcaption></figure>\n\n"


def _link(address: str) -> str:
    shown = escape(unescape(address))
    return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'
