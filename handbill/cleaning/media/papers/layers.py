"""Layers of a paper: those that are off when it is opened are not seen, so what lies on them is not published (PDF 2.0, section 8.11)."""

from collections.abc import Callable
from typing import Any, Final

from pikepdf import Array, Dictionary, Pdf


def hidden_layers(source: Pdf) -> frozenset[tuple[int, int]]:
    """Give the layers that are off when the paper is opened (8.11.4)."""
    about = source.Root.get("/OCProperties")
    usual = about.get("/D") if isinstance(about, Dictionary) else None
    if not isinstance(about, Dictionary) or not isinstance(usual, Dictionary):
        return frozenset()
    off = _layers(usual.get("/OFF"))
    if str(usual.get("/BaseState")) == "/OFF":
        off |= _layers(about.get("/OCGs")) - _layers(usual.get("/ON"))
    return frozenset(off)


def _layers(given: Any) -> set[tuple[int, int]]:
    return {one.objgen for one in given if isinstance(one, Dictionary)} if isinstance(given, Array) else set()


def is_off(about: Any, hidden: frozenset[tuple[int, int]]) -> bool:
    """Tell whether a layer is off, or the layers of a rule are: any that is on shows it, if it says nothing else (8.11.2.2)."""
    if not isinstance(about, Dictionary):
        return False
    if str(about.get("/Type")) != "/OCMD":
        return about.objgen in hidden
    told = about.get("/OCGs")
    layers: list[Any] = list(told) if isinstance(told, Array) else [told]
    off = [layer.objgen in hidden for layer in layers if isinstance(layer, Dictionary)]
    decide = _RULES.get(str(about.get("/P")), all)
    return bool(off) and decide(off)


_RULES: Final[dict[str, Callable[[list[bool]], bool]]] = {
    "/AllOn": any,
    "/AnyOff": lambda off: not any(off),
    "/AllOff": lambda off: not all(off),
}
"""When the layers that a rule is about hide what it marks, by which of them are off."""
