"""Times in words, in the site's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handbill.look import dates

AT = datetime(2026, 11, 22, 7, 58, 31, tzinfo=ZoneInfo("Europe/Lisbon"))


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "Sunday 22 November 2026, 07:58", "22 Nov 2026, 07:58"),
        ("en-GB", "Sunday 22 November 2026, 07:58", "22 Nov 2026, 07:58"),
        ("es", "domingo 22 de noviembre de 2026, 07:58", "22 nov 2026, 07:58"),
        ("xx-nowhere", "Sunday 22 November 2026, 07:58", "22 Nov 2026, 07:58"),
    ],
)
def test_in_words(language, long, short):
    assert dates.long(language, AT) == long
    assert dates.short(language, AT) == short
    assert dates.long(language, AT, timed=False) == long.removesuffix(", 07:58")
    assert dates.day(language, date(2026, 11, 22)) == long.removesuffix(", 07:58")


def test_equal_times_of_two_zones_keep_their_own_words():
    there = AT.astimezone(ZoneInfo("America/Lima"))
    assert there == AT
    assert dates.clock("en", AT) == "07:58"
    assert dates.clock("en", there) == "02:58"
    assert dates.long("en", there) == "Sunday 22 November 2026, 02:58"


def test_for_machines_to_the_minute():
    assert dates.machine(AT) == "2026-11-22T07:58+00:00"
    assert dates.machine(AT, timed=False) == "2026-11-22"


def test_spans_of_time_in_their_two_largest_parts():
    told = {0: "0 minutes", 60: "1 hour", 135: "2 hours 15 minutes", 1441: "1 day", 3240: "2 days 6 hours"}
    assert {minutes: dates.span("en", minutes) for minutes in told} == told
    assert [dates.span("es", minutes) for minutes in (61, 2880)] == ["1 hora 1 minuto", "2 días"]
    assert [dates.span("en", minutes, narrow=True) for minutes in (4, 3240)] == ["4m", "2d 6h"]


def test_directions():
    assert [dates.direction_of(tag) for tag in ("en", "es", "ar", "fa-IR", "he")] == [
        "ltr",
        "ltr",
        "rtl",
        "rtl",
        "rtl",
    ]
