"""Where things stand: addresses of public files, from the root, pure."""

from datetime import date

from handbill.limits import COMMENTS_A_PAGE
from handbill.newswire.listing import PAGE

COMMENTS = COMMENTS_A_PAGE
"""Comments on a page."""


def page_of_comment(position: int) -> int:
    """Give the page of comments that a position (from 1) stands on; page 1 is the article's own."""
    return (position - 1) // COMMENTS + 1


def comments_key(path: str, page: int) -> str:
    """Give the key of a page of comments of the article at `path`."""
    return path if page == 1 else f"{path}/comments/{page}"


def page_of_place(position: int) -> int:
    """Give the numbered page of a list that a position (from 1) stands on."""
    return (position - 1) // PAGE + 1


def day_key(day: date) -> str:
    """Give the key of a day of the newswire."""
    return f"newswire/{day.year:04}/{day:%m/%d}"


def root_of(path: str) -> str:
    """Give the way from a page to the root of the site."""
    return "../" * path.count("/")
