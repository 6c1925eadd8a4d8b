"""What is nearly the same, and what honest people write alike: told by the guard for the texts themselves."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection

from handbill import settings
from handbill.guard import near
from handbill.guard.judge import prune
from handbill.guard.models import Band, Seen
from handbill.guard.near import are_alike, sketch_of
from handbill.guard.text import read
from handbill.guard.ticket import Ticket
from handbill.guard.verdict import Looked
from handbill.settings import Front
from tests.cast import START

FLOOD = (
    "The river came over the quay at six this morning. Harbour Street is closed from the chandler's to the bridge, and the "
    "school has sent the children home. Two families on Mill Street were taken in by neighbours. The council said nothing "
    "until noon, when a clerk put up a notice that the pumps would come tomorrow. There were no pumps in 2019 either."
)
LADDERS = "Buy the best ladders in town at our shop behind the weir, today only. https://ladders.example/1"
CALL = (
    "The tenants' assembly meets on {day} at seven in the library on Mill Street. Everyone is welcome, children too; there is "
    "tea. On the agenda: {topic}. Bring your letters from the landlord, and a friend."
)


def sketch(body: str, *, title: str = "", form: str = "text") -> tuple[int, ...]:
    return sketch_of(read("comment", {"title": title, "body": body, "format": form}))


NEAR = {
    "a word swapped": (LADDERS, LADDERS.replace("best", "finest")),
    "a word swapped in a long text": (FLOOD, FLOOD.replace("noon", "one")),
    "three words in a long text": (
        FLOOD,
        FLOOD.replace("noon", "one").replace("six", "five").replace("clerk", "man"),
    ),
    "white space, case, punctuation": (LADDERS, "  " + LADDERS.upper().replace(",", " --\n\n").replace(".", "!!")),
    "the link exchanged": (LADDERS, LADDERS.replace("ladders.example/1", "other.example/2?x=3")),
    "three more links": (LADDERS, LADDERS + " https://b.example https://c.example https://d.example"),
    "accents": ("Las mejores escaleras de la ciudad, sólo hoy, detrás del azud", "LAS MEJORES ESCALERAS DE LA CIUDAD: solo hoy, detras del azud"),
    "two words at the end": (FLOOD, FLOOD + " qwertz yxcvb"),
    "Chinese, two signs": ("今天早上六点河水漫过了码头港口街从五金店到桥都关闭了学校也让孩子们回家了", "今天早上五点河水漫过了码头港口街从五金店到桥都关闭了学校也让孩子们回家啦"),
}  # fmt: skip
HONEST = {
    "a comment that quotes a paragraph": (FLOOD, f"> {FLOOD[:170]}\n\nNo: the school sent them home at nine."),
    "a comment that quotes all of it, and agrees": (FLOOD, f"> {FLOOD}\n\nSo it was."),
    "the same, between marks": (FLOOD, f"“{FLOOD}”\n\nSo it was, I saw it from my window."),
    "the same, with nothing to mark it, and a sentence": (
        FLOOD[:230],
        FLOOD[:230] + "\n\nThat is not what I saw from my window, and I was there all day.",
    ),
    "two short comments alike": ("Thank you for this, Ana!", "Thank you for this, Tomas!"),
    "two comments that agree": (
        "I agree with Ana, this is a disgrace for the town.",
        "I agree with Tomas, this is a disgrace for the town.",
    ),
    "a translation": (
        FLOOD,
        "El río pasó por encima del muelle a las seis de la mañana. La calle del Puerto está cerrada de la ferretería al puente.",
    ),
    "the call to another meeting": (
        CALL.format(day="Thursday 26 November", topic="rents, and the boiler in number nine"),
        CALL.format(day="Tuesday 1 December", topic="the election of two speakers"),
    ),
    "a report that goes on": (FLOOD, FLOOD + " At two the pumps came after all. " + LADDERS + " " + CALL),
    "two texts about one thing": (FLOOD, "At six the quay was under water. The school is closed, and so is Harbour Street. The pumps are to come tomorrow."),
}  # fmt: skip


def test_what_has_small_changes_is_near(site):
    assert [name for name, (one, two) in NEAR.items() if not are_alike(sketch(one), sketch(two))] == []


def test_what_honest_people_write_alike_is_not(site):
    wrong = []
    for name, (one, two) in HONEST.items():
        first, second = sketch(one), sketch(two)
        if first and second and are_alike(first, second):
            wrong.append(name)
    assert wrong == []


def test_the_call_to_the_same_meeting_on_another_day_is_near_and_told_so(site):
    """Within a day one of the two is enough; docs/publishing.md says so. Next week it is no repeat at all."""
    one, two = (CALL.format(day=day, topic="rents") for day in ("Thursday", "Friday"))
    assert are_alike(sketch(one), sketch(two))


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (
            f"<blockquote><p>{FLOOD}</p></blockquote><p>So it was, and worse than that, I tell you all.</p>",
            "html",
        ),
        (f"> {FLOOD}\n\nSo it was, and worse than that, I tell you all.", "markdown"),
    ],
)
def test_a_quotation_does_not_count_in_any_format(site, body, form):
    assert sketch(body, form=form) == sketch("So it was, and worse than that, I tell you all.")


def test_a_text_that_is_all_quotation_is_taken_whole(site):
    assert are_alike(sketch(f"> {LADDERS}"), sketch(LADDERS))
    html = f"<blockquote><p>{LADDERS.replace('best', 'finest')}</p></blockquote>"
    assert are_alike(sketch(html, title="Buy them", form="html"), sketch(LADDERS, title="Ladders"))


def test_nearly_every_change_of_one_word_is_found_by_its_bands(site):
    words = FLOOD.split()
    mine = sketch(FLOOD)
    lost = 0
    for at in range(len(words)):
        other = sketch(" ".join([*words[:at], "xyzzy", *words[at + 1 :]]))
        lost += not (are_alike(mine, other) and set(mine[: near.BANDS]) & set(other[: near.BANDS]))
    assert lost == 0


@pytest.mark.once
def test_the_work_for_a_text_does_not_grow_with_how_many_share_a_band(site):
    """Counted in steps of SQLite's machine: 20 of each band come from the index, however many there are."""
    mine, steps = sketch(FLOOD), []
    connection.ensure_connection()
    for many in (100, 4_000):
        Seen.objects.bulk_create(Seen(kind="comment", number=0, at=START) for _ in range(many))
        seen = Seen.objects.order_by("-pk").values_list("pk", flat=True)[:many]
        Band.objects.bulk_create(Band(value=mine[0], seen_id=it, at=START) for it in seen)
        taken: list[int] = []
        connection.connection.set_progress_handler(lambda taken=taken: taken.append(1), 10)
        assert not near.seen_before(mine, (), START)
        connection.connection.set_progress_handler(None, 10)
        steps.append(len(taken))
    assert 0 < steps[1] <= steps[0] + 5, steps


def test_a_flood_of_copies_fills_no_index_and_goes_with_its_day(site):
    settings.use(dataclasses.replace(site, front=Front(limits="on")))
    words = []
    for number in range(1, 31):
        text = LADDERS + "!" * number
        ticket = Ticket.of("", text, text, "comment", START, looked=Looked(sketch=sketch(text)))
        words.append(ticket.spend(number).word)
    assert words == ["pass"] + ["hold"] * 29
    assert (Band.objects.count(), Seen.objects.exclude(sketch=b"").count()) == (near.BANDS, 1)
    assert not any(
        LADDERS[:6].encode() in bytes(sketch) for sketch in Seen.objects.values_list("sketch", flat=True)
    )
    assert not near.seen_before(sketch(LADDERS), {1}, START)
    assert not near.seen_before(sketch(LADDERS), (), START + timedelta(days=1))
    prune(START + timedelta(days=1, minutes=1))
    assert (Band.objects.count(), Seen.objects.count()) == (0, 0)
