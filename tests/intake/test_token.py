"""Forms as a site comes: a token from a form that was opened here, an age, one sending."""

from typing import Any

import pytest
import time_machine

from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import Standing
from tests.intake.door import Answer, Door, rows

TEXT = {"title": "Flood at the weir", "body": "The water rose at noon, and it has not fallen since."}
LATER = 4.0


def opened(door: Door, path: str = "/publish/") -> str:
    return door.get(path).field("token")


def test_a_form_that_was_opened_and_filled_in_is_taken(guarded: Door, clock: time_machine.Traveller) -> None:
    token = opened(guarded)
    clock.shift(LATER)
    assert guarded.post("/publish/", {**TEXT, "token": token}).status == 201


@pytest.mark.once
@pytest.mark.parametrize("least", [("/publish/", 3), ("/comment/1/", 2)])
def test_too_young_keeps_text_and_token_so_that_pressing_again_works(
    guarded: Door, clock: time_machine.Traveller, least: tuple[str, int]
) -> None:
    first = opened(guarded)
    clock.shift(LATER)
    assert guarded.post("/publish/", {**TEXT, "token": first}).status == 201
    path, age = least
    token = opened(guarded, path)
    clock.shift(age - 1)
    before = rows()
    answer = guarded.post(
        path, {"title": "Kept", "body": "Kept body of some length, not seen before.", "token": token}
    )
    assert answer.status == 422
    assert "Please wait 1 second and" in answer.words
    assert answer.field("token") == token
    assert answer.field("body").startswith("Kept body")
    assert rows() == before
    clock.shift(1)
    assert guarded.post(path, {"title": "Kept", "body": answer.field("body"), "token": token}).status == 201


def broken(token: str) -> list[str]:
    nonce, at, mac = token.split(".")
    return [
        "",
        " ",
        "x",
        token[:-1],
        token + "0",
        f"{nonce[::-1]}.{at}.{mac}",
        f"{nonce}.{int(at) - 1}.{mac}",
        f"{nonce}.{at}.{'0' * 32}",
        f"{nonce}.{at}",
        token.upper() if token.upper() != token else "-",
        "\u0661" * 32,
        token * 1000,
        "\x00",
    ]


@pytest.mark.once
def test_missing_and_forged_tokens_store_nothing_and_give_a_fresh_form(
    guarded: Door, clock: time_machine.Traveller
) -> None:
    token = opened(guarded)
    other = opened(guarded, "/receipt/")
    clock.shift(LATER)
    before = rows()
    for bad in [*broken(token), other]:
        for action in ("publish", "preview"):
            answer = guarded.post("/publish/", {**TEXT, "token": bad, "action": action})
            assert answer.status == 422, bad
            assert answer.field("body") == TEXT["body"]
            assert answer.field("token") not in {bad, token}
    assert guarded.post("/publish/", TEXT).status == 422
    assert rows() == before
    fresh = guarded.post("/publish/", TEXT).field("token")
    clock.shift(LATER)
    assert guarded.post("/publish/", {**TEXT, "token": fresh}).status == 201


@pytest.mark.once
def test_a_form_of_the_day_before_is_too_old(guarded: Door, clock: time_machine.Traveller) -> None:
    token = opened(guarded)
    clock.shift(86_400)
    assert guarded.post("/publish/", {**TEXT, "token": token, "action": "preview"}).status == 200
    clock.shift(1)
    before = rows()
    answer = guarded.post("/publish/", {**TEXT, "token": token})
    assert answer.status == 422
    assert "more than a day ago" in answer.words
    assert answer.field("token") != token
    assert rows() == before


@pytest.mark.once
def test_a_preview_need_not_wait_and_keeps_the_token(guarded: Door, clock: time_machine.Traveller) -> None:
    token = opened(guarded)
    answer = guarded.post("/publish/", {**TEXT, "token": token, "action": "preview"})
    assert answer.status == 200
    assert answer.field("token") == token
    clock.shift(LATER)
    assert guarded.post("/publish/", {**TEXT, "token": token, "action": "publish"}).status == 201


@pytest.mark.once
def test_an_error_in_a_field_keeps_the_token(guarded: Door, clock: time_machine.Traveller) -> None:
    token = opened(guarded)
    clock.shift(LATER)
    answer = guarded.post("/publish/", {"body": "B", "token": token})
    assert answer.status == 422
    assert answer.field("token") == token


def test_sending_twice_gives_the_same_answer_and_nothing_twice(
    guarded: Door, clock: time_machine.Traveller
) -> None:
    token = opened(guarded)
    clock.shift(LATER)
    first = guarded.post("/publish/", {**TEXT, "token": token})
    before = rows()
    for seconds in (0, 60, 80_000):
        clock.shift(seconds)
        again = guarded.post("/publish/", {**TEXT, "token": token})
        assert (again.status, again.receipt, again.item) == (201, first.receipt, first.item)
    assert rows() == before
    assert Article.objects.count() == 1
    assert not Standing.objects.exists()


