"""`handbill doctor`: a clean site is well; each thing that is wrong is named, and ends in False."""

import base64
import dataclasses
import gzip
import hashlib
import os
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from handbill import sockets
from handbill.actions import fields
from handbill.actions.act import Act
from handbill.actions.publish import publish
from handbill.actions.redact import redact
from handbill.actions.set_page import set_page
from handbill.archive.backup import tar
from handbill.archive.backup.make import to_file
from handbill.archive.backup.parts import Part
from handbill.cleaning.media import ffmpeg
from handbill.doctor import canary as canaries
from handbill.doctor import pattern, privacy
from handbill.doctor.canary import Canary
from handbill.doctor.examine import examine
from handbill.doctor.settings import lines as setting_lines
from handbill.limits import LIMITS
from handbill.newswire.attachment import Attachment
from handbill.record.models import Cursor, Head
from handbill.settings import Front, Guard, Settings
from handbill.worker import Worker
from tests.intake.door import Door


@pytest.fixture
def well(site: Settings) -> Settings:
    """A site with an article that says an address on purpose, up to its record."""
    body = "The router at 192.0.2.7 and 2001:db8::7 was down.\nIts page wants Firefox/142.0 or newer."
    publish(Act.author(), fields.article({"title": "The library is offline", "body": body}), "0" * 64)
    work(site)
    return site


def work(site: Settings) -> None:
    Worker(site).run_once(ticks=True)


def examined(site: Settings, *, privacy: bool = False, limits: bool = False) -> tuple[bool, list[str]]:
    """Ask the doctor. The test's own PostgreSQL runs without fsync, which is wrong anywhere else."""
    lines: list[str] = []
    right = examine(site, privacy=privacy, limits=limits, say=lines.append)
    wrongs = [line for line in lines if line.startswith("wrong")]
    assert right == (not wrongs)
    wrongs = [line for line in wrongs if "fsync" not in line]
    assert lines[-1] == (
        "all is well" if right else f"{len(wrongs) + (not right and lines_with_fsync(lines))} wrong"
    )
    return not wrongs, lines


def lines_with_fsync(lines: list[str]) -> int:
    return sum(line.startswith("wrong") and "fsync" in line for line in lines)


def fine(site: Settings, **flags: bool) -> None:
    """Assert that the doctor finds nothing wrong."""
    right, lines = examined(site, **flags)
    assert right, [line for line in lines if line.startswith("wrong")]


def wrong(site: Settings, words: str, **flags: bool) -> None:
    """Assert that the doctor finds something wrong, in these words."""
    right, lines = examined(site, **flags)
    assert not right
    found = [line for line in lines if line.startswith("wrong")]
    assert any(words in line for line in found), found


def test_a_clean_site_is_well_with_all_its_parts(well: Settings) -> None:
    right, lines = examined(well, privacy=True, limits=True)
    assert right, [line for line in lines if line.startswith("wrong")]
    for limit in LIMITS:
        assert any(limit.name in line and limit.help in line for line in lines)
    assert any("name = " in line and "The masthead." in line for line in lines)
    assert any("guard.challenge" in line for line in lines if line.startswith("look"))


def test_parts_that_nobody_asked_for_are_left_out(well: Settings) -> None:
    _right, lines = examined(well)
    assert not any("posts_rate" in line or "were searched" in line for line in lines)


def test_a_password_is_not_shown(site: Settings) -> None:
    told = dataclasses.replace(site, database_url="postgresql://wire:sesame@db.example/wire")
    assert "sesame" not in "\n".join(setting_lines(told))
    assert any("postgresql://wire:…@db.example/wire" in line for line in setting_lines(told))


