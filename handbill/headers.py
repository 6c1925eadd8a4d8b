"""The one table of response headers: static files get them from the front, dynamic answers from the app.

No script runs on a static page, whatever a stranger publishes; scripts exist on dynamic pages alone, and only our own
(CSP Level 3). Beside it: the request headers that may pass from the front to the app, and our own table of media types,
because those of operating systems differ.
"""

from typing import Final, Literal, get_args
from urllib.parse import urlsplit

Kind = Literal["page", "data", "attachment", "tile", "log", "look", "finder", "dynamic", "error"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""page: what people and feed readers read; data: JSON and hidden items (noindex); attachment; tile: a full tile of the
record; log: checkpoint, key, partial tiles; look: styles, icons, scripts; finder: the search of a finished site; dynamic: the app; error: the front's own words."""

CLOSED: Final = "600"
"""Retry-After of a site whose database is older than its public record: somebody has to bring it up to date first."""

STATIC_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DYNAMIC_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; worker-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FINDER_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Only our own words stand on that page until its script has asked the index, and what that shows is text."""
FEATURES: Final = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

_POLICY: Final[dict[Kind, str]] = {
    "dynamic": DYNAMIC_POLICY,
    "finder": FINDER_POLICY,
    "attachment": f"{STATIC_POLICY}; sandbox",
}
_CACHE: Final[dict[Kind, str]] = {
    "attachment": "max-age=300",
    "look": "max-age=300",
    "tile": "public, max-age=31536000, immutable",
    "dynamic": "no-store",
    "error": "no-store",
}  # all others: no-cache, so that a page that was hidden is gone at the next look
_QUOTABLE: Final[frozenset[Kind]] = frozenset(
    {"attachment", "data", "tile", "log"}
)  # other sites may load these

PASSED: Final = (
    "Accept",
    "Content-Type",
    "Host",
    "Idempotency-Key",
    "If-None-Match",
    "Origin",
    "Sec-Fetch-Site",
)
"""Request headers that the app sees, besides Content-Length, and Cookie under /desk/. Nothing that tells people apart."""

ARRIVED: Final = "Arrived"
"""The front's own word to the app: when it passed a request on, in seconds since 1970 (nginx's $msec). The app keeps nothing of it."""
TOO_MANY: Final = "too-many"
"""In place of that: it is beyond all that the app can take, and comes only so that its text is given back."""
LATE: Final = "handbill.late"
"""In the environment of a request that has waited for too long: it is refused in words, or all would wait ever longer."""

TYPES: Final = {
    "application/atom+xml": "atom",
    "application/gzip": "gz",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/manifest+json": "webmanifest",
    "application/pdf": "pdf",
    "application/rss+xml": "rss",
    "application/zip": "zip",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "oga ogg opus",
    "audio/wav": "wav",
    "audio/webm": "weba",
    "image/avif": "avif",
    "image/gif": "gif",
    "image/jpeg": "jpg jpeg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/vnd.microsoft.icon": "ico",
    "image/webp": "webp",
    "text/css": "css",
    "text/html": "html htm shtml",
    "text/javascript": "js mjs",
    "text/plain": "txt proof",
    "text/vtt": "vtt",
    "text/xml": "xml",
    "video/mp4": "mp4 m4v",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
"""Media type and the endings of its files; an unknown ending is application/octet-stream."""

ATTACHED: Final = tuple(
    ending
    for kind, endings in TYPES.items()
    if kind.startswith(("image/", "audio/", "video/"))
    or kind in {"application/pdf", "text/plain", "text/vtt"}
    for ending in endings.split()
)
"""The endings of attachments."""


def headers(kind: Kind, *, https: bool = False, onion: str = "", path: str = "/") -> dict[str, str]:
    """Give the headers of an answer of this kind.

    `https`: readers come by https, so say that they always shall (RFC 6797); `onion`: the site's onion service, announced
    with `path`, the path and query asked for.
    """
    table = {
        "Content-Security-Policy": _POLICY.get(kind, STATIC_POLICY),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": FEATURES,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if kind in _QUOTABLE else "same-origin",
        "Cache-Control": _CACHE.get(kind, "no-cache"),
    }
    if kind == "data":
        table["X-Robots-Tag"] = "noindex"
    if https:
        table["Strict-Transport-Security"] = "max-age=31536000"
    if onion and kind in {"page", "data", "finder", "dynamic"}:
        table["Onion-Location"] = _onion_root(onion) + path
    return table


def cookie(name: str, address: str) -> str:
    """Give the name of a cookie of the desk: where the site has https, one that no page without it can set (RFC 6265bis, section 4.1.3.1)."""
    return f"__Secure-{name}" if address.startswith("https:") else name


def brings(name: str, address: str) -> str:
    """Give the expression that finds such a cookie, not empty, in a `Cookie` header: the front and the app must agree, also where it stands twice."""
    return rf"(?:^|;) *{cookie(name, address)}=[^;\x22]"


def is_from_elsewhere(fetch_site: str | None, origin: str | None, host: str) -> bool:
    """Tell whether a browser says that a page of another site sends this: by Sec-Fetch-Site (Fetch Metadata), or by Origin.

    Our pages send no referrer, and for those a browser's `Origin` is `null` (Fetch, section 3.2), which says nothing. Programs
    send neither.
    """
    if fetch_site in {"cross-site", "same-site"}:
        return True
    if origin in {None, "", "null"}:
        return False
    try:
        return urlsplit(origin).netloc.lower() != host.lower()
    except ValueError:
        return True


def _onion_root(onion: str) -> str:
    return (onion if "://" in onion else f"http://{onion}").rstrip("/")
