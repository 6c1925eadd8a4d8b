"""Reading an article through `handbill run`, beside a bare nginx: the same binary, the same file, as many workers."""

import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import post
from bench.site import folder, free_port, running
from handbill.front.nginx import find_nginx

CONNECTIONS, SECONDS, TURNS = 64, 2, 5
LIMIT = 0.9

BARE = """\
daemon off;
pid {top}/pid;
worker_processes 2;
error_log {top}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    types {{ text/html html; }}
    client_body_temp_path {top}/1; proxy_temp_path {top}/2; fastcgi_temp_path {top}/3; uwsgi_temp_path {top}/4; scgi_temp_path {top}/5;
    server {{ listen 127.0.0.1:{port}; root {public}; {gzip_static} }}
}}
"""


def wrk(url: str, header: str) -> tuple[float, int]:
    """Give requests a second, and how many failed."""
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "-H", header, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = sum(int(found) for found in re.findall(r"(?:connect|read|write|timeout|responses:) (\d+)", said))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(rate[1]) if rate else 0.0, bad


def main() -> bool:
    binary = find_nginx()
    with folder() as site, running(site) as run, tempfile.TemporaryDirectory() as top:
        link = http.client.HTTPConnection("127.0.0.1", run.port)
        fields = {"title": "The weir leaks", "genre": "reporting", "body": "The rain came early. " * 300}
        post(link, "/publish/", fields)
        for _ in range(20):
            post(link, "/comment/1/", {"title": "Rain", "body": "It was not the rain. " * 10})
        time.sleep(2)
        page = next((site / "public").glob("2*/*/1.html"))
        port = free_port()
        Path(top).chmod(0o755)
        conf = Path(top, "nginx.conf")
        conf.write_text(
            BARE.format(
                top=top,
                port=port,
                public=site / "public",
                gzip_static="gzip_static on;" if binary.can.gzip_static else "",
            )
        )
        for place in (site.parent, site, site / "public"):
            place.chmod(0o755)
        with subprocess.Popen([binary.binary, "-p", top, "-c", conf], stderr=subprocess.DEVNULL) as bare:
            try:
                time.sleep(0.5)
                path = page.relative_to(site / "public")
                told = [
                    _turns(f"http://127.0.0.1:{port}/{path}", f"{run.url}/{path}", how)
                    for how in ("identity", "gzip")
                ]
            finally:
                bare.terminate()
    return all(told)


def _turns(bare: str, ours: str, encoding: str) -> bool:
    header = f"Accept-Encoding: {encoding}"
    pairs = [(wrk(ours, header), wrk(bare, header)) for _ in range(TURNS)]
    ratio = statistics.median(mine[0] / peer[0] for mine, peer in pairs)
    errors = sum(mine[1] for mine, _peer in pairs)
    rates = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    good = ratio >= LIMIT and not errors
    print(
        f"reading an article ({encoding}): {rates[0]:.0f} requests/s, bare nginx {rates[1]:.0f}: {ratio:.2f} of it"
        f" (at least {LIMIT}); {errors} errors{'' if good else '  MISSED'}",
        flush=True,
    )
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
