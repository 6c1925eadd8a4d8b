"""Words of people that are kept because pages are made again and again; a process that makes each page once keeps none."""

from datetime import UTC, datetime

import pytest

from handbill.look import environment
from handbill.look.contexts.parts import Comment, Item
from handbill.pages import memory, rows, shown
from handbill.pages.rows import Text

NOW = datetime(2026, 11, 27, tzinfo=UTC)
FIELDS = '{"body":{"salt":"00","value":"Nobody counted the boats."}}'


def show() -> str:
    """Show a comment as its page does; give the page's words."""
    told = Text(1, 1, NOW, FIELDS).values()
    item = Item(2, "comment", "listed", NOW, 1, html=shown.shown_body(told))
    made = environment.environment("en").from_string('{{ comment("", it, 0) }}')
    return made.render(it=Comment(item))


def held() -> list[int]:
    """Count what is kept."""
    caches = (rows.kept, shown.kept, environment._kept_comment)  # noqa: SLF001 - all that is kept of words
    return [one.cache_info().currsize for one in caches]


def test_words_are_kept_until_they_are_forgotten_and_not_at_all_where_each_page_is_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment.Again, "kept", True)  # as it is afterwards
    memory.forget()
    first = show()
    assert held() == [1, 1, 1]
    memory.forget()
    assert held() == [0, 0, 0]
    memory.once()
    assert show() == first
    assert held() == [0, 0, 0]
