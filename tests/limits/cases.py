"""The cases: each sends, or makes, so much as a limit allows, one more, and a thousand times as much, and says what went wrong."""

import dataclasses
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from handbill import settings
from handbill.actions.act import Act
from handbill.actions.amend import amend
from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.revise import revise
from handbill.actions.set_page import set_page
from handbill.archive.folder import make_folder
from handbill.cleaning.names import file_name_ok, slug_ok, source_path_ok
from handbill.desk.models import ReadyText
from handbill.desk.place import Place
from handbill.formerly import legacy_path
from handbill.front.configuration import Nginx, configuration
from handbill.guard import work
from handbill.guard.rules import read
from handbill.guard.ticket import Forged
from handbill.newswire.version import Amendment, Version
from handbill.settings import Front, Settings, SettingsError
from tests.cast import DOUBT, FLOOD, Town
from tests.desk.desk import Browser, signed_in
from tests.intake.door import Answer, Door, rows
from tests.limits.doors import THOUSAND, article, at_desk, far, names, tag, three, value


def receipt_door(door: Door) -> str:
    """An article of one's own; its receipt. Number 1."""
    return article(door).receipt


# What readers and authors send.


def of_forms(door: Door) -> list[str]:
    receipt_door(door)
    wrong = three("complaint", lambda size: door.post("/complain/1/", {"text": "x" * size}), kept="x")
    wrong += three(
        "comment_title", lambda size: door.post("/comment/1/", {"body": "B", "title": "x" * size}), kept="x"
    )
    return wrong + three("language", lambda size: article(door, language=tag(size)))


def of_names(door: Door) -> list[str]:
    for axis in ("topic", "place"):
        for name in names(value("topics") + 1):
            set_page(Act.site(), f"{axis}/{name}", name)
    wrong = three("topics", lambda size: article(door, topics=names(size)), sign=100)
    return wrong + three("places", lambda size: article(door, places=names(size)), sign=100)


def of_receipts(door: Door) -> list[str]:
    code = receipt_door(door)

    def does(action: str, **fields: str) -> Answer:
        return door.post("/receipt/", {"receipt": code, "action": action, **fields})

    wrong = three(
        "receipt",
        lambda size: does("show", receipt=code + " " * (size - len(code)) if size < 900 else "a" * size),
    )
    said = {"title": "T", "format": "text"}
    for count in range(value("versions") - 2):
        revise(Act.author(), 1, {**said, "body": f"revise {count}"})
    for count in range(value("amendments") - 1):
        amend(Act.author(), 1, {"body": f"amend {count}", "format": "text"})
    for name, action, noun in (("amendments", "amend", Amendment), ("versions", "revise", Version)):
        if does(action, body=f"{action} the last").status != 200 or noun.objects.count() != value(name):
            wrong.append(f"{name}: the last that fits is refused")
        before = rows()
        if {does(action, body=f"more {count}").status for count in range(3)} != {409} or rows() != before:
            wrong.append(f"{name}: more are taken")
    hide(Act.site(), 1, 3, "It names a neighbour.")
    return wrong + three("appeal", lambda size: does("appeal", text="x" * size), kept="x")


def of_requests(door: Door) -> list[str]:
    kind = "application/x-www-form-urlencoded"

    def raw(size: int) -> Answer:
        body = b"title=T&body=B&ignored="
        return door.send("POST", "/publish/", body + b"x" * (size - len(body)), kind)

    def fields(count: int) -> Answer:
        body = "title=T&body=B" + "&a=1" * (count - 2)
        return door.send("POST", "/publish/", body.encode(), kind)

    def files(count: int) -> int:
        part = '--b\r\nContent-Disposition: form-data; name="media"; filename="f"\r\n\r\nx\r\n'
        return door.send(
            "POST", "/publish/", (part * count + "--b--").encode(), "multipart/form-data; boundary=b"
        ).status

    wrong = [
        f"request: {size} gets {raw(size).status}"
        for size in (value("request") + 1, 5_000_000)
        if raw(size).status != 413
    ]
    wrong += [] if raw(value("request")).status == 201 else ["request: what just fits is refused"]
    wrong += three("request_fields", fields, sign=5)
    most = value("request_files")
    statuses = [files(count) for count in (most, most + 1, most * THOUSAND)]
    return wrong + ([] if statuses == [422, 400, 400] else [f"request_files: {statuses}"])


