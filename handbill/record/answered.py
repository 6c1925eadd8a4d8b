"""What another server answered, as the worker takes it: nothing that it sends may stop the worker."""

from concurrent.futures import Future
from typing import TypeVar

from handbill.fetch import FetchError

Said = TypeVar("Said")


def said(answer: "Future[Said]") -> Said:
    """Give what a thread brought back.

    Raises:
        FetchError: it brought nothing; where it is not known why, the word is `not_understood`.
    """
    error = answer.exception()
    if error is not None and not isinstance(error, FetchError):
        raise FetchError("not_understood") from error
    return answer.result()
