"""Who may read and write what lies in the site's folder (docs/running.md has the table)."""

import stat
from collections.abc import Iterator
from pathlib import Path

from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.settings import Settings

SECRETS = {"django": 64, "guard": 64, "provenance": 64, "record": 32}
"""What must be in `secrets/`, and the least size of each in bytes."""


def check(site: Settings) -> Iterator[Finding]:
    """Look at modes, owners, and that no secret is missing."""
    found = [*_secrets(site), *_private(site), *_public(site), *_owners(site)]
    yield from found or [ok(f"{site.folder}: what is private is private, and the public files can be read")]
    copies = sorted(site.data.glob("before-upgrade-*"))
    for copy in copies:
        yield look(
            f"{copy} keeps what was redacted or withdrawn after it was made: delete it when the upgrade is proven"
        )


def _secrets(site: Settings) -> Iterator[Finding]:
    for name, size in SECRETS.items():
        file = site.secrets / name
        try:
            if file.stat().st_size < size:
                yield wrong(f"{file} is too short to be a key")
        except FileNotFoundError:
            if name == "record" and site.finished:
                yield look(
                    f"{file} is gone: the site is finished for good, and can neither change nor live again"
                )
                continue
            yield wrong(f"{file} is missing: bring it back from a backup, for it cannot be made again")


def _private(site: Settings) -> Iterator[Finding]:
    for folder in (site.secrets, site.data):
        if not folder.is_dir():
            yield wrong(f"{folder} is missing")
        elif (mode := _mode(folder)) & 0o077:
            yield wrong(f"{folder} can be entered by others ({mode:04o}): chmod 700 {folder}")
    for file in (*sorted(site.secrets.glob("*")), site.folder / "site.toml"):
        if (mode := _mode(file)) & 0o077:
            yield wrong(f"{file} can be read by others ({mode:04o}): chmod 600 {file}")


def _public(site: Settings) -> Iterator[Finding]:
    for folder in (site.folder, site.public):
        if not folder.is_dir():
            yield wrong(f"{folder} is missing")
        elif (mode := _mode(folder)) & 0o022:
            yield wrong(f"{folder} can be changed by others ({mode:04o}): chmod go-w {folder}")
    if site.public.is_dir() and 0o005 & ~(mode := _mode(site.public)):
        yield look(
            f"{site.public} cannot be read by others ({mode:04o}), so no other web server can serve it"
        )


def _owners(site: Settings) -> Iterator[Finding]:
    owner = site.folder.stat().st_uid
    for place in (
        site.folder / "site.toml",
        site.secrets,
        site.data,
        site.public,
        *site.secrets.glob("*"),
        *site.data.glob("*"),
    ):
        if place.exists() and place.stat().st_uid != owner:
            yield wrong(f"{place} belongs to somebody else than {site.folder} does: chown it")


def _mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode) if place.exists() else 0
