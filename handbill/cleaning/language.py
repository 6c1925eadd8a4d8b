"""Language tags and the direction of writing (BCP 47: RFC 5646; data of CLDR, by way of Babel).

A tag that leaves here is well formed, normalised and made of known subtags, so it can stand in any `lang` attribute.
"""

import re
from functools import lru_cache
from typing import Final, Literal

from babel import Locale
from babel.core import get_global

from handbill.limits import LANGUAGE

_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.ASCII,
)
# The scripts that are written from right to left (Unicode, Bidi_Class R or AL of their letters).
_RIGHT_TO_LEFT: Final = re.compile(
    "Adlm|Arab|Aran|Armi|Avst|Chrs|Cprt|Elym|Gara|Hatr|Hebr|Hung|Khar|Lydi|Mand|Mani|Mend|Merc|Mero|Narb|Nbat|Nkoo|Orkh|Ougr|"
    "Palm|Perm|Phli|Phlp|Phnx|Prti|Rohg|Samr|Sarb|Sogd|Sogo|Syrc|Syre|Syrj|Syrn|Thaa|Todr|Yezi"
)


@lru_cache(maxsize=1024)
def language(tag: str) -> str | None:
    """Give a tag as it should be written (`pt-BR`, `zh-Hant`), or None where it is none.

    Underscores pass for hyphens; old and three-letter names become the present ones (`iw` and `heb` are `he`); what
    extensions and private use add is cut off, as it says nothing about how to read.
    """
    match = _TAG.fullmatch(tag.strip().replace("_", "-").lower()) if len(tag) <= LANGUAGE else None
    if match is None:
        return None
    name = str(get_global("language_aliases").get(match["language"], match["language"]))
    parts = [match["language"] if "_" in name else name]
    if not (is_known := parts[0] in get_global("likely_subtags") or parts[0] in _english().languages):
        return None
    if match["script"]:
        parts.append(match["script"].title())
        is_known = parts[-1] in _english().scripts
    if match["region"]:
        parts.append(match["region"].upper())
        is_known = is_known and parts[-1] in _english().territories
    variants = [variant for variant in match["variants"].split("-") if variant]
    is_known = is_known and len(set(variants)) == len(variants)
    is_known = is_known and all(variant.upper() in _english().variants for variant in variants)
    return "-".join(parts + variants) if is_known else None


@lru_cache(maxsize=1024)
def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Give the direction in which a language is written; `ltr` where the tag is none."""
    parts = (language(tag) or "en").split("-")
    scripts = [part for part in parts[1:] if re.fullmatch("[A-Z][a-z]{3}", part)]
    likely = get_global("likely_subtags")
    regional = [str(likely[key]) for key in ("_".join(parts[:2]), parts[0]) if key in likely]
    script = scripts[0] if scripts else next((name.split("_")[1] for name in regional), "Latn")
    return "rtl" if _RIGHT_TO_LEFT.fullmatch(script) else "ltr"


@lru_cache(maxsize=1)
def _english() -> Locale:
    """Give the locale whose names of languages, scripts and regions serve as the register."""
    return Locale("en")
