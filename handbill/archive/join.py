"""Make a folder that another machine serves the same site from: with a name of its own, and nothing else yet."""

from django.db import Error

from handbill.archive.folder import SECRETS
from handbill.archive.migrate import waiting
from handbill.record import host
from handbill.record.models import Leader
from handbill.settings import Settings


class Unjoined(Exception):
    """Why not, in words; nothing was changed."""


def join(site: Settings, *, doors: bool = False) -> None:
    """Make `data/` and `public/` in a folder that holds the settings and the secrets of a site, and give it a name.

    `doors`: it is to take what is sent, and to make no pages.

    Raises:
        Unjoined: the site is not on PostgreSQL, its database does not answer, a secret is missing, the folder has a name, or
            is to make no pages and has some.
    """
    if not site.database_url:
        raise Unjoined("SQLite serves one machine: database_url must name the database of the site")
    if missing := [name for name in SECRETS if not (site.secrets / name).is_file()]:
        raise Unjoined(f"{site.secrets / missing[0]} is missing: copy secrets/ of the site first")
    if (site.data / host.FILE).exists():
        raise Unjoined(f"{site.folder} has joined already")
    if doors and site.public.is_dir() and any(site.public.iterdir()):
        raise Unjoined(
            f"{site.public} holds files, which would be served as they are now for ever: it has to be empty for --doors"
        )
    try:
        if waiting():
            raise Unjoined(
                "the database holds no site of this version: the first machine founds or upgrades it"
            )
        leader = Leader.objects.filter(id=1).first()
    except Error as error:
        raise Unjoined(
            f"the database does not answer: {str(error).strip() or type(error).__name__}"
        ) from None
    if leader and leader.place == host.place(site):
        raise Unjoined(f"{site.folder} has led the site, so it is a folder of it already")
    for folder, mode in ((site.data, 0o700), (site.temporary, 0o700), (site.public, 0o755)):
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        folder.chmod(mode)
    host.join(site.data, doors=doors)
