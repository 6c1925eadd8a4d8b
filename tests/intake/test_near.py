"""Near repeats through the real doors: held with words, not public; and what an author may do with their own text."""

import dataclasses

from handbill import settings
from handbill.actions.act import Act
from handbill.actions.redact import redact
from handbill.actions.set_page import set_page
from handbill.guard.models import Band, Nonce, Seen
from handbill.newswire.standing import state_of
from handbill.settings import Front, Guard
from tests.cast import Town
from tests.guard.test_near import FLOOD, LADDERS
from tests.intake.test_repeat import LONG, Visitor

WHY = "The same text, or nearly the same, was sent before within a day, so an editor reads it first."
CHANGED = LADDERS.replace("best", "finest").replace("ladders.example/1", "other.example/2").upper()


def test_it_is_held_whichever_way_it_comes_and_is_not_public(guarded, clock, site):
    someone = Visitor(guarded, clock)
    flood = someone.publishes("The quay", FLOOD)
    first = someone.publishes("Ladders", LADDERS)
    assert (flood.status, first.status) == (201, 201)
    for path in ("/publish/", f"/comment/{flood.number}/"):
        answer = (
            someone.sends(path, title="", body=CHANGED) if path[1] == "c" else someone.publishes("x", CHANGED)
        )
        assert (answer.status, WHY in answer.words) == (202, True), answer.words
    own = someone.publishes(
        "Pumps", "The pumps have come at last, and all of Harbour Street is out to look at them."
    )
    assert own.status == 201
    assert someone.does(own.receipt, "amend", body=CHANGED).status == 200
    assert state_of(own.number) == "held"
    town = Town(site)
    town.go()
    assert "FINEST" not in "".join(file.read_text("utf-8") for file in site.public.rglob("*.html"))


def test_ones_own_text_is_no_repeat_and_what_is_withdrawn_may_come_again(guarded, clock):
    someone = Visitor(guarded, clock)
    mine = someone.publishes("The quay", FLOOD)
    better = FLOOD.replace("noon", "one")
    revised = someone.does(mine.receipt, "revise", title="The quay", body=better, format="text")
    assert (revised.status, state_of(mine.number)) == (200, "listed"), revised.words
    answers = f"/comment/{mine.number}/"
    quoting = someone.sends(answers, body=f"> {FLOOD}\n\nSo it was, and the cellar of number nine is full.")
    whole = someone.sends(answers, body=FLOOD[:250])
    unmarked = someone.sends(answers, body=FLOOD + " So it was.")  # of what it answers, even that
    assert [one.status for one in (quoting, whole, unmarked)] == [201, 201, 201]
    assert someone.publishes("The quay", FLOOD.replace("six", "five")).status == 202
    for number, code in (
        (mine.number, mine.receipt),
        (whole.number, whole.receipt),
        (unmarked.number, unmarked.receipt),
    ):
        someone.does(code, "withdraw")
        assert state_of(number) == "withdrawn"
    assert someone.publishes("The quay", FLOOD.replace("six", "four")).status == 201


LEAFLET = FLOOD.replace("river", "tenants' assembly")
TYPO = FLOOD.replace("Harbour", "Habour")


def test_what_a_stranger_sent_first_keeps_no_author_from_mending_a_text(guarded, clock):
    someone = Visitor(guarded, clock)
    mine = someone.publishes("The quay", TYPO)
    assert someone.publishes("The quay", FLOOD).status == 202
    assert someone.does(mine.receipt, "revise", title="The quay", body=FLOOD).status == 200
    assert state_of(mine.number) == "listed"
    short = someone.publishes("Tonigt", "The tenants' assembly meets in the libary.")
    taken = someone.publishes("Tonight", "The tenants' assembly meets in the library.")
    assert taken.status == 201, "too short to be near"
    mended = {"title": "Tonight", "body": "The tenants' assembly meets in the library."}
    assert someone.does(short.receipt, "revise", **mended).status == 200
    assert state_of(short.number) == "listed"
    set_page(Act.site(), "rules", "Words that wait", "pillows")
    someone.does(short.receipt, "revise", **{**mended, "body": mended["body"] + " Bring pillows."})
    assert state_of(short.number) == "held", "mended or not, the rules hold"


