"""Every kind of page with something in it: name of the file -> context. The tests and the gallery use the same."""

from handbill.look.contexts.parts import Page
from tests.look.doorstep import desk, dynamic
from tests.look.numbers import numbers
from tests.look.reading import articles, fronts, lists
from tests.look.recorded import recorded


def samples() -> dict[str, Page]:
    return {**fronts(), **articles(), **lists(), **recorded(), **numbers(), **dynamic(), **desk()}
