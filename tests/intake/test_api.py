"""The JSON API: the same verdicts as the forms, for programs; what is refused stores nothing."""

import json
from typing import Any

import altcha
import pytest
import time_machine
from django.test import Client

from handbill.limits import BODY, PHONE, REQUEST, WORK_LIFE
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.settings import Settings
from tests.intake.door import Door, rows

ARTICLES, RECEIPTS = "/api/v1/articles", "/api/v1/receipts"
TEXT = {"title": "Flood at the weir", "body": "The water rose at noon, and it has not fallen since."}
KEY = "3f6b0a52-41fd-4c0e-9b1d-6f0f4f0c7d11"


def post(path: str, told: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    data = told if isinstance(told, bytes) else json.dumps(told)
    answer = Client().post(path, data, content_type="application/json", headers=headers)
    kind = answer.headers["Content-Type"]
    assert kind == ("application/json" if answer.status_code < 300 else "application/problem+json"), kind
    return answer.status_code, json.loads(answer.content)


def solved() -> str:
    """Do the work that a program does."""
    told = Client().get("/api/v1/challenge").json()
    made = altcha.Challenge.from_dict(told)
    solution = altcha.solve_challenge(made)
    assert solution
    return altcha.Payload(made, solution).to_base64()


def test_an_article_its_comment_and_its_receipt(door: Door) -> None:
    status, made = post(ARTICLES, {**TEXT, "topics": ["water"], "genre": "reporting"})
    assert (status, set(made)) == (201, {"number", "url", "receipt"})
    article = Article.objects.get(number=made["number"])
    assert made["url"] == f"http://127.0.0.1:8000/{article.path}.html"
    status, said = post(
        f"{ARTICLES}/{article.number}/comments", {"body": "It fell at one.", "receipt": made["receipt"]}
    )
    assert status == 201
    assert said["url"].endswith(f"#comment-{said['number']}")
    moved = Client().get(f"/api/v1/comments/{said['number']}")
    assert (moved.status_code, moved["Location"]) == (303, f"../../../{article.path}.json")
    status, own = post(RECEIPTS, {"receipt": made["receipt"]})
    assert (status, own["fields"]["title"], own["state"]) == (200, TEXT["title"], "listed")
    status, own = post(RECEIPTS, {"receipt": made["receipt"], "action": "revise", "body": "It fell at one."})
    assert (status, own["fields"]["body"]) == (200, "It fell at one.")
    assert own["done"]
    assert post(RECEIPTS, {"receipt": made["receipt"], "action": "withdraw"})[1]["state"] == "withdrawn"
    assert post(RECEIPTS, {"receipt": made["receipt"], "action": "amend", "body": "More."})[0] == 410


@pytest.mark.once
def test_multipart_with_the_forms_names(door: Door) -> None:
    answer = Client().post(ARTICLES, {**TEXT, "topics": ["water", "housing"]})
    assert answer.status_code == 201
    assert Article.objects.get().topics == ["housing", "water"]


def test_a_key_makes_a_retry_safe(door: Door) -> None:
    first = post(ARTICLES, TEXT, Idempotency_Key=KEY)
    assert post(ARTICLES, TEXT, Idempotency_Key=f'"{KEY}"') == first
    before = rows()
    assert post(ARTICLES, {**TEXT, "body": "Another."}, Idempotency_Key=KEY)[0] == 409
    assert post(ARTICLES, TEXT, Idempotency_Key="short")[0] == 422
    assert rows() == before
    assert Article.objects.count() == 1


def test_work_is_asked_for_and_good_once(guarded: Door, clock: time_machine.Traveller) -> None:
    before = rows()
    status, told = post(ARTICLES, TEXT)
    assert (status, list(told["errors"])) == (422, ["altcha"])
    done = solved()
    clock.shift(WORK_LIFE + 1)
    assert post(ARTICLES, {**TEXT, "altcha": done})[0] == 422
    assert rows() == before
    done = solved()
    first = post(ARTICLES, {**TEXT, "altcha": done})
    assert first[0] == 201
    assert post(ARTICLES, {**TEXT, "altcha": done}) == first
    before = rows()
    assert post(ARTICLES, {**TEXT, "title": "Other", "altcha": done})[0] == 409
    assert post(ARTICLES, {**TEXT, "title": "Other", "altcha": done}, Idempotency_Key=KEY)[0] == 409
    assert rows() == before


def test_with_a_key_the_work_is_spent_too_and_a_late_retry_needs_none(
    guarded: Door, clock: time_machine.Traveller
) -> None:
    done = solved()
    first = post(ARTICLES, {**TEXT, "altcha": done}, Idempotency_Key=KEY)
    assert first[0] == 201
    before = rows()
    assert post(ARTICLES, {**TEXT, "title": "Other", "altcha": done})[0] == 409
    clock.shift(WORK_LIFE * 2)
    assert post(ARTICLES, TEXT, Idempotency_Key=KEY) == first
    assert rows() == before


@pytest.mark.once
@pytest.mark.parametrize("solution", ["x", "e30=", "A" * 5000, '{"challenge": 1}', "bnVsbA=="])
def test_work_that_is_none(guarded: Door, solution: str) -> None:
    before = rows()
    status, told = post(ARTICLES, {**TEXT, "altcha": solution})
    assert (status, list(told["errors"])) == (422, ["altcha"])
    assert rows() == before


def test_the_same_text_again_is_held_and_says_so(guarded: Door) -> None:
    assert post(ARTICLES, {**TEXT, "altcha": solved()})[0] == 201
    status, told = post(ARTICLES, {**TEXT, "altcha": solved()})
    assert (status, told["state"]) == (202, "held")
    assert told["reason"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("told", "status"),
    [
        (b" ", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"title": "a", "title": "b", "body": "c"}', 400),
        (b'{"title": "\xff", "body": "c"}', 400),
        (b'{"title": NaN, "body": "c"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000, 400),
        (b" " * (REQUEST + 1), 413),
        ({}, 422),
        ({"title": "a"}, 422),
        ({**TEXT, "title": ["a"]}, 422),
        ({**TEXT, "title": 7}, 422),
        ({**TEXT, "topics": "water"}, 422),
        ({**TEXT, "topics": ["none-such"]}, 422),
        ({**TEXT, "topics": [1]}, 422),
        ({**TEXT, "genre": "gossip"}, 422),
        ({**TEXT, "format": "pdf"}, 422),
        ({**TEXT, "nonsense": "x"}, 422),
        ({**TEXT, "media": "x"}, 422),
        ({**TEXT, "body": "a" * (BODY + 1)}, 422),
        ({**TEXT, "body": "a" + "\0" * BODY}, 422),
        ({**TEXT, "phone": "1" + " " * PHONE}, 422),
        ({**TEXT, "website_url": "http://spam.example/"}, 422),
    ],
)
def test_bad_articles_are_problems_and_store_nothing(door: Door, told: Any, status: int) -> None:
    before = rows()
    answered, said = post(ARTICLES, told)
    assert answered == status
    assert said["status"] == status
    assert said["detail"]
    assert rows() == before


def test_surrogates_and_controls_are_taken_out(door: Door) -> None:
    status, made = post(ARTICLES, b'{"title": "A\\ud800\\u0000B\\u202e", "body": "\\udfffwater"}')
    assert status == 201
    assert Article.objects.get(number=made["number"]).title == "AB"


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "told", "status"),
    [
        (f"{ARTICLES}/99/comments", {"body": "No."}, 404),
        (f"{ARTICLES}/1/comments", {"body": "No.", "reply_to": 77}, 404),
        (f"{ARTICLES}/1/comments", {"body": "No.", "receipt": "0" * 32}, 422),
        (f"{ARTICLES}/1/comments", {"body": "No.", "summary": 1}, 422),
        (RECEIPTS, {"receipt": "0" * 32}, 404),
        (RECEIPTS, {"receipt": ""}, 422),
        (RECEIPTS, {"action": "show"}, 422),
        (RECEIPTS, {"receipt": "0" * 32, "action": "steal"}, 422),
        ("/api/v1/nothing", {}, 404),
        ("/api/v2/articles", TEXT, 404),
        (f"{ARTICLES}/", TEXT, 404),
    ],
)
def test_other_bad_requests(door: Door, article: Any, path: str, told: Any, status: int) -> None:
    before = rows()
    answered, _said = post(path, told)
    assert answered == status
    assert rows() == before


