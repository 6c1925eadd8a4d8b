"""Is the site finished, or about to finish itself?"""

from collections.abc import Iterator
from datetime import UTC, datetime

from handbill.actions.deserted import URGENT, deserted
from handbill.archive.finished.mark import is_behind
from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.newswire.freezing import present
from handbill.record import host
from handbill.settings import Settings


def check(site: Settings) -> Iterator[Finding]:
    """Look at how it ends, where it does."""
    if freezing := present():
        at = f"{freezing.begun.at:%Y-%m-%d}"
        if site.finished and is_behind(site):
            yield wrong(
                f"something was decided since the pages of this machine were made: handbill work {site.folder} --once"
            )
        elif not host.makes_pages(site.data):
            yield ok(f"the site is finished since {at}: nothing is taken here any more")
        elif site.finished:
            yield ok(f"the site is finished since {at}, and needs nothing but a web server")
        else:
            yield look(
                f"the site is finished since {at}; its last pages wait for handbill freeze {site.folder}"
            )
        return
    now = datetime.now(UTC)
    if found := deserted(now):
        judge = wrong if found.due - now.date() <= URGENT else look
        yield judge(
            f"no editor was here since {found.since:%Y-%m-%d}: the site finishes itself on {found.due:%Y-%m-%d}"
            " (archive.freeze_after_months), and what is held then is redacted, unless one comes or decides something"
        )
