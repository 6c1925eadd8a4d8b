"""What is kept in memory because busy pages are made again and again. It is dropped when something was destroyed."""

from handbill.look import environment
from handbill.pages import rows, shown


def once() -> None:
    """Keep nothing in this process from now on: it makes each page once."""
    environment.Again.kept = False


def forget() -> None:
    """Drop all words of people: what is gone from the tables must not wait in memory for the process to end."""
    environment.forget()
    rows.kept.cache_clear()
    shown.kept.cache_clear()