def of_programs(door: Door) -> list[str]:
    def send(key: str) -> Answer:
        body = b'{"title": "T", "body": "B"}'
        return door.send("POST", "/api/v1/articles", body, "application/json", HTTP_IDEMPOTENCY_KEY=key)

    wrong = three("idempotency_key", lambda size: send("k" * size))
    least = value("idempotency_key_min")
    statuses = [send("m" * size).status for size in (least, least - 1, 1)]
    wrong += [] if statuses == [201, 422, 422] else [f"idempotency_key_min: {statuses}"]
    for size in (value("work_answer"), value("work_answer") + 1, value("work_answer") * THOUSAND):
        with pytest.raises(Forged):
            work.check("A" * size)
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        cost = work.challenge(datetime.now(UTC))["parameters"]["cost"]
    return wrong + ([] if cost == value("work_cost") else [f"work_cost: {cost}"])


# What editors send, and what is set.


def of_the_desk(door: Door) -> list[str]:
    receipt_door(door)
    ines = signed_in("Ines")
    own = {"action": "save", "it": "", "language": "en", "guideline": ""}
    wrong = three("reason", at_desk(ines, "/desk/mode/", mode="surge", reason=None), kept="r")
    wrong += three("note", at_desk(ines, "/desk/note/", text=None), kept="r")
    wrong += three("ready", at_desk(ines, "/desk/ready/", **own, text=None), kept="r")
    wrong += three("page_title", at_desk(ines, "/desk/pages/about/", title=None, text="T"), kept="r")
    wrong += three("page_text", at_desk(ines, "/desk/pages/about/", title="T", text=None), kept="r")
    wrong += three("desk_name", at_desk(ines, "/desk/editors/", action="invite", name=None), kept="r")
    return wrong + of_what_is_kept(ines)


def of_what_is_kept(ines: Browser) -> list[str]:
    wrong = []
    for count in range(value("notes") + 2):
        before = re.search(r'name="last" value="(\d+)"', ines.get("/desk/note/").content.decode())
        assert before
        ines.post("/desk/note/", text=f"note {count}", last=before[1])
    shown = ines.get("/desk/note/").content.decode()
    wrong += (
        [] if f"note {value('notes') + 1}" in shown and "note 0" not in shown else ["notes: more are kept"]
    )
    there = ReadyText.objects.count()
    ReadyText.objects.bulk_create(
        ReadyText(language="en", text=f"r{n}") for n in range(value("ready_texts") - 1 - there)
    )
    last = [
        ines.post(
            "/desk/ready/", action="save", it="", language="en", guideline="", text=f"more{n}"
        ).status_code
        for n in (0, 1, 2)
    ]
    wrong += [] if last == [303, 422, 422] else [f"ready_texts: {last}"]
    related = [
        ines.post(
            "/desk/item/1/",
            verb="feature",
            reason="It matters.",
            related=" ".join(map(str, range(1, size + 1))),
        )
        for size in (value("related") + 1, 9_000)
    ]
    return wrong + ([] if {it.status_code for it in related} == {422} else ["related: more are taken"])


def of_what_is_shown(site: Settings) -> list[str]:
    """One more than a page, a list, a feed shows: the rest stands further on, and no page grows."""
    town = Town(site)
    said = {**FLOOD, "body": "word " * (value("front_words") + 1)}
    for _ in range(value("list_items") + 1):
        town.publish(said)
    for number in range(1, value("front_features") + 2):
        feature(town.operator(), number, "It matters.")
    for _ in range(value("hidden_latest") + 1):
        town.hide(town.comment(1))
    for count in range(value("front_comments") + 1):
        town.comment(1, {**DOUBT, "title": f"Remark {count}."})
    town.go()
    index = town.page("index.html")
    features, wire, remarks = (
        len(re.findall(what, index)) for what in ('class="feature', '<li class="line', "Remark")
    )
    found = {
        "list_items": len(re.findall('<li class="line', town.page("newswire/1.html"))),
        "feed_items": town.page("feed.atom").count("<entry>"),
        "front_features": features,
        "front_comments": remarks,
        "front_lines": wire - remarks,
        "hidden_latest": len(
            set(re.findall(r'hidden/(\d+)\.html|"(\d+)\.html', town.page("hidden/index.html")))
        ),
        "decided_latest": len(set(re.findall(r"decision/(\d+)\.html", town.page("record/index.html")))),
        "front_words": index.count("word ") // features,
    }
    return [f"{name}: {count}" for name, count in found.items() if count != value(name)]