def test_what_waits_or_stands_below_an_article_keeps_no_article_from_the_newswire(guarded, clock):
    someone = Visitor(guarded, clock)
    set_page(Act.site(), "rules", "Words that wait", "casino")
    old = someone.publishes(
        "Rain", "It has rained in the valley since noon, so take boots when you go out there."
    )
    assert someone.publishes("The quay", FLOOD + " casino").status == 202
    assert not Seen.objects.filter(digest="", sketch=b"").exclude(number=2).exists()
    assert someone.publishes("The quay", FLOOD).status == 201
    path = f"/comment/{old.number}/"
    assert someone.sends(path, body=LADDERS).status == 201
    revised = someone.sends(path, body="I see.")
    someone.does(revised.receipt, "revise", body=f"{LONG} It is open.")
    assert someone.does(old.receipt, "amend", body=CHANGED).status == 200
    assert state_of(old.number) == "held", "below an article a repeat is held, whatever came before"
    for body in (CHANGED, f"{LONG} It is open."):
        answer = someone.publishes("To the square", body)
        assert (answer.status, state_of(answer.number)) == (201, "slow"), answer.words
        assert "came as a comment within a day" in answer.words
        assert someone.publishes("To the square, all", body).status == 202, (
            "an article like an article is held"
        )


def test_nothing_tells_how_near_a_guess_is_nor_what_was_destroyed(guarded, clock):
    someone = Visitor(guarded, clock)
    first = someone.publishes("The quay", FLOOD)
    told = [
        someone.publishes("The quay", body).words.count(WHY) for body in (FLOOD, FLOOD.replace("six", "five"))
    ]
    assert told == [1, 1]
    redact(Act.site(), first.number, 1, "It names a neighbour.")
    assert kept(first.number) == (0, 0, 0)
    assert someone.publishes("The quay", FLOOD.replace("six", "four")).status == 201
    other = someone.publishes("Ladders", LADDERS)
    better = "The library opens on Sundays from now on, so the council said tonight in the old town hall."
    sent = {"receipt": other.receipt, "action": "revise", "title": "Library", "body": better, "forget": "1"}
    sent["token"] = guarded.get("/receipt/").field("token")
    for _twice in range(2):
        assert guarded.post("/receipt/", sent).status == 200
    assert someone.publishes("Ladders", LADDERS).status == 201, "the version that was forgotten"
    assert someone.publishes("Library", better).status == 202, "the one in its place"


def kept(number: int) -> tuple[int, ...]:
    """Count what the guard keeps of an item's texts."""
    seen = Seen.objects.filter(number=number)
    bands = Band.objects.filter(seen_id__in=[*seen.values_list("pk", flat=True)])
    texts = seen.exclude(digest="", sketch=b"")
    return texts.count(), bands.count(), Nonce.objects.filter(number=number).exclude(digest="").count()


def test_what_fills_the_space_before_a_text_hides_it_from_nobody(guarded, clock):
    someone = Visitor(guarded, clock)
    assert someone.publishes("Ladders", LADDERS).status == 201
    for fill in ("\n" * 8_001, ". \n" * 3_000, "\u2003\u200b" * 3_000):
        answer = someone.publishes("Ladders", f"Hi {len(fill)}{fill}{LADDERS}")
        assert (answer.status, WHY in answer.words) == (202, True), fill[:4]
    given = {
        "body": "&#66;uy" + LADDERS[3:].replace("ladders", "ladd&shy;ers").replace("best", "b**e**st"),
        "format": "markdown",
    }
    assert someone.publishes("Ladders", **given).status == 202


def test_after_a_day_it_is_none(guarded, clock):
    someone = Visitor(guarded, clock)
    assert someone.publishes("Ladders", LADDERS).status == 201
    clock.shift(86_400)
    assert someone.publishes("Ladders", CHANGED).status == 201


def test_with_limits_off_nothing_is_kept_or_held(site, door):
    settings.use(dataclasses.replace(site, guard=Guard(challenge="off"), front=Front(limits="off")))
    for body in (LADDERS, CHANGED, LADDERS):
        assert door.post("/publish/", {"title": "Ladders", "body": body}).status == 201
    assert not Band.objects.exists()
