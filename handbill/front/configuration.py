"""The front's nginx configuration, whole, as text: a pure function of the site.

What must stay true: no address, user agent or cookie (but under /desk/) goes on to the app; no access log; what is in
`public/` and nothing else is read by GET and HEAD; a dead app leaves the static site standing; names of folders can
hold anything but control characters.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from handbill import headers, limits, sockets
from handbill.formerly import OLD_PAGES
from handbill.front import doors, notices, rates
from handbill.front.quoting import literal, template
from handbill.headers import Kind
from handbill.settings import Settings


@dataclass(frozen=True, slots=True)
class Nginx:
    """What an nginx was built with."""

    gzip_static: bool = True
    realip: bool = True
    secure_link: bool = True
    without: frozenset[str] = frozenset()  # of fastcgi, uwsgi, scgi


# 2 processes: one may wait for a disc. Two fill a gigabit line: 19,000 pages of 13 kB a second each, measured on one core.
# 16,384 connections each cost 7 MB; one machine that opens half requests needs 6,500 a second to fill them, as an address
# that says nothing is let go after 5 s. Who was told that it is too much (413) and goes on sending is heard for 5 s more. What does that all the same must be stopped before nginx (docs/running.md).
_MAIN = """\
# Written by Handbill at each start; changes are lost.
daemon off;
pid {pid};
error_log stderr error;
worker_processes 2;
worker_shutdown_timeout 3s;
{user}events {{
    worker_connections {connections};
}}
http {{
    access_log off;
    log_not_found off;
    server_tokens off;
{temporary}
    geo $dollar {{ default "$"; }}
    map $request_method $not_read {{ default 1; GET ""; HEAD ""; }}
    map $status $retry_after {{ default ""; 429 {retry_rate}; 503 {retry_down}; }}
    map $request_method $sent {{ default -sent; GET ""; HEAD ""; }}
    map $status $allowed {{ default ""; 405 "GET, HEAD"; }}
    # where imported pages stood before, if no file can stand there: a program, or what follows a "?"
    map $request_uri $moved_to {{
        default "";
{old_pages}
    }}
    map $http_host $door_host {{ default $http_host; "" localhost; }}

    sendfile on;
    tcp_nopush on;
    etag on;
    default_type application/octet-stream;
{types}
    charset utf-8;
    charset_types {texts};
    gzip_vary on;
    gzip_proxied any;
{gzip}
    client_header_timeout {header_time}s;
    client_body_timeout {body_time}s;
    send_timeout {body_time}s;
    keepalive_timeout 30s;
    reset_timedout_connection on;
    lingering_time 5s;
    lingering_timeout 2s;
    large_client_header_buffers 4 {line};
    client_max_body_size {body};
    client_body_buffer_size {memory};

    # whoever would wait behind more than these is refused at once: in the socket's own queue they would wait for a minute
    upstream app {{
        zone app 64k;
        server {app} max_conns={waiting};
        keepalive 16;
    }}
    upstream spare {{
        zone spare 64k;
        server {app} max_conns={waiting_text};
    }}
    # the desk has places of its own, which no flood at the other doors takes
    upstream desk {{
        zone desk 64k;
        server {app} max_conns={waiting_desk};
        keepalive 4;
    }}
{rates}
    server {{
        listen {listen};
        server_name _;
        root {public};
        absolute_redirect off;
        disable_symlinks on {within};
        index index.html;
        {gzip_static}
        if (-f $document_root$moved_to) {{ rewrite ^ $moved_to last; }}

{error_pages}
{statics}
{doors}
        location ^~ {notices_at} {{
            internal;
            alias {notices};
            disable_symlinks off;
            types {{ text/html html; application/problem+json json; }}
{notice_headers}
            add_header Retry-After $retry_after always;
            add_header Allow $allowed always;
        }}
    }}
}}
"""

_GZIP_TYPES = (
    "application/atom+xml application/json application/manifest+json application/rss+xml "
    "image/svg+xml text/css text/javascript text/plain text/vtt text/xml"
)


def configuration(site: Settings, host: str, port: int, run: Path, nginx: Nginx, *, user: str = "") -> str:
    """Give the configuration of a site that listens on `host` and `port`; `run` is its run folder.

    `user`: name and group for the processes that serve; said where nginx starts as root, which is only for a folder of root's.

    Raises:
        SettingsError: a folder's name or a setting of the front cannot be written down.
    """
    if site.pages.compressed == "off":  # copies of before may still be there, and be of other words
        nginx = replace(nginx, gzip_static=False)
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return _MAIN.format(
        pid=literal(run / "nginx.pid"),
        user=f"user {user};\n" if user else "",
        temporary="\n".join(
            f"    {name}_temp_path {literal(run / 'tmp' / name)};"
            for name in temporary
            if name not in nginx.without
        ),
        types=_types(),
        old_pages="\n".join(
            f"        {literal(f'~{pattern}')} {literal(file)};" for pattern, file in OLD_PAGES.items()
        ),
        texts="application/atom+xml application/rss+xml text/css text/javascript text/plain text/vtt text/xml",
        gzip=f"    gzip on;\n    gzip_min_length 512;\n    gzip_types {_GZIP_TYPES};",
        gzip_static="gzip_static on;" if nginx.gzip_static else "",
        line=limits.ADDRESS_LINE,
        body=limits.REQUEST,
        memory=limits.REQUEST,
        waiting=limits.WAITING,
        waiting_text=limits.WAITING_TEXT,
        waiting_desk=limits.WAITING_DESK,
        connections=limits.CONNECTIONS,
        header_time=limits.HEADER_TIME,
        body_time=limits.BODY_TIME,
        app=literal(f"unix:{sockets.app_socket(site.data)}"),
        rates=rates.zones(site, nginx),
        listen=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        public=template(site.public),
        within=template(f"from={site.public}"),
        notices=template(f"{run / 'notices'}/"),
        error_pages=_indent(notices.error_pages("html"), 8),
        statics=_statics(site, nginx),
        doors=doors.shut() if site.finished else doors.locations(site),
        notices_at=notices.AT,
        notice_headers=added(site, "error", 12),
        retry_rate=limits.RETRY_BUSY,
        retry_down=limits.RETRY_DOWN,
    )


def added(site: Settings, kind: Kind, spaces: int) -> str:
    """Give the `add_header` lines of a kind, also for 304 and errors."""
    table = headers.headers(kind, https=site.address.startswith("https:"), onion=site.front.onion, path="\0")
    lines = [
        f"add_header {name} {template(value, path='$request_uri')} always;" for name, value in table.items()
    ]
    return _indent("\n".join(lines), spaces)


def _statics(site: Settings, nginx: Nginx) -> str:
    never = "gzip off;" + (" gzip_static off;" if nginx.gzip_static else "")
    beside = "^/[0-9]{4}/[0-9]{2}/[0-9]+/"
    endings = "|".join(headers.ATTACHED)
    blocks: tuple[tuple[str, Kind, str], ...] = (
        # looking at each folder of the path for links takes a third of what an article costs; nothing else has such a name
        ('~ "^/[0-9]{4}/[0-9]{2}/[0-9]+\\.html$"', "page", "disable_symlinks off;"),
        ("~ /\\.", "page", "return 404;"),
        ("/", "page", ""),
        ("= /404.html", "page", ""),
        (r"~ \.json(?:\.gz)?$", "data", ""),
        ("/hidden/", "data", ""),
        (f'~ "{beside}.+\\.(?:{endings})$"', "attachment", never),
        ("^~ /look/", "look", ""),
        ("= /search/index.html", "finder", ""),
        ("^~ /search/parts/", "page", ""),
        ("^~ /search/months/", "page", ""),
        ("= /record/checkpoint", "log", "default_type text/plain; " + never),
        ("= /record/checkpoint.witnessed", "log", "default_type text/plain; " + never),
        ("= /record/vkey", "log", "default_type text/plain; " + never),
        ("/record/tile/", "tile", never),
        (r"~ ^/record/tile/.+\.p/[0-9]+$", "log", never),
    )
    parts = []
    for match, kind, more in blocks:
        lines = ["if ($not_read) { return 405; }", *([more] if more else []), added(site, kind, 0)]
        parts.append(f"location {match} {{\n{_indent(chr(10).join(lines), 4)}\n}}")
    return _indent("\n".join(parts), 8)


def _types() -> str:
    lines = "\n".join(f"{kind} {endings};" for kind, endings in headers.TYPES.items())
    return _indent(f"types {{\n{_indent(lines, 4)}\n}}", 4)


def _indent(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line if line else line for line in text.splitlines())