def test_a_retry_a_day_after_the_form_was_opened_still_finds_its_answer(
    guarded: Door, clock: time_machine.Traveller
) -> None:
    token = opened(guarded)
    clock.shift(86_000)
    first = guarded.post("/publish/", {**TEXT, "token": token})
    clock.shift(1_000)
    assert guarded.post("/publish/", {**TEXT, "token": token}).receipt == first.receipt


def test_another_text_in_a_used_form_is_409_with_the_text_kept(
    guarded: Door, clock: time_machine.Traveller
) -> None:
    token = opened(guarded)
    clock.shift(LATER)
    guarded.post("/publish/", {**TEXT, "token": token})
    before = rows()
    answer = guarded.post("/publish/", {**TEXT, "body": "Something else.", "token": token})
    assert answer.status == 409
    assert answer.field("body") == "Something else."
    assert rows() == before
    clock.shift(LATER)
    again = guarded.post("/publish/", {**TEXT, "body": "Something else.", "token": answer.field("token")})
    assert again.status == 201


def test_comments_too_are_sent_once(guarded: Door, clock: time_machine.Traveller) -> None:
    first = opened(guarded)
    clock.shift(LATER)
    guarded.post("/publish/", {**TEXT, "token": first})
    token = opened(guarded, "/comment/1/")
    clock.shift(LATER)
    sent = {"body": "I saw it too.", "token": token}
    answers = [guarded.post("/comment/1/", sent) for _ in range(3)]
    assert {(answer.status, answer.receipt, answer.number) for answer in answers} == {
        (201, answers[0].receipt, 2)
    }
    assert guarded.post("/comment/1/", {**sent, "title": "Other"}).status == 409
    assert Comment.objects.count() == 1


def act(guarded: Door, clock: time_machine.Traveller) -> tuple[str, dict[str, Any]]:
    token = opened(guarded)
    clock.shift(LATER)
    code = guarded.post("/publish/", {**TEXT, "token": token}).receipt
    shown = guarded.post("/receipt/", {"receipt": code})
    assert shown.status == 200
    return code, {"receipt": code, "token": shown.field("token")}


def test_acts_of_the_author_need_a_form_and_happen_once(guarded: Door, clock: time_machine.Traveller) -> None:
    code, own = act(guarded, clock)
    before = rows()
    for action in ("revise", "amend", "withdraw"):
        refused = guarded.post("/receipt/", {"receipt": code, "action": action, "body": "Kept words."})
        assert refused.status == 422
        assert "Kept words." in refused.text or action == "withdraw"
    assert rows() == before
    answers = [guarded.post("/receipt/", {**own, "action": "amend", "body": "And then?"}) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert rows()["newswire_amendment"] == 1
    other = guarded.post("/receipt/", {**own, "action": "amend", "body": "Something else."})
    assert other.status == 409


@pytest.mark.once
def test_a_complaint_needs_a_form(guarded: Door, clock: time_machine.Traveller) -> None:
    act(guarded, clock)
    before = rows()
    assert guarded.post("/complain/1/", {"text": "Bah."}).status == 422
    assert rows() == before
    token = opened(guarded, "/complain/1/")
    assert guarded.post("/complain/1/", {"text": "Bah.", "token": token}).status == 200


def test_the_same_text_again_is_held_with_a_reason(guarded: Door, clock: time_machine.Traveller) -> None:
    answers: list[Answer] = []
    for _ in range(2):
        token = opened(guarded)
        clock.shift(LATER)
        answers.append(guarded.post("/publish/", {**TEXT, "token": token}))
    assert [answer.status for answer in answers] == [201, 202]
    assert "The same text, or nearly the same, was sent before within a day" in answers[1].words
    again = guarded.post("/publish/", {**TEXT, "token": token})
    assert (again.status, again.receipt) == (202, answers[1].receipt)
    assert "The same text, or nearly the same, was sent before within a day" in again.words


def test_many_articles_at_once_are_slow(guarded: Door, clock: time_machine.Traveller) -> None:
    tokens = [opened(guarded) for _ in range(31)]
    clock.shift(LATER)
    for count, token in enumerate(tokens):
        sent = {
            "title": f"Number {count}",
            "body": f"The text of number {count}, which is like no other.",
            "token": token,
        }
        assert guarded.post("/publish/", sent).status == 201
    assert list(Standing.objects.values_list("number", "state")) == [(31, "slow")]


def test_without_challenges_a_token_still_recognises_a_retry(door: Door) -> None:
    token = opened(door)
    answers = [door.post("/publish/", {**TEXT, "token": token}) for _ in range(2)]
    assert answers[0].receipt == answers[1].receipt
    assert Article.objects.count() == 1


@pytest.mark.once
def test_without_challenges_a_bad_token_is_none(door: Door) -> None:
    token = opened(door)
    for bad in broken(token):
        assert door.post("/publish/", {**TEXT, "token": bad}).status == 201
    assert Article.objects.count() == len(broken(token))
