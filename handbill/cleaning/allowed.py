"""What written HTML may hold: the one list of elements, attributes and schemes.

`docs/publishing.md` tells authors the same list, and a test compares the two. Which attribute stands on which element is
HTML's own rule (WHATWG HTML section 4): the list of names is ours.
"""

from typing import Final


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Paragraphs and the like, which stand beside each other.
BLOCKS: Final = _names("p hr h2 h3 h4 blockquote pre ul ol dl table figure")
# Parts of blocks: they mean something inside their parent only.
PARTS: Final = _names("li dt dd caption thead tbody tfoot tr th td figcaption")
# What stands inside a line of text.
INLINE: Final = _names(
    "br code kbd samp em strong b i u s small sub sup mark abbr cite q dfn del ins time a ruby rt rp bdi bdo wbr"
)
ELEMENTS: Final = BLOCKS | PARTS | INLINE
VOID: Final = _names("br hr wbr")

EVERYWHERE: Final = _names("title lang dir")
OF_ELEMENT: Final = {
    "a": _names("href"),
    "time": _names("datetime"),
    "ins": _names("datetime"),
    "del": _names("datetime"),
    "td": _names("colspan rowspan"),
    "th": _names("colspan rowspan scope"),
    "ol": _names("start reversed"),
}
ATTRIBUTES: Final = EVERYWHERE.union(*OF_ELEMENT.values())
SCHEMES: Final = _names("http https mailto")
REL: Final = "nofollow ugc noopener"

# Dropped elements that break a line of text: what they hold becomes paragraphs of its own, so that no words run together.
BREAKING: Final = _names(
    "address article aside body button center details dialog dir div fieldset footer form frame frameset h1 h5 h6 head header "
    "hgroup html iframe legend listing main marquee math menu nav noframes noscript object option optgroup plaintext search "
    "section select summary svg template textarea title video xmp"
)
# Dropped with all that they hold.
SILENT: Final = _names("script style")
