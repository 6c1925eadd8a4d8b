"""Django's settings, made from the site of this process: `HANDBILL_SITE` names its folder."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from handbill import limits
from handbill import settings as _settings

try:
    _site = _settings.site()
except LookupError:
    if "HANDBILL_SITE" in os.environ:
        _site = _settings.load(Path(os.environ["HANDBILL_SITE"]))
    else:  # type checkers and the extraction of messages need no site
        _site = _settings.Settings(folder=Path("nowhere"))
    _settings.use(_site)


def _secret() -> str:
    """Give the secret of the site. Without a site (type checkers, messages) nothing is ever signed."""
    if not _site.folder.is_dir():
        return "no site: signs nothing"
    try:
        return (_site.secrets / "django").read_text("ascii").strip()
    except OSError as error:
        raise _settings.SettingsError(f"the secret of the site cannot be read: {error}") from None


def database(url: str, folder: Path) -> dict[str, Any]:
    """Give Django's description of the database: SQLite in `folder` unless a PostgreSQL URL is given."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "handbill.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: a receipt is a promise, so its commit is on the disc
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host")
    hosts = [one.partition(":")[::2] for one in parts.netloc.rpartition("@")[2].split(",")]
    several = len(hosts) > 1  # a primary and its replicas: whichever takes what is written
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host)
        if host
        else _joined(one for one, _port in hosts)
        if several
        else parts.hostname or "",
        "PORT": _joined(port or "5432" for _host, port in hosts) if several else parts.port or "",
        "OPTIONS": {**_GONE, **({"target_session_attrs": "read-write"} if several else {})},
        "CONN_HEALTH_CHECKS": True,  # one request in vain for each thread, whenever the server was started anew
    }


_GONE = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Seconds, and milliseconds, after which a server whose machine fell silent is taken for gone."""


def _joined(parts: Iterable[str]) -> str:
    return ",".join(parts)


def databases(site: _settings.Settings) -> dict[str, dict[str, Any]]:
    """Give the two connections to the one database: "snapshot" is where pages read one frozen moment of it."""
    both = {alias: database(site.database_url, site.data) for alias in ("default", "snapshot")}
    for described in both.values():
        described["CONN_MAX_AGE"] = None
    if site.database_url:
        both["snapshot"]["OPTIONS"]["isolation_level"] = 3  # psycopg: REPEATABLE READ
    else:
        both["snapshot"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
    return both


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = ["*"]  # no page is built from the Host header; the front decides what reaches the app
ROOT_URLCONF = "handbill.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "handbill.record",
    "handbill.newswire",
    "handbill.guard",
    "handbill.desk",
]
MIDDLEWARE = ["handbill.intake.middleware.Doors"]
DATABASES = databases(_site)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "desk.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": limits.PASSWORD_MIN},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name",)},
    },
]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = _site.language
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parent / "look" / "locale"]
TEMPLATES: list[dict[str, Any]] = []  # look.environment renders everything
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.REQUEST
DATA_UPLOAD_MAX_NUMBER_FIELDS = limits.REQUEST_FIELDS
DATA_UPLOAD_MAX_NUMBER_FILES = limits.REQUEST_FILES
FILE_UPLOAD_TEMP_DIR = _site.data / "tmp"
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS = ["models.W042"]
