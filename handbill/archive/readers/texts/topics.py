"""The topics and places that a line of a text names, with a sign between them or in a row of known names."""

import re

from handbill.archive.readers.texts.layout import BETWEEN


def named(line: str, known: tuple[str, ...] = (), between: str = BETWEEN) -> list[str]:
    """Give the names in a line; of `known` ones several may stand in a row with nothing between them."""
    return [name for piece in re.split(between, line) for name in _row(piece, known) if name]


def all_known(line: str, known: tuple[str, ...]) -> bool:
    """Tell whether a line has names of `known` topics and nothing else."""
    names = named(line, known)
    return bool(names) and all(name.lower() in known for name in names)


def _row(piece: str, known: tuple[str, ...]) -> list[str]:
    if piece.lower() in known or not known:
        return [piece]
    words = piece.split()
    found: list[str] = []
    other: list[str] = []
    while words:
        size = next((n for n in _sizes(known) if " ".join(words[:n]).lower() in known), 0)
        if size:
            found += [" ".join(other), " ".join(words[:size])]
            other = []
        else:
            other.append(words[0])
        words = words[max(size, 1) :]
    return [name for name in (*found, " ".join(other)) if name]


def _sizes(known: tuple[str, ...]) -> list[int]:
    return sorted({len(one.split()) for one in known}, reverse=True)
