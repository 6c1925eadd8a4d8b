"""When was the last backup made? What became of its file nobody here can know."""

from collections.abc import Iterator

from handbill.archive.backup.make import noted
from handbill.doctor.finding import Finding, look, ok
from handbill.record import seal
from handbill.settings import Settings


def check(site: Settings) -> Iterator[Finding]:
    """Look at what the last one has noted."""
    last = noted(site)
    if last is None:
        yield look(f"no backup was made here: handbill backup {site.folder} FILE")
        return
    at, entries = last
    since = seal.size() - entries
    more = "nothing came since" if since < 1 else f"{since} act{'s' * (since > 1)} came since"
    yield ok(f"the last backup was made at {at}, and {more}; whether it is still there is not known here")
