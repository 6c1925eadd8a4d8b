"""The one settings class of a site: `site.toml`, each value with its default and a line of help.

Every value can be overridden by the environment: `HANDBILL_` and the name in capitals, a table's name first
(`HANDBILL_DATABASE_URL`, `HANDBILL_GUARD_CHALLENGE`).
"""

import dataclasses
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill import limits
from handbill.tables import Archive, Front, Guard, Media, Pages, Privacy, Record, Witness, setting

__all__ = [
    "Archive",
    "Front",
    "Guard",
    "Media",
    "Pages",
    "Privacy",
    "Record",
    "Settings",
    "SettingsError",
    "Witness",
    "load",
    "site",
    "use",
]

LANGUAGES = ("en", "es")


class SettingsError(ValueError):
    """A setting that cannot be: says which, and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A site. `folder` is where it lives; all else stands in its `site.toml`."""

    folder: Path = field(metadata={"help": ""})
    name: str = setting("A newswire", "The masthead.")
    tagline: str = setting("", "One line below the masthead.")
    address: str = setting(
        "http://127.0.0.1:8000/", "Where readers find the site. May change; ends with a slash."
    )
    identity: str = setting(
        "", "tag:HOST,YEAR: of the feeds' ids. Fixed when the site is made; never change it."
    )
    origin: str = setting("", "Name of the record's key. Fixed when the site is made; never change it.")
    language: str = setting("en", "Language of the interface: en or es.")
    languages: tuple[str, ...] = setting(
        (), "Further languages in which the collective writes its guidelines, such as es or pt-BR."
    )
    timezone: str = setting("UTC", "Time zone of the days and hours shown, such as Europe/Madrid.")
    database_url: str = setting("", "postgresql://USER:PASSWORD@HOST/NAME; empty: SQLite in data/.")
    threads: int = setting(16, "Requests that the app answers at one time.")
    guard: Guard = field(default_factory=Guard, metadata={"help": "The guard."})
    front: Front = field(default_factory=Front, metadata={"help": "The street door."})
    privacy: Privacy = field(default_factory=Privacy, metadata={"help": "Privacy."})
    witness: Witness = field(default_factory=Witness, metadata={"help": "Witnesses."})
    record: Record = field(default_factory=Record, metadata={"help": "The public record."})
    pages: Pages = field(default_factory=Pages, metadata={"help": "Where the public files go."})
    media: Media = field(default_factory=Media, metadata={"help": "Pictures, sound, film and papers."})
    archive: Archive = field(default_factory=Archive, metadata={"help": "How the site ends."})

    @property
    def public(self) -> Path:
        """The folder that is the site."""
        return self.folder / "public"

    @property
    def data(self) -> Path:
        """The folder of what cannot be made again."""
        return self.folder / "data"

    @property
    def temporary(self) -> Path:
        """The private folder of what lies there for a moment; it is made where it is not there."""
        folder = self.data / "tmp"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @property
    def secrets(self) -> Path:
        """The folder of the keys; nobody but the owner reads it."""
        return self.folder / "secrets"

    @property
    def finished_mark(self) -> Path:
        """The file that says that the site is finished, and that all its public files are up to the record."""
        return self.data / "finished"

    @property
    def finished(self) -> bool:
        """Can the site be served from its public files alone?"""
        return self.finished_mark.is_file() and (self.public / "search" / "index.html").is_file()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of what is shown."""
        return ZoneInfo(self.timezone)


_NESTED: dict[str, type[Any]] = {
    "guard": Guard,
    "front": Front,
    "privacy": Privacy,
    "witness": Witness,
    "record": Record,
    "pages": Pages,
    "media": Media,
    "archive": Archive,
}


def load(folder: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `site.toml` of a folder.

    Raises:
        SettingsError: the file is missing, is not TOML, or holds a name or value that cannot be.
    """
    file = folder / "site.toml"
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"{folder} is not a site: it has no site.toml. Make one with: handbill new {folder}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from None
    nested = {name: _fill(kind, table.pop(name, {}), f"{name}.", environ) for name, kind in _NESTED.items()}
    settings: Settings = _fill(Settings, table, "", environ, folder=folder.resolve(), **nested)
    _check(settings)
    return settings


def _fill(kind: type[Any], table: Any, prefix: str, environ: Mapping[str, str], **given: Any) -> Any:
    if not isinstance(table, dict):
        raise SettingsError(f"{prefix.rstrip('.')} must be a table")
    hints = get_type_hints(kind)
    names = {f.name for f in dataclasses.fields(kind)} - set(given)
    for name in table.keys() - names:
        raise SettingsError(f"unknown setting: {prefix}{name}")
    values = dict(given)
    for name in names:
        over = environ.get("HANDBILL_" + (prefix + name).replace(".", "_").upper())
        value: Any = over if over is not None else table.get(name)
        if value is None:
            continue
        if hints[name] is int and isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        values[name] = _list(prefix + name, value) if hints[name] == tuple[str, ...] else value
        if not isinstance(values[name], get_origin(hints[name]) or hints[name]):
            raise SettingsError(f"{prefix}{name} must be of type {hints[name].__name__}")
    return kind(**values)


