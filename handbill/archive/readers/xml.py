"""The one door that parses XML: the start tag of a file's root, with the names of its namespaces, and one item, as a document.

A document type never comes so far (`cut.py`): there is nothing that an entity could be declared in, nothing that expands and
nothing that is fetched. What is broken in one item costs that one alone.
"""

import re
from html import escape, unescape
from html.entities import html5
from typing import Final, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for its type
_HUGE: Final = 5_000_000  # characters from which on libxml2 has to be asked to read a text of that size
_ROOT: Final = re.compile(r"<((?:[A-Za-z][\w.-]{0,30}:)?(?:rss|RDF|feed|channel))(?:\s[^<>]*)?>")
_CDATA: Final = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_REFERENCE: Final = re.compile(r"&(#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)?")
_IS_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,60}").fullmatch
_NUMBERED: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>\"'"})
_NO_TAG: Final = re.compile(r"<(?![A-Za-z_/!?])")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG: Final = re.compile(r"\{([^}]*)\}(.*)", re.DOTALL)
_SPACES: Final = (
    (re.compile(r"https?://wordpress\.org/export/[0-9.]+/excerpt/"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/[0-9.]+/?"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.[01]/?"), "dc"),
    (re.compile(r"https?://purl\.org/dc/terms/?"), "dcterms"),
    (re.compile(r"https?://www\.w3\.org/2005/Atom/?|https?://purl\.org/atom/ns#"), "atom"),
    (re.compile(r"https?://search\.yahoo\.com/mrss/?"), "media"),
    (re.compile(r"https?://www\.itunes\.com/dtds/podcast-1\.0\.dtd"), "itunes"),
    (re.compile(r"https?://purl\.org/syndication/thread/1\.0/?"), "thr"),
    (re.compile(r"https?://www\.w3\.org/1999/xhtml/?"), "xhtml"),
    (re.compile(r"https?://(?:purl\.org/rss/1\.0/|backend\.userland\.com/.*|my\.netscape\.com/rdf/simple/0\.9/"
                r"|channel\.netscape\.com/rdf/simple/0\.9/|purl\.org/net/rss1\.1#)?"), ""),
)  # fmt: skip
"""Programs have written these names in several ways; those of old RSS are as if there were none."""
BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def root_of(head: str) -> str:
    """Give the start tag of a file's root as it stands in its head; "" where there is none."""
    match = _ROOT.search(_CDATA.sub("", head))
    return match[0] if match else ""


def parsed(root: str, text: str) -> Element | None:
    """Parse a part of a file below the start tag of its root; None where nothing of it can be read.

    References to characters that HTML knows and XML does not, and bare signs, are repaired; what else is broken, libxml2 does.
    """
    tag = root or "<rss>"
    name = re.match(r"<([\w.:-]+)", tag)
    whole = f"{tag}{_repaired(text)}</{name[1] if name else 'rss'}>"
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=len(whole) > _HUGE,
        encoding="utf-8",
    )
    try:
        found = etree.fromstring(whole.encode(), parser)
        if found is not None:
            _say_references(found)
            _demand_text(found)
    except (etree.XMLSyntaxError, UnicodeDecodeError):
        return None
    return found


def name_of(element: Element) -> str:
    """Give the name of an element with the prefix that its namespace usually has: `wp:post_id`, `dc:creator`, `title`."""
    tag = element.tag if isinstance(element.tag, str) else ""
    match = _TAG.fullmatch(tag)
    if match is None:
        return tag
    space, name = match[1], match[2]
    prefix = next((prefix for pattern, prefix in _SPACES if pattern.fullmatch(space)), None)
    if prefix is None:
        prefix = element.prefix or "?"
        return f"?{prefix}:{name}"
    return f"{prefix}:{name}" if prefix else name


def text_of(element: Element | None) -> str:
    """Give all text in an element; "" where there is none."""
    return "" if element is None else "".join(element.itertext())


def inner_html(element: Element) -> str:
    """Give what stands in an element as HTML, without the namespaces of its tags: of a lone `div`, what stands in it."""
    for one in element.iter("*"):
        if isinstance(one.tag, str):
            name = one.tag.rpartition("}")[2]
            one.tag = name if _IS_NAME(name) else "span"  # what libxml2 has made of a torn one may be none
    etree.cleanup_namespaces(element)
    within = (
        element[0]
        if len(element) == 1 and element[0].tag == "div" and not (element.text or "").strip()
        else element
    )
    parts = [escape(within.text or "", quote=False)]
    parts += [etree.tostring(one, encoding="unicode", method="html") for one in within]
    return "".join(parts)


def _say_references(root: Element) -> None:
    """Let references that are left be text: where a file is torn, one may stand in what looked like a section of characters."""
    for parent in {one.getparent() for one in root.iter(etree.Entity)}:
        before, said = None, list[str]()
        for one in list(parent):
            if one.tag is etree.Entity:
                said += (_ILLEGAL.sub("", unescape(one.text)), one.tail or "")
                parent.remove(one)
            else:
                _add_text(parent, before, said)
                before, said = one, []
        _add_text(parent, before, said)


def _add_text(parent: Element, before: Element | None, said: list[str]) -> None:
    if said and before is None:
        parent.text = "".join([parent.text or "", *said])
    elif said and before is not None:
        before.tail = "".join([before.tail or "", *said])


def _demand_text(root: Element) -> None:
    """Read all names and texts: libxml2 may cut one, in what it repairs, within a character.

    Raises:
        UnicodeDecodeError: it did.
    """
    for one in root.iter():
        _ = one.tag, one.items(), one.text, one.tail


def _repaired(text: str) -> str:
    parts = _CDATA.split(text)
    if len(parts) > 1 and not parts[-2].endswith("]]>"):  # never closed: then it is no such section
        parts[-2:] = [parts[-2].removeprefix("<![CDATA[")]
        parts[-2:] = ["".join(parts[-2:])]
    for at in range(0, len(parts), 2):
        parts[at] = _NO_TAG.sub("&#60;", _REFERENCE.sub(_meant, parts[at]))
    return "".join(parts)


def _meant(match: re.Match[str]) -> str:
    """Give what a reference means, or the sign itself, as XML has it: by number, for libxml2 drops what has a name after a first error."""
    said = match[1] or ""
    if said.startswith("#"):
        meant = unescape(match[0])
    elif said in html5:
        meant = html5[said]
    else:
        return f"&#38;{said}"
    return _ILLEGAL.sub("", meant).translate(_NUMBERED)
