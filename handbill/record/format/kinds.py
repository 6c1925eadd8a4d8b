"""The kinds of entries, who may do each and what it names (docs/record.md section 4)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Every kind of entry that there is."""

    PUBLISH = "publish"
    COMMENT = "comment"
    IMPORT = "import"
    REVISE = "revise"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    ANSWER = "answer"
    HOLD = "hold"
    ADMIT = "admit"
    SLOW = "slow"
    HIDE = "hide"
    UNHIDE = "unhide"
    REDACT = "redact"
    FEATURE = "feature"
    UNFEATURE = "unfeature"
    CLASSIFY = "classify"
    RAISE = "raise"
    UNRAISE = "unraise"
    TRANSLATE = "translate"
    UNTRANSLATE = "untranslate"
    CLOSE = "close"
    OPEN = "open"
    PREPARE = "prepare"
    BLUR = "blur"
    DESCRIBE = "describe"
    INVITE = "invite"
    DISMISS = "dismiss"
    SET_GUIDELINES = "set-guidelines"
    SET_PAGE = "set-page"
    SET_MODE = "set-mode"
    FREEZE = "freeze"
    THAW = "thaw"
    CONTINUE = "continue"
    ROTATE_KEY = "rotate-key"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: the subject, who may act, the fields that the commitment holds."""

    subject: str
    by: frozenset[str]
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


_AUTHOR: Final = frozenset({"author"})
_SITE: Final = frozenset({"site"})
_DESK: Final = frozenset({"editor", "site"})
_DEMAND: Final = ("demand", "demanded")
"""What a decision says of the legal demand that it follows."""

# The rows of articles and comments name here only what their kind adds; `fields` holds the rest.

RULES: Final = {
    Kind.PUBLISH: Rule("article", _AUTHOR, ("body", "format")),
    Kind.COMMENT: Rule("comment", _AUTHOR, ("body", "format")),
    Kind.IMPORT: Rule("item", _SITE, ("body", "format", "legacy"), ("date",)),
    Kind.REVISE: Rule("item", _AUTHOR, ("body", "format"), ("forget",)),
    Kind.AMEND: Rule("item", _AUTHOR, ("body", "format"), ("html",)),
    Kind.WITHDRAW: Rule("item", _AUTHOR),
    Kind.APPEAL: Rule("item", _AUTHOR, ("text",)),
    Kind.ANSWER: Rule("item", _DESK, ("text",)),
    Kind.HOLD: Rule("item", _DESK, ("reason",), _DEMAND),
    Kind.ADMIT: Rule("item", _DESK, (), ("reason",)),
    Kind.SLOW: Rule("item", _SITE, ("reason",)),
    Kind.HIDE: Rule("item", _DESK, ("reason",), _DEMAND),
    Kind.UNHIDE: Rule("item", _DESK, ("reason",)),
    Kind.REDACT: Rule("item", _DESK, ("reason",), ("field", "decision", *_DEMAND)),
    Kind.FEATURE: Rule("article", _DESK, ("reason",), ("related",)),
    Kind.UNFEATURE: Rule("article", _DESK, ("reason",)),
    Kind.CLASSIFY: Rule("article", _DESK, ("reason",), ("genre", "topics", "places")),
    Kind.RAISE: Rule("comment", _DESK, ("reason",), ("corrects",)),
    Kind.UNRAISE: Rule("comment", _DESK, ("reason",)),
    Kind.TRANSLATE: Rule("article", _DESK | _AUTHOR, ("translation", "language")),
    Kind.UNTRANSLATE: Rule("article", _DESK, ("reason", "translation")),
    Kind.CLOSE: Rule("article", _DESK, ("reason",)),
    Kind.OPEN: Rule("article", _DESK, ("reason",)),
    Kind.PREPARE: Rule("item", _SITE, ("media", "attachment")),
    Kind.BLUR: Rule("item", _DESK, ("reason", "media", "attachment")),
    Kind.DESCRIBE: Rule("item", _DESK, ("media", "attachment"), ("reason",)),
    Kind.INVITE: Rule("editor", _DESK, ("name",), ("role",)),
    Kind.DISMISS: Rule("editor", _DESK, ("reason",)),
    Kind.SET_GUIDELINES: Rule("guideline", _DESK, ("title", "text"), ("translations",)),
    Kind.SET_PAGE: Rule("none", _DESK, ("page", "title"), ("text",)),
    Kind.SET_MODE: Rule("none", _DESK, ("mode",), ("reason",)),
    Kind.FREEZE: Rule("none", _DESK, ("reason",)),
    Kind.THAW: Rule("none", _DESK, ("reason",)),
    Kind.CONTINUE: Rule("none", _SITE, ("origin", "size", "root")),
    Kind.ROTATE_KEY: Rule("none", _SITE, ("vkey",)),
}

DECISIONS: Final = frozenset(Kind) - {
    *(Kind.PUBLISH, Kind.COMMENT, Kind.IMPORT, Kind.REVISE, Kind.AMEND, Kind.WITHDRAW),
}
"""These have a page and a JSON file of their own under record/decision/."""

ITEM_DECISIONS: Final = frozenset(
    kind for kind in DECISIONS if RULES[kind].subject in {"item", "article", "comment"}
)
"""The decisions about an article or a comment, listed in its JSON."""

ATTACHING: Final = frozenset({Kind.PREPARE, Kind.BLUR, Kind.DESCRIBE})
"""These say an attachment of an item anew."""

STILL: Final = frozenset({Kind.HIDE, Kind.REDACT, Kind.BLUR, Kind.ROTATE_KEY, Kind.THAW})
"""All that may follow a `freeze` before its `thaw`: what has to go can go, and nothing comes."""