def _list(name: str, value: Any) -> tuple[str, ...]:
    """Give a list of texts; in the environment they stand with a comma between."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SettingsError(f"{name} must be a list of texts")
    return tuple(value)


def _check(site: Settings) -> None:
    if site.language not in LANGUAGES:
        raise SettingsError(f"language must be one of: {', '.join(LANGUAGES)}")
    _check_languages(site)
    if not re.fullmatch(r"https?://[^\s/?#]+/([^\s?#]*/)?", site.address):
        raise SettingsError("address must be like https://wire.example/ and end with a slash")
    if not re.fullmatch(r"[^\s+\x00-\x20]{1,255}", site.origin) or not site.identity.startswith("tag:"):
        raise SettingsError("origin and identity are missing; they were written when the site was made")
    for name, value in (
        ("guard.challenge", site.guard.challenge),
        ("front.limits", site.front.limits),
        ("pages.compressed", site.pages.compressed),
    ):
        if value not in {"on", "off"}:
            raise SettingsError(f'{name} must be "on" or "off"')
    if not 0 <= site.guard.spam_guideline < 10**6:
        raise SettingsError("guard.spam_guideline must be the number of a guideline, or 0")
    if not re.fullmatch(r"\d{1,5}(\.\d+)? ?s", site.privacy.batch):
        raise SettingsError('privacy.batch must be like "60 s"')
    _check_witnesses(site.witness)
    _check_pages(site.pages)
    if not _are_mirrors(site.record.mirrors):
        raise SettingsError(
            f"record.mirrors holds at most {limits.MIRRORS} addresses like: https://mirror.example/wire/"
        )
    _check_numbers(site)
    try:
        _ = site.zone
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"timezone {site.timezone!r} is not known") from None


def _check_pages(pages: Pages) -> None:
    for name, value in (("url", pages.url), ("masters", pages.masters)):
        if value and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*/?", value, re.ASCII):
            raise SettingsError(f"pages.{name} must be like s3://BUCKET/PREFIX")
    public, masters = (f"{value.rstrip('/')}/" for value in (pages.url, pages.masters))
    if pages.url and pages.masters and (masters.startswith(public) or public.startswith(masters)):
        raise SettingsError("pages.masters must stand elsewhere than pages.url: what is held is private")
    if pages.endpoint and not re.fullmatch(r"https?://[^\s/?#@]+/?", pages.endpoint):
        raise SettingsError("pages.endpoint must be like https://s3.example/")


def _check_numbers(site: Settings) -> None:
    if not 1 <= site.threads <= limits.THREADS:
        raise SettingsError(f"threads must be from 1 to {limits.THREADS}")
    if not 0 <= site.guard.unattended <= limits.UNATTENDED:
        raise SettingsError(f"guard.unattended must be from 0 to {limits.UNATTENDED}")
    if not 0 <= site.archive.freeze_after_months <= limits.FREEZE_AFTER:
        raise SettingsError(f"archive.freeze_after_months must be from 0 to {limits.FREEZE_AFTER}")
    for name, most in (
        *(
            ("files", limits.REQUEST_FILES),
            ("comment_files", limits.REQUEST_FILES),
            ("megabytes", limits.MEGABYTES),
        ),
        *(("megapixels", limits.MEGAPIXELS), ("minutes", limits.MINUTES)),
    ):
        least = 0 if name.endswith("files") else 1
        if not least <= getattr(site.media, name) <= most:
            raise SettingsError(f"media.{name} must be from {least} to {most}")
    if len(site.name) > limits.SITE_NAME:
        raise SettingsError(f"name has at most {limits.SITE_NAME} characters")


def _check_languages(site: Settings) -> None:
    tag = r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    if not all(re.fullmatch(tag, one) for one in site.languages):
        raise SettingsError("languages holds language tags like: es, pt-BR, zh-Hant")
    if len({one.lower() for one in (site.language, *site.languages)}) <= len(site.languages):
        raise SettingsError("languages holds further languages, each once: not the one of the interface")
    if len(site.languages) > limits.LANGUAGES:
        raise SettingsError(f"languages holds at most {limits.LANGUAGES} language tags")


def _check_witnesses(witness: Witness) -> None:
    key = r"[^ +]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"
    if not all(re.fullmatch(key + r" https?://\S+", one) for one in witness.asks):
        raise SettingsError("witness.asks holds texts like: NAME+ID+KEY https://witness.example/api/witness/")
    if not all(re.fullmatch(key, one) for one in witness.logs):
        raise SettingsError("witness.logs holds verifier keys like: NAME+ID+KEY")


def _are_mirrors(mirrors: tuple[str, ...]) -> bool:
    address = r"https?://[^\s/?#@]+(/[^\s?#]*)?"
    good = all(re.fullmatch(address, one) and len(one) <= limits.MIRROR for one in mirrors)
    return good and len(mirrors) == len(set(mirrors)) <= limits.MIRRORS


class _Current:
    """Which site this process serves. One at a time; tests change it."""

    site: Settings | None = None


def use(settings: Settings) -> None:
    """Make `settings` the site of this process."""
    _Current.site = settings


def site() -> Settings:
    """Give the site of this process.

    Raises:
        LookupError: none was chosen yet.
    """
    if _Current.site is None:
        raise LookupError("no site was chosen: call settings.use() first")
    return _Current.site
