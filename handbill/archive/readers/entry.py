"""An item of a feed, whatever kind of feed it stands in."""

from dataclasses import dataclass, field

from handbill.archive.readers.inline import Wish


@dataclass(slots=True)
class Entry:
    """What a feed says of one item. Texts are HTML unless `is_text`; addresses are whole where the feed says where it stands."""

    title: str = ""
    body: str = ""
    is_text: bool = False
    summary: str = ""
    author: str = ""
    date: str = ""
    guid: str = ""
    link: str = ""
    base: str = ""  # what relative links in it mean
    language: str = ""
    source: str = ""
    parent: str = ""  # the guid of what it answers
    terms: list[tuple[str, str]] = field(default_factory=list)  # title, name in addresses
    files: list[Wish] = field(default_factory=list)  # sound and film that it carries
    shown: list[Wish] = field(default_factory=list)  # pictures that stand beside it


@dataclass(slots=True)
class Feed:
    """What stands before the items: it holds for those that say nothing else."""

    title: str = ""
    link: str = ""
    author: str = ""
    language: str = ""
    base: str = ""
    guid: str = ""
