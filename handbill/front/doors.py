"""The addresses that reach the app, and the few headers that go with them."""

from handbill import headers
from handbill.front import notices
from handbill.front.rates import limited
from handbill.settings import Settings

OPEN = ("/publish/", "/comment/", "/complain/", "/receipt/", "/.well-known/", "/ap/")
TAKING = ("/publish/", "/comment/", "/receipt/", "/api/")
"""Where files are taken."""
PATIENCE, LONG = 30, 120
"""Seconds in which the app answers; where files are taken, which it reads one after the other."""
SEARCH = "/search/"
API = "/api/"
DESK = "/desk/"
SIGN_IN = ("/desk/sign-in/", "/desk/invitation/")
DYNAMIC = (*OPEN, SEARCH, API, SIGN_IN[0], SIGN_IN[1], DESK)

# Bodies are read whole before the app sees a byte, and answers are taken from it at once: a slow client waits with nginx.
# Answers are never written to disc (16 times 16 kB, then straight on), nor are forms without files; of a larger one nginx keeps
# what is above 1 MB in its private folder, in a file without a name. Only where files are taken may a form be larger at all.
# gzip stays off: a page that holds a secret beside what a stranger wrote tells the secret by its length (BREACH).
_DOOR = """\
location ^~ {prefix} {{
{lines}
    gzip off;
    proxy_pass http://{places};
    proxy_http_version 1.1;
    proxy_pass_request_headers off;
    proxy_set_header Connection "";
{passed}
    proxy_request_buffering on;
    proxy_buffers 16 16k;
    proxy_max_temp_file_size 0;
    proxy_connect_timeout 5s;
    proxy_send_timeout 15s;
    proxy_read_timeout {patience}s;
    proxy_redirect off;
}}"""

# Where the app has as many before it as it may, a few more forms come to it only for the page that gives their text back.
# An app that is stuck, or not there, gives none: then it is the front's own page after a second.
_SPARE = """location @spare {{
    error_log stderr crit;  # whoever fills the other places could fill the log
    if ($not_read = "") {{ return 503; }}
{lines}
    gzip off;
    proxy_pass http://spare;
    proxy_http_version 1.1;
    proxy_pass_request_headers off;
    proxy_set_header Connection "";
{passed}
    proxy_buffers 16 16k;
    proxy_max_temp_file_size 0;
    proxy_connect_timeout 1s;
    proxy_read_timeout 1s;
    proxy_redirect off;
}}"""


def locations(site: Settings) -> str:
    """Give one location a dynamic prefix; every one of them answers an unknown address with the app's own 404."""
    spared = f"recursive_error_pages on;\n{notices.error_pages('html', spared=True)}"
    blocks = [_door(site, prefix, f"{limited(site, 'asks', 'posts')}\n{spared}") for prefix in OPEN]
    blocks.append(_door(site, SEARCH, limited(site, "asks", "searches")))
    blocks.append(_door(site, API, limited(site, "asks", "posts") + "\n" + notices.error_pages("json")))
    blocks += [_door(site, prefix, limited(site, "asks", "signin"), cookie=True) for prefix in SIGN_IN]
    blocks.append(_door(site, DESK, limited(site, "asks"), cookie=True))
    size = f"client_max_body_size {site.media.request};"  # it was held to its own door's already
    blocks.append(_SPARE.format(lines=_indent(size), passed=_passed(headers.TOO_MANY)))
    return "\n".join(" " * 8 + line for block in blocks for line in block.splitlines() if line.strip())


def shut() -> str:
    """Give the locations of a finished site: what was a door says that it is closed for good. The search is files then."""
    blocks = [f"location ^~ {prefix} {{ return 410; }}" for prefix in (*OPEN, DESK)]
    blocks.append(f"location ^~ {API} {{\n{_indent(notices.error_pages('json'))}\n    return 410;\n}}")
    return "\n".join(" " * 8 + line for block in blocks for line in block.splitlines())


def _door(site: Settings, prefix: str, lines: str, *, cookie: bool = False) -> str:
    places = "desk" if prefix.startswith(DESK) else "app"
    taking = prefix in TAKING
    size = f"client_max_body_size {site.media.request};" if taking else ""
    return _DOOR.format(
        prefix=prefix,
        places=places,
        lines=_indent(f"{size}\n{lines}".strip("\n")),
        passed=_passed("$msec", cookie=cookie),
        patience=LONG if taking else PATIENCE,
    )


def _passed(arrived: str, *, cookie: bool = False) -> str:
    table = {name: _value(name) for name in headers.PASSED} | {headers.ARRIVED: arrived}
    if cookie:
        table["Cookie"] = "$http_cookie"
    return _indent("\n".join(f"proxy_set_header {name} {value};" for name, value in table.items()))


def _value(name: str) -> str:
    return {"Host": "$door_host", "Content-Type": "$content_type"}.get(
        name, "$http_" + name.lower().replace("-", "_")
    )


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