def test_settings_from_the_environment_are_named(site: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBILL_THREADS", "9")
    assert any(
        "threads = 9" in line and "HANDBILL_THREADS" in line
        for line in setting_lines(dataclasses.replace(site, threads=9))
    )


@pytest.mark.parametrize(
    ("place", "mode"),
    [
        ("secrets", 0o750),
        ("secrets/record", 0o640),
        ("data", 0o755),
        ("site.toml", 0o644),
        ("public", 0o777),
    ],
)
@pytest.mark.once
def test_open_doors_are_wrong(well: Settings, place: str, mode: int) -> None:
    (well.folder / place).chmod(mode)
    wrong(well, place)


@pytest.mark.parametrize("name", ["django", "guard", "provenance", "record"])
@pytest.mark.once
def test_a_missing_secret_is_wrong(well: Settings, name: str) -> None:
    (well.secrets / name).unlink()
    wrong(well, f"{name} is missing")


@pytest.mark.once
def test_a_strange_owner_is_wrong(well: Settings) -> None:
    if os.geteuid() == 0:
        os.chown(well.secrets / "guard", 12345, 12345)
        wrong(well, "belongs to somebody else")


def test_a_copy_from_before_an_upgrade_is_to_be_looked_at(well: Settings) -> None:
    (well.data / "before-upgrade-20260101T0000Z.backup").touch(0o600)
    right, lines = examined(well)
    assert right
    assert any("keeps what was redacted" in line for line in lines)


@pytest.mark.once
def test_an_nginx_that_is_none_is_wrong(well: Settings) -> None:
    wrong(dataclasses.replace(well, front=Front(nginx="/bin/true")), "is not an nginx")


@pytest.mark.once
def test_a_proxy_that_is_none_is_wrong(well: Settings) -> None:
    wrong(dataclasses.replace(well, front=Front(trusted_proxy="nearby")), "trusted_proxy")


@pytest.mark.once
def test_a_full_disc_is_wrong(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill.doctor.machine.FULL", 10**30)
    wrong(well, "MB are free")


def test_a_disc_for_what_is_received_is_told(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill.doctor.machine.kind_of", lambda _place: "ext4")
    assert any("mount a tmpfs" in line for line in examined(well)[1])
    monkeypatch.setattr("handbill.doctor.machine.kind_of", lambda _place: "tmpfs")
    assert not any("mount a tmpfs" in line for line in examined(well)[1])


@pytest.mark.once
def test_an_ffmpeg_that_is_missing_or_lacks_something_is_told(
    well: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any("sound and film are made anew by" in line for line in examined(well)[1])
    monkeypatch.setattr("handbill.cleaning.media.ffmpeg.encoders", lambda _program: {"aac", "mp2", "libx264"})
    right, lines = examined(well)
    assert right
    assert any("was built without libmp3lame, libopus" in line for line in lines)
    monkeypatch.setenv("HANDBILL_FFMPEG", "/nowhere/ffmpeg")
    ffmpeg.find.cache_clear()
    right, lines = examined(well)
    ffmpeg.find.cache_clear()
    assert right
    assert any("sound and film are refused: /nowhere/ffmpeg (HANDBILL_FFMPEG)" in line for line in lines)


@pytest.mark.once
def test_fences_that_do_not_hold_are_told(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    held = dict.fromkeys(("limits", "files", "network", "processes"), True)
    monkeypatch.setattr("handbill.doctor.media.fences", lambda: held)
    assert any(line.startswith("ok") and "without other files" in line for line in examined(well)[1])
    for fence, words in (
        ("files", "Landlock"),
        ("network", "reach the network"),
        ("processes", "end other processes"),
    ):
        monkeypatch.setattr("handbill.doctor.media.fences", lambda fence=fence: held | {fence: False})
        lines = [line for line in examined(well)[1] if "a broken decoder" in line or "within limits" in line]
        assert [line[:5] for line in lines] == ["look "]
        assert words in lines[0]
    monkeypatch.setattr("handbill.doctor.media.fences", lambda: held | {"limits": False})
    wrong(well, "cannot be cleaned")


def test_a_clock_of_long_ago_is_wrong(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill.doctor.machine.MADE", time.time() + 100)
    wrong(well, "the clock says")


def test_a_site_on_the_disc_of_another_machine_is_wrong(
    well: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not well.database_url:
        monkeypatch.setattr("handbill.doctor.machine.kind_of", lambda _place: "nfs4")
        wrong(well, "nfs4")


def test_what_signing_stumbled_over_is_wrong(well: Settings) -> None:
    Head.objects.update(trouble="record/tile/0/000.p/9 is not what was signed")
    wrong(well, "signing has stopped")


@pytest.mark.parametrize("name", ["vkey", "checkpoint"])
@pytest.mark.once
def test_a_changed_file_of_the_record_is_wrong(well: Settings, name: str) -> None:
    (well.public / "record" / name).write_text("other\n")
    wrong(well, name)


def test_a_changed_tile_is_wrong(well: Settings) -> None:
    for tile in well.public.glob("record/tile/0/000.p/*"):
        tile.write_bytes(bytes(32))
    wrong(well, "record/tile/0/000.p")


def test_what_waits_too_long_is_wrong(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    set_page(Act.site(), "topic/late", "Late")
    right, lines = examined(well)
    assert right
    assert any("not sealed yet: 1." in line for line in lines)
    monkeypatch.setattr("handbill.doctor.the_record.LATE", timedelta(minutes=-2))
    wrong(well, "not sealed")


def test_pages_that_are_behind_are_told(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # the template that the site is a copy of may be old by now
    monkeypatch.setattr("handbill.doctor.the_record.LATE", timedelta(days=1))
    Cursor.objects.filter(name="lists").update(position=3)
    right, lines = examined(well)
    assert right
    assert any("(lists)" in line and "behind" in line for line in lines)
    monkeypatch.setattr("handbill.doctor.the_record.LATE", timedelta(minutes=-2))
    wrong(well, "(lists)")
    Cursor.objects.filter(name="lists").update(position=999)
    wrong(well, "ahead of the record")


def test_a_record_that_could_be_changed_is_wrong(well: Settings) -> None:
    table = " ON record_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER record_entry_no_update{table}")
    wrong(well, "triggers are missing")


def test_tables_of_an_older_version_are_wrong(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill.doctor.database.waiting", lambda: ["desk.0002_more"])
    wrong(well, "handbill upgrade")


def test_a_missing_database_is_wrong_and_none_is_made(well: Settings) -> None:
    if not well.database_url:
        connections.close_all()
        for file in well.data.glob("handbill.sqlite3*"):
            file.unlink()
        wrong(well, "handbill.sqlite3 is missing", privacy=True)
        assert not (well.data / "handbill.sqlite3").exists()


def test_a_damaged_database_is_wrong(well: Settings) -> None:
    if not well.database_url:
        connections.close_all()
        with (well.data / "handbill.sqlite3").open("r+b") as file:
            file.seek(100)
            file.write(b"\xff" * 4000)
        wrong(well, "database")


# Privacy: what is planted is found.

TRACES = ["203.0.113.9", "2001:db8:1:2::5", "fe80::1%eth0", "Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0"]


@pytest.mark.parametrize("trace", TRACES)
@pytest.mark.parametrize(
    "place", ["data/app.log", "data/run/left", "secrets/old", "public/about.html", "notes"]
)
@pytest.mark.once
def test_a_planted_trace_is_found_with_its_place(well: Settings, place: str, trace: str) -> None:
    file = well.folder / place
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"client: " + trace.encode() + b", request\n")
    file.chmod(0o600)
    wrong(well, f"{file}, byte 8", privacy=True)


@pytest.mark.once
def test_a_packed_trace_is_found(well: Settings) -> None:
    file = well.public / "index.html.gz"
    file.write_bytes(gzip.compress(b"x" * 3_000_000 + b" 203.0.113.9 "))
    wrong(well, f"{file}, byte 3,000,001 of what it unpacks to: 203.0.113.9", privacy=True)


def test_a_trace_in_a_backup_that_was_kept_is_found(well: Settings) -> None:
    file = well.data / "before-upgrade-20260101T0000Z.backup"
    to_file(well, file, (), lambda _done: None, with_media=False)
    assert examined(well, privacy=True)[0]
    with file.open("wb") as out:
        rows = Part.of("tables/desk_note/000001.jsonl.gz", gzip.compress(b"[1, 203.0.113.9]"))
        tar.write([rows], out, 0)
    wrong(well, f"{file}, byte 4 of what it unpacks to: 203.0.113.9", privacy=True)


@pytest.mark.once
def test_what_only_has_the_name_of_a_packed_file_is_searched(well: Settings) -> None:
    (well.public / "odd.gz").write_bytes(b"no gzip 203.0.113.9")
    wrong(well, "203.0.113.9", privacy=True)


def test_a_trace_in_a_column_that_is_nobodys_words_is_found(well: Settings) -> None:
    Cursor.objects.create(name="client 203.0.113.9", position=0)
    wrong(well, "table record_cursor, column name: 203.0.113.9", privacy=True)
    Cursor.objects.create(name="client 192.0.2.7", position=0)  # also where an article says the same address
    wrong(well, "table record_cursor, column name: 192.0.2.7", privacy=True)


def test_a_trace_in_a_free_page_of_the_database_is_found(well: Settings) -> None:
    if well.database_url:
        return
    connections.close_all()
    file = well.data / "handbill.sqlite3"
    with closing(sqlite3.connect(file)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute("CREATE TABLE log (line TEXT)")
        careless.execute("INSERT INTO log VALUES ('client 203.0.113.9')")
        careless.commit()
        careless.execute("DROP TABLE log")
        careless.commit()
    wrong(well, f"{file}, byte ", privacy=True)
    connections.close_all()
    with closing(sqlite3.connect(file)) as careful:
        careful.execute("VACUUM")
    fine(well, privacy=True)


@pytest.mark.once
def test_a_trace_deep_in_a_large_file_is_found(well: Settings) -> None:
    with (well.data / "old.log").open("wb") as file:
        file.write(bytes(5_000_000) + b"203.0.113.9")
    wrong(well, "byte 5,000,000: 203.0.113.9", privacy=True)


def test_what_people_wrote_is_theirs_until_it_is_destroyed(well: Settings) -> None:
    kept = next(well.public.glob("2*/*/1.html")).read_bytes()
    assert b"192.0.2.7" in kept
    fine(well, privacy=True)
    redact(Act.site(), 1, 1, "An address of somebody's home.")
    work(well)
    fine(well, privacy=True)
    (well.public / "left-behind.html").write_bytes(kept)
    wrong(well, "left-behind.html", privacy=True)


def test_the_sites_own_addresses_are_no_trace(well: Settings) -> None:
    toml = well.folder / "site.toml"
    toml.write_text(toml.read_text() + '\n[front]\ntrusted_proxy = "198.51.100.3"\n')
    run = sockets.run_folder(well.data)  # elsewhere where the path is too long for a socket
    run.mkdir(exist_ok=True, parents=True)
    (run / "nginx.conf").write_text("    set_real_ip_from 198.51.100.3;\n    listen 203.0.113.80:80;\n")
    fine(well, privacy=True)
    (run / "nginx.conf").write_text("    deny 203.0.113.80;\n")
    wrong(well, "203.0.113.80", privacy=True)


def test_many_traces_are_told_in_a_few_lines(well: Settings) -> None:
    (well.data / "access.log").write_bytes(b"203.0.113.9 - GET /\n" * 100_000)
    _right, lines = examined(well, privacy=True)
    told = [line for line in lines if "access.log" in line]
    assert len(told) == privacy.MOST + 1
    assert "in all" in told[-1]


# Somebody unmistakable.


def writings(it: Canary) -> dict[str, bytes]:
    agent, address = it.agent.encode(), it.address.encode()
    return {
        "its words": f"q={it.mark}".encode(),
        "its words in hexadecimal": agent.hex().encode(),
        **{f"its words in base64, {shift}": base64.b64encode(b"-" * shift + agent) for shift in range(3)},
        "its address": address,
        "a bare hash of its address": hashlib.sha256(address).digest(),
        "a bare hash of its browser": hashlib.md5(agent).hexdigest().encode(),
    }


def test_what_is_kept_of_a_marked_request_is_found(well: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = Canary("Q0123456789abcdef01234567", "127.33.44.55")
    monkeypatch.setattr(privacy, "send", lambda _site: (canary, 12))
    fine(well, privacy=True)
    missed = []
    for name, written in writings(canary).items():
        (well.data / "kept").write_bytes(b"." * 70 + written + b"." * 70)
        found = [it.words for it in privacy.traces(well) if it.level == "wrong"]
        if not any(
            f"{well.data / 'kept'}, byte " in words and "a marked request" in words for words in found
        ):
            missed.append((name, found))
    (well.data / "kept").unlink()
    assert missed == []
    Cursor.objects.create(name=canary.mark, position=0)
    wrong(well, "table record_cursor, column name: what a marked request said", privacy=True)


def test_what_is_knocked_with_is_kept_nowhere_even_where_no_form_needs_a_token(site: Settings) -> None:
    canary = Canary("Q0123456789abcdef01234567", "127.33.44.55")
    for sent in canaries.requests(canary):
        head, _blank, body = sent.partition(b"\r\n\r\n")
        method, path, _version = head.decode().split("\r\n")[0].split(" ")
        if "multipart" in head.decode() and not path.startswith("/desk/"):
            kind = head.decode().partition("Content-Type: ")[2].partition("\r\n")[0]
            assert 400 <= Door().send(method, path, body, kind).status < 500
    assert not Attachment.objects.exists()
    kept = [
        path for path in site.data.rglob("*") if path.is_file() and canary.mark.encode() in path.read_bytes()
    ]
    assert kept == []


def test_a_site_that_is_not_served_is_not_knocked_at(well: Settings) -> None:
    assert canaries.send(well) == (None, 0)


# The pattern.


@pytest.mark.parametrize(
    "text",
    [
        "203.0.113.9",
        "x203.0.113.9x",
        "203.0.113.9:8080",
        "(203.0.113.9)",
        "203.0.113.9.",
        "::ffff:203.0.113.9",
        "\\n10.0.0.1",
        "2001:db8::1",
        "[2001:db8::1]:443",
        "FD00:0:0:0:1:2:3:4",
        "fe80::1%eth0",
        "Mozilla/5.0",
        "Googlebot; Chrome/120.0",
    ],
)
def test_what_is_like_one(text: str) -> None:
    assert list(pattern.find(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "v1.22.1",
        "127.0.0.1",
        "0.0.0.0",
        "::1",
        "a::before",
        "summary::marker",
        "2026:11:23",
        "2026-11-23T04:29Z",
        "12:30:45",
        "2001:db8:1",
        "ab:cd:ef:01:23:45",
        "Mozilla Foundation",
        "edge/case",
        "https://links/",
    ],
)
def test_what_is_not(text: str) -> None:
    assert not list(pattern.find(text.encode()))


@pytest.mark.parametrize("before", range(3 * 97, 3 * 97 + 30))
def test_nothing_hides_where_two_pieces_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    monkeypatch.setattr(privacy, "PIECE", 97)
    file = tmp_path / "log"
    file.write_bytes(b"-" * before + b"203.0.113.199 fd00:1111:2222:3333:4444:5555:6666:7777" + b"-" * 500)
    assert list(privacy._traces_in(file)) == [  # noqa: SLF001 - the heart of the search, at each offset
        (before, "203.0.113.199"),
        (before + 14, "fd00:1111:2222:3333:4444:5555:6666:7777"),
    ]


def test_settings_for_measurements_are_told(well: Settings) -> None:
    told = dataclasses.replace(well, guard=Guard(challenge="on"), front=Front(limits="on"))
    _right, lines = examined(told)
    assert not any("for measurements, not" in line for line in lines)
