import re
from pathlib import Path

import pytest

from handbill.front.quiet import cut

PUBLIC = Path("/srv/wire/public")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            (
                '2026/11/23 06:48:36 [error] 7#7: *1 open() "/srv/wire/public/2026/11/4521.html" failed (13: Permission denied), '
                'client: 198.51.100.7, server: _, request: "GET /2026/11/4521.html HTTP/1.1", host: "wire.example", referrer: "http://x/"'
            ),
            '2026/11/23 06:48 [error] open() "/srv/wire/public/…" failed (13: Permission denied)',
        ),
        (
            (
                "2026/11/23 06:48:36 [error] 7#7: *1 connect() to unix:/srv/wire/data/run/app.sock failed (2: No such file or directory) "
                'while connecting to upstream, client: 2001:db8::7, server: _, request: "POST /publish/ HTTP/1.1", upstream: "http://unix:/a"'
            ),
            "2026/11/23 06:48 [error] connect() to unix:/srv/wire/data/run/app.sock failed (2: No such file or directory)",
        ),
        ('2026/11/23 06:55:01 [notice] 7#7: using inherited sockets from "4;"', ""),
        (
            '2026/11/23 07:54:05 [error] 9#9: *3 directory index of "/srv/wire/public/x/" is forbidden, client: 192.0.2.1',
            "",
        ),
        ("2026/11/23 07:54:10 [error] 9#9: *4 client sent invalid chunked body, client: 192.0.2.1", ""),
        ("2026/11/23 07:54:10 [error] 9#9: *5 client intended to send too large body: 99999999999 bytes", ""),
        (
            "[info] 7#7: *3 client 198.51.100.7 closed keepalive connection",
            "[info] 7#7: *3 client [address] closed keepalive connection",
        ),
        (
            "2026/11/26 07:08:42 [alert] 10#10: worker process 11 exited on signal 9",
            "2026/11/26 07:08 [alert] worker process 11 exited on signal 9",
        ),
        ("bind() to [2001:db8::1]:8000 failed", "bind() to [address] failed"),
        ("listening at: 127.0.0.1:8000", "listening at: [address]"),
        ("peer fe80::1%eth0 went", "peer [address] went"),
        ("peer 2001:0db8:0:0:0:0:0:1 went", "peer [address] went"),
        ("peer ::ffff:198.51.100.7 went", "peer [address] went"),
        (
            "thread 'main' panicked at core::fmt::write 12:30:01",
            "thread 'main' panicked at core::fmt::write 12:30:01",
        ),
        ("Django 5.2.19 on Python 3.11.7", "Django 5.2.19 on Python 3.11.7"),
        ('  File "/srv/wire/app.py", line 3, in f', '  File "/srv/wire/app.py", line 3, in f'),
        ("bell \x07 and colour \x1b[31m", "bell ? and colour ?[31m"),
    ],
)
def test_what_is_kept_of_a_line(line: str, kept: str) -> None:
    assert cut(line, PUBLIC) == kept


def test_an_address_in_a_request_that_imitates_a_log_is_cut_as_well() -> None:
    line = '[error] 1#1: *1 open() "/srv/wire/public/x, client: y" failed, client: 198.51.100.7, server: _, request: "GET /x HTTP/1.1"'
    assert not re.search(r"198|GET", cut(line, PUBLIC))
