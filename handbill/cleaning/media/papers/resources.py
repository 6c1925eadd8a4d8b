"""What one stream of content draws with: fonts, pictures, states, each under a name of ours."""

from collections.abc import Mapping
from typing import Any, Final

from pikepdf import Dictionary, Name

from handbill.cleaning.media.papers.copying import Copier, Copy

_LETTERS: Final = {
    "Font": "F",
    "XObject": "X",
    "ExtGState": "G",
    "ColorSpace": "C",
    "Pattern": "P",
    "Shading": "S",
}


class Resources:
    """What one stream draws with, copied as it is first used, under names of our own."""

    def __init__(self, c: Copy, given: Any, copiers: Mapping[str, Copier]) -> None:
        self.c = c
        self.given = given if isinstance(given, Dictionary) else Dictionary()
        self.copiers = copiers
        self.made = Dictionary()
        self._names: dict[tuple[str, str], Name | None] = {}

    def use(self, category: str, name: Any) -> Name | None:
        """Give the new name of a resource; None where it is none, or may not come along."""
        key = (category, str(name))
        if key not in self._names:
            given = self.look(category, name)
            made = self.copiers[category](self.c, given) if given is not None else None
            self._names[key] = self.add(category, made) if made is not None else None
        return self._names[key]

    def look(self, category: str, name: Any) -> Any:
        """Give the old resource."""
        held = self.given.get("/" + category)
        return held.get(name) if isinstance(held, Dictionary) and isinstance(name, Name) else None

    def add(self, category: str, made: Any) -> Name:
        """Give a name to a new one."""
        if "/" + category not in self.made:
            self.made["/" + category] = Dictionary()
        held = self.made["/" + category]
        name = Name(f"/{_LETTERS[category]}{len(held)}")
        held[name] = made
        return name
