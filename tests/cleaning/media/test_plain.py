from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill.cleaning.media import plain
from handbill.cleaning.media.captions import clean_captions
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.limits import TEXT_FILE

pytestmark = pytest.mark.once

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f466"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
HINDI = "\u0915\u094d\u200d\u0937"
SAID: list[tuple[bytes, str]] = [
    (b"Rent meeting\r\ntonight\r\n", "Rent meeting\ntonight\n"),
    ("\ufeffcafe\u0301".encode(), "caf\u00e9\n"),
    ("Mötet".encode("utf-16"), "Mötet\n"),
    ("\ufeffMötet".encode("utf-16-be"), "Mötet\n"),
    ("Mötet på torget, klockan åtta".encode("cp1252"), "Mötet på torget, klockan åtta\n"),
    ("a\u200bb\u2060c\ufeffd\u200e\u2063\u00ade".encode(), "abcde\n"),
    ("a\U000e0001\U000e0043\U000e007fb".encode(), "ab\n"),
    ("a\ufe0f\ufe01b\U000e0100\U000e01ef".encode(), "ab\n"),
    ("a\u200db a\u200cb".encode(), "ab ab\n"),
    ("a\u2009b\u00a0c\u202fd   \t \ne\t".encode(), "a b c d\ne\n"),
    (f"{FAMILY} {PERSIAN} {HINDI}".encode(), f"{FAMILY} {PERSIAN} {HINDI}\n"),
    ("\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3".encode(), "\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3\n"),
    ("\u845b\U000e0100\U000e0101x".encode(), "\u845b\U000e0100x\n"),
    ("\u202egnp.exe \u2066x\u2069".encode(), "gnp.exe x\n"),
    (b"See <script>alert(1)</script>, and 3 <4", "See <script>alert(1)</script>, and 3 <4\n"),
    (b"<3 from all of us", "<3 from all of us\n"),
    (b"#EXTM3U\nfile:///etc/passwd\x1a", "#EXTM3U\nfile:///etc/passwd\n"),
]
REFUSED: list[tuple[bytes, str]] = [
    (b" \n\t", "empty"),
    ("\u200b\u2060\ufeff".encode(), "empty"),
    (b"<script>alert(1)</script>", "kind"),
    (b"\xef\xbb\xbf \n<!DOCTYPE html><p>x", "kind"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
    (b'<?xml version="1.0"?><a/>', "kind"),
    (b"MZ\x90\0\x03\0\0\0", "kind"),
    (bytes(range(1, 32)) * 3, "kind"),
    (b"\xff\xfe\0\0a\0\0\0", "kind"),
    (b"\xff\xfea\0\0\xd8", "kind"),
    (b"\x81\x8d text", "kind"),
    ("å".encode("cp1252") * 99, "kind"),
    (b"x" * (TEXT_FILE + 1), "bytes"),
]


def test_what_a_text_file_says_is_kept_and_what_it_hides_is_not(tmp_path: Path) -> None:
    wrong = []
    for sent, expected in SAID:
        (tmp_path / "sent").write_bytes(sent)
        cleaned = plain.clean(tmp_path / "sent", tmp_path, Allowed())
        [made] = cleaned.files
        assert (cleaned.kind, made.type) == ("text", "text/plain")
        if made.path.read_text("utf-8") != expected:
            wrong.append((sent, made.path.read_text("utf-8")))
    assert not wrong


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    wrong = []
    for sent, code in REFUSED:
        (tmp_path / "sent").write_bytes(sent)
        try:
            plain.clean(tmp_path / "sent", tmp_path, Allowed())
            wrong.append((sent[:40], "taken"))
        except Unclean as refused:
            if refused.code != code:
                wrong.append((sent[:40], refused.code))
    assert not wrong
    assert [path.name for path in tmp_path.iterdir()] == ["sent"]


HARD = st.sampled_from(
    "a1# \u200b\u200c\u200d\ufe0e\ufe0f\U000e0100\u180b\u1820\u0645\u094d\u2764\U0001f469\u845b\u0301\n"
)


@given(st.text(st.one_of(HARD, st.characters(exclude_categories=["Cs"]))))
def test_cleaning_a_text_twice_changes_nothing(text: str) -> None:
    once, _ = plain.bare(text)
    assert plain.bare(once) == (once, 0)


def test_hidden_signs_are_counted_for_the_receipt(tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("a\u200b\u200cb\u2060", "utf-8")
    assert plain.clean(tmp_path / "sent", tmp_path, Allowed()).removed == {"other": 3}


def test_captions_are_written_anew_with_their_times_and_words_alone() -> None:
    sent = (
        "\ufeffWEBVTT - made by Anna\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n"
        "NOTE recorded at home\n\nfirst\n00:01.000 --> 00:02.500 position:10% align:start\n"
        "<v.loud Anna>We <i>are</i> <c.red>here</c> &amp; stay\n- <00:01.500>No &lt;b> \u200bone\n\n"
        "2\r\n00:00:03,000 --> 100:00:04,000\r\nSubRip <font color=red>too\n\n5\n00:05.000 --> 00:06.000\n<i></i>\n"
    )
    assert clean_captions(sent) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nAnna: We are here &amp; stay\n- No &lt;b&gt; one\n\n"
        "00:00:03.000 --> 100:00:04.000\nSubRip too\n"
    )
    assert clean_captions(clean_captions(sent)) == clean_captions(sent)
    once = "00:00:01.000 --> 00:00:02.000\na &amp;lt; b --&gt; c\n"
    assert clean_captions(once) == "WEBVTT\n\n" + once


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "empty"),
        ("WEBVTT", "empty"),
        ("WEBVTT\n\nNOTE nothing", "empty"),
        ("WEBVTT\n\n00:01.000 --> 00:01.000\nno time", "broken"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards", "broken"),
        ("WEBVTT\n\n00:61.000 --> 00:99.000\nno second", "broken"),
        ("WEBVTT\n\nx\ny\n00:01.000 --> 00:02.000\ntwo names", "broken"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\nno blank line", "broken"),
        ("<html><script>", "broken"),
        ("x" * (TEXT_FILE + 1), "bytes"),
    ],
)
def test_what_is_no_captions_is_refused(sent: str, code: str) -> None:
    with pytest.raises(Unclean) as refused:
        clean_captions(sent)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "hostile", ["<v" + " " * 150_000 + "x", "<v " * 50_000, "<" * 150_000, "<v." + "a" * 150_000]
)
def test_captions_that_would_take_minutes_take_none(hostile: str) -> None:
    made = clean_captions(f"WEBVTT\n\n00:01.000 --> 00:04.000\nHello. {hostile}\n")
    assert "Hello." in made