def of_the_street_door(site: Settings) -> list[str]:
    """What nginx counts and waits for stands in its configuration as in the table."""
    text = configuration(dataclasses.replace(site, front=Front()), "127.0.0.1", 1, site.data, Nginx())
    lines = {
        "asks_open": "limit_conn open {};",
        "searches_rate": "zone=searches:2m rate={}r/m;",
        "searches_burst": "limit_req zone=searches burst={} nodelay;",
        "header_time": "client_header_timeout {}s;",
        "body_time": "client_body_timeout {}s;",
        "connections": "worker_connections {};",
        "address_line": "large_client_header_buffers 4 {};",
        "waiting": "max_conns={};",
        "form_rate": "zone=form:2m rate={}r/m;",
        "form_burst": "zone=form burst={} nodelay;",
        "form_open": "limit_conn form_open {};",
        "posts_rate": "zone=posts:2m rate={}r/m;",
        "posts_burst": "zone=posts burst={} nodelay;",
        "formed_rate": "zone=formed:2m rate={}r/m;",
        "sign_in_rate": "zone=signin:2m rate={}r/m;",
        "sign_in_burst": "zone=signin burst={} nodelay;",
        "asks_rate": "zone=asks:2m rate={}r/s;",
    }
    wrong = [name for name, line in lines.items() if line.format(value(name)) not in text]
    for name in ("asks", "formed"):
        burst, queue = value(f"{name}_burst"), value(f"{name}_queue")
        for zone, times in ((name, 1), (f"{name}_crowd", value("crowd"))):
            line = f"zone={zone} burst={(burst + queue) * times} delay={burst * times};"
            wrong += [] if line in text else [line]
    return wrong


def of_rules_and_words(_door: Door) -> list[str]:
    """Rules of words, which are read as a whole; and what is cut instead of refused, as nothing is lost by it."""
    counts = [
        len(read(chr(10).join(f"shoe{one}s" for one in range(size)))[1])
        for size in (value("rules"), value("rules") + 1, 90_000)
    ]
    if counts != [0, 1, 1]:
        return [f"rules: {counts}"]
    looked = Place.read({"words": "x" * value("search") * THOUSAND}).wanted["words"]
    return [] if len(looked) == value("search") else [f"search: {len(looked)}"]


def of_settings(site: Settings, folder: Path) -> list[str]:
    wrong = []
    told = (site.folder / "site.toml").read_text("utf-8")

    def loads(line: str, table: str = "") -> bool:
        plain = "\n".join(
            one for one in told.splitlines() if not one.startswith(line.partition(" ")[0] + " ")
        )
        text = f"{line}\n{plain}\n" if not table else f"{plain}\n[{table}]\n{line}\n"
        (folder / "site.toml").write_text(text, "utf-8")
        try:
            settings.load(folder, {})
        except SettingsError:
            return False
        return True

    def written(name: str, size: int) -> tuple[str, str]:
        return {
            "site_name": (f'name = "{"n" * size}"', ""),
            "threads": (f"threads = {size}", ""),
            "unattended": (f"unattended = {size}", "guard"),
            "freeze_after": (f"freeze_after_months = {size}", "archive"),
            **{
                one: (f"{key} = {size}", "media")
                for one, key in (
                    *(("request_files", "files"), ("megabytes", "megabytes")),
                    *(("megapixels", "megapixels"), ("minutes", "minutes")),
                )
            },
            "mirrors": (
                f"mirrors = {[f'https://m{one}.example/' for one in range(size)]}".replace("'", '"'),
                "record",
            ),
            "mirror": (f'mirrors = ["https://m.example/{"x" * (size - 18)}"]', "record"),
        }[name]

    media = ("request_files", "megabytes", "megapixels", "minutes")
    for name in ("site_name", "threads", "unattended", "freeze_after", "mirrors", "mirror", *media):
        most = value(name)
        done = [loads(*written(name, size)) for size in (most, most + 1, most * THOUSAND)]
        wrong += [] if done == [True, False, False] else [f"{name}: {done}"]
    with pytest.raises(ValueError, match="at most"):
        make_folder(
            folder / "new", name="n" * (value("site_name") + 1), address="https://a.example/", language="en"
        )
    assert not (folder / "new").exists()
    return wrong


def of_names_of_things() -> list[str]:
    wrong = []
    for path_ok in (legacy_path, source_path_ok):
        name = "path"
        done = [bool(path_ok(far(size))) for size in (value(name), value(name) + 1, value(name) * THOUSAND)]
        wrong += [] if done == [True, False, False] else [f"{name}: {done}"]
    for name, taken in (("name", slug_ok), ("file_name", lambda text: file_name_ok(f"{text[4:]}.txt"))):
        done = [bool(taken("n" * size)) for size in (value(name), value(name) + 1, value(name) * THOUSAND)]
        wrong += [] if done == [True, False, False] else [f"{name}: {done}"]
    return wrong
