"""What commands that end do with a bucket: they stay until all is in it, or say what is not."""

from functools import partial
from typing import Any

from handbill.commands.plainly import Failed, say
from handbill.commands.shared import late


def put_all(site: Any, again: str, worker: Any = None) -> None:
    """Put what is left into the bucket, where the site has one. `again`: the command that goes on where this could not.

    Raises:
        Failed: something is left; it stays noted.
    """
    if not site.pages.url:
        return
    worker = worker or late("handbill.worker:Worker")(site)
    through = late("handbill.bucket.through")
    try:
        through.put_all(worker.bucket, worker.run_once, partial(say, err=True))
    except through.Left as words:
        raise Failed(
            f"the pages are made, and the bucket is not whole yet: {words}. Again: {again}"
        ) from None
