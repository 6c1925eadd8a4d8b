"""Little but links, and what is not."""

from handbill.guard.links import judge
from handbill.guard.text import read

LINK = "https://one.example/{}"
HELD = {
    "three links": " ".join(LINK.format(at) for at in range(3)),
    "twenty links and a few words": "Look at these: " + " ".join(LINK.format(at) for at in range(20)),
}
PASSED = {
    "a link": LINK,
    "two sources": f"{LINK} https://two.example",
    "one link, said often": " ".join([LINK] * 9),
    "a list of sources": "\n".join(f"{LINK.format(at)} the minutes of {at}" for at in range(30)),
}


def test_little_but_links_is_held_and_sources_are_not(site):
    found = {name: judge(read("comment", {"body": body})).word for name, body in {**HELD, **PASSED}.items()}
    assert found == dict.fromkeys(HELD, "hold") | dict.fromkeys(PASSED, "pass")
    html = "".join(f'<p><a href="{LINK.format(at)}">{LINK.format(at)}</a></p>' for at in range(3))
    assert (
        judge(read("article", {"title": "Livestreams tonight", "body": html, "format": "html"})).word
        == "hold"
    )
    assert judge(read("article", {"title": "Stream", "body": html[:90], "format": "html"})).word == "pass"
