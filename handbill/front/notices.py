"""What the front says itself, when the app cannot or need not: small static pages and, for programs, problems (RFC 9457)."""

import gettext
import html
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from handbill import limits
from handbill.settings import Settings

AT = "/.front/"  # internal: nobody can ask for it, names with a dot are 404
_BUSY = 429
_REFRESH = f'<meta http-equiv="refresh" content="{limits.RETRY_BUSY}">\n'
LOCALE = Path(__file__).parent.parent / "look" / "locale"

_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>{heading} · {name}</title>
<link rel="stylesheet" href="/look/style.css">
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{words}</p>
<p><a href="/">{home}</a></p>
</main>
</body>
</html>
"""


def error_pages(ending: str, *, spared: bool = False) -> str:
    """Give the `error_page` lines; where an address says so, the answers are `json`, else `html`.

    With `spared`, what the app has no room for (502) is not told here: it goes where its text is given back.
    """
    at = AT.rstrip("/")
    return f"""\
error_page 403 404 =404 /404.html;
error_page 400 {at}/400.{ending};
error_page 501 505 =400 {at}/400.{ending};
error_page 405 {at}/405.{ending};
error_page 410 {at}/410.{ending};
error_page 413 {at}/413.{ending};
error_page 414 {at}/414.{ending};
error_page 494 =431 {at}/414.{ending};
error_page 429 {at}/429{"$sent" if ending == "html" else ""}.{ending};
error_page 500 503 504 =503 {at}/503.{ending};
error_page 502 {"= @spare" if spared else f"=503 {at}/503.{ending}"};"""


def write(folder: Path, site: Settings) -> None:
    """Write all of them into `folder`, in the language of the site."""
    folder.mkdir(0o700, exist_ok=True)
    translation = gettext.translation("django", LOCALE, languages=[site.language], fallback=True)
    home = translation.gettext("To the front page")
    for status, heading, words in _said(translation, site.media.request):
        fields = {
            "heading": heading,
            "words": words,
            "name": site.name,
            "home": home,
            "language": site.language,
        }
        if status == _BUSY:
            _busy(folder, fields, translation)
        else:
            _write(folder / f"{status}.html", fields)
        problem = {"type": "about:blank", "status": status, "title": heading, "detail": words}
        (folder / f"{status}.json").write_text(json.dumps(problem, ensure_ascii=False), "utf-8")


def _busy(folder: Path, fields: Mapping[str, str], translation: gettext.NullTranslations) -> None:
    """Write two pages: one asks again by itself; what was sent a browser keeps with the page that answered it."""
    _ = translation.gettext
    asked = _("A lot has come from where you are. This page asks again by itself in two seconds.")
    _write(folder / f"{_BUSY}.html", {**fields, "words": asked}, _REFRESH)
    sent = _(
        "A lot has come from where you are. Nothing was stored, and nothing is lost: wait two seconds and reload this page. "
        "Your browser asks whether to send it again; say yes."
    )
    _write(folder / f"{_BUSY}-sent.html", {**fields, "words": sent})


def _write(file: Path, fields: Mapping[str, str], refresh: str = "") -> None:
    escaped = {name: html.escape(value) for name, value in fields.items()}
    file.write_text(_PAGE.format_map({**escaped, "refresh": refresh}), "utf-8")


def _said(translation: gettext.NullTranslations, size: int) -> Iterator[tuple[int, str, str]]:
    _ = translation.gettext
    yield (
        400,
        _("This request makes no sense"),
        _("What your program sent was not a request that we understand."),
    )
    yield 405, _("This page can only be read"), _("Nothing can be sent to this address.")
    yield (
        410,
        _("This site is finished"),
        _("All of it stays to be read, and nothing can be sent any more."),
    )
    yield (
        413,
        _("That is too much at once"),
        _(
            "What you sent is larger than {size} megabytes, all together. Nothing was stored. Go back: leave a file out or choose a smaller one, or shorten the text. What you wrote is still in the form."
        ).format(size=max(1, size // 1_000_000)),
    )
    yield 414, _("This address is too long"), _("No page here has an address as long as that.")
    yield (
        429,
        _("One moment, please"),
        _("A lot has come from where you are. Nothing was stored; send it again in two seconds."),
    )
    yield (
        503,
        _("The desk is closed for a moment"),
        _(
            "Everything can be read, but nothing can be sent just now. Nothing was stored. Go back to your text, and send it again in a few seconds."
        ),
    )
