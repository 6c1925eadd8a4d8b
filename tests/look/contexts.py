"""The classes of contexts that are pages."""

import inspect

from handbill.look.contexts import beside, desk, doors, pages, record, search, transparency
from handbill.look.contexts.doors import DeskPage
from handbill.look.contexts.parts import Page


def page_classes() -> list[type[Page]]:
    return [
        kind
        for module in (pages, beside, record, transparency, doors, search, desk)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Page) and kind not in {Page, DeskPage} and kind.__module__ == module.__name__
    ]
