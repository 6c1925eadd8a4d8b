"""Public rules of words: what each finds, what it does not, what is none."""

from typing import Any

from handbill.guard.rules import Part, judge, read

FOUND = {
    "casino": [
        "The CASINO is open",
        "Un casinò!",
        "https://casino.example/win",
        "ca\u00adsi\u200bno",
        "c\u200ea\ufe0fs\u2064i\u3164no",
    ],
    "cheap pill*": ["Cheap   pills here", "cheap-pill", "buy cheap: pillows"],
    "*coin": ["bitcoin, litecoin", "coin"],
    "v*gra": ["viagra", "v1agra", "VGRA"],
    "buy * now": ["Buy it now!", "buy this, now"],
    "casino.example": ["at https://www.casino.example/x", "casino example"],
    "赌场": ["去赌场吧"],
    "a*b*c*d": ["aXbXcXd", "abcd", "abcbcd"],
}
PASSED = {
    "casino": ["casinos", "cas ino", "The weir"],
    "cheap pill*": ["pills are cheap", "cheap and pill"],
    "*coin": ["coins"],
    "v*gra": ["via gra"],
    "buy * now": ["buy now", "buy one more now"],
    "赌场": ["赌上场"],
    "a*b*c*d": ["acbd", "abc d", "abdc"],
}
NONE = ["*", "**", "a*", "de", "…", "* *", "买*药", "a.b*c", "x" * 101, "路"]


def verdict(rules: str, **values: Any) -> str:
    return judge({"title": "", "body": "", **values}, rules).word


def test_what_a_rule_finds_and_what_it_does_not():
    wrong = [
        (rule, text)
        for table, word in ((FOUND, "hold"), (PASSED, "pass"))
        for rule, texts in table.items()
        for text in texts
        if verdict(f"other\n{rule}", body=text) != word
    ]
    assert wrong == []


def test_it_looks_into_every_field_that_readers_are_led_by_and_through_markup():
    for name in ("title", "summary", "body", "byline", "homepage", "address", "phone", "email", "source"):
        assert verdict("casino", **{name: "http://casino.example"}) == "hold", name
    assert verdict("casino", language="casino") == "pass"
    assert verdict("casino", body="<p>ca<b>si</b>no</p>", format="html") == "hold"
    assert verdict("casino", body='<p><a href="https://casino.example">here</a></p>', format="html") == "hold"
    assert verdict("casino", body=" ".join(["rain"] * 11_000) + " casino") == "hold"


def test_a_text_that_was_written_against_the_rules_takes_no_more_steps(monkeypatch):
    """Each rule tries each different word once, and what stands beside it only where that is right; once, they were 1.5 million."""
    rules = "\n".join(
        [*(f"cas*in{at}o" for at in range(50)), *(f"{'* ' * 20}casino{at}" for at in range(50))]
    )
    body = " ".join([*(f"in{at}o casin{at} casino{at}" for at in range(50)), *["cas"] * 15_000])
    steps, fits = [0], Part.fits

    def counted(part: Part, word: str) -> bool:
        steps[0] += 1
        return fits(part, word)

    monkeypatch.setattr(Part, "fits", counted)
    assert verdict(rules.replace("casino", "casina"), body=body) == "pass"
    assert verdict("* " * 20 + "casino49", body=body) == "hold"
    assert 0 < steps[0] < 5_000


def test_the_writer_is_told_which_rule_it_was():
    told = judge({"title": "Cheap pills"}, "casino\n  cheap   pill*  ")
    assert "“cheap pill*”" in told.reason


def test_what_is_no_rule_is_said_with_its_line():
    rules, wrong = read("\n".join(["casino", "", *NONE]))
    assert [rule.line for rule in rules] == ["casino"]
    assert [line.split(": ")[0] for line in wrong] == [line[:100] for line in NONE]