@pytest.mark.once
def test_a_page_of_another_site_sends_nothing(door: Door) -> None:
    assert post(ARTICLES, TEXT, Sec_Fetch_Site="cross-site")[0] == 403
    assert Article.objects.count() == 0
    assert "Access-Control-Allow-Origin" not in Client().get("/api/v1/challenge").headers


@pytest.mark.once
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_other_types_are_not_taken(door: Door, kind: str) -> None:
    answer = Client().post(ARTICLES, json.dumps(TEXT), content_type=kind)
    assert (answer.status_code, answer.headers["Content-Type"]) == (415, "application/problem+json")
    assert Article.objects.count() == 0


@pytest.mark.once
def test_wrong_methods_say_which_are_right(door: Door) -> None:
    for path, allow in ((ARTICLES, "POST"), ("/api/v1/challenge", "GET, HEAD"), (RECEIPTS, "POST")):
        answer = Client().delete(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, allow)
        assert answer.json()["status"] == 405


@pytest.mark.once
def test_items_that_are_not_there(door: Door, article: Any) -> None:
    assert Client().get("/api/v1/articles/1").status_code == 303
    assert Client().get("/api/v1/articles/2").status_code == 404
    assert Client().get("/api/v1/comments/1").status_code == 404


@pytest.mark.once
def test_a_challenge_of_another_site_is_worth_nothing(
    guarded: Door, site: Settings, clock: time_machine.Traveller
) -> None:
    made = altcha.create_challenge("PBKDF2/SHA-256", 1, hmac_secret="another")
    solution = altcha.solve_challenge(made)
    assert solution
    assert post(ARTICLES, {**TEXT, "altcha": altcha.Payload(made, solution).to_base64()})[0] == 422
    assert Comment.objects.count() == Article.objects.count() == 0
