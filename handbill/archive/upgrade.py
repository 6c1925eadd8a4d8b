"""Bring a site to this version; what was there before is kept first."""

from datetime import UTC, datetime

from handbill.archive.backup.make import to_file
from handbill.archive.migrate import migrate, waiting
from handbill.settings import Settings


def upgrade(site: Settings) -> str:
    """Keep a backup without the media, which stay where they are, then migrate; give what was done in words.

    Raises:
        OSError: there is no room for it; nothing was changed.
    """
    steps = waiting()
    if not steps:
        return "nothing to do: the tables are of this version"
    kept = site.data / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%MZ}.backup"
    to_file(site, kept, (), lambda _done: None, with_media=False)
    migrate()
    return f"{len(steps)} migrations: {', '.join(steps)}; what was there before is kept as {kept}"
