"""The same form, sent many times in the same moment."""

import threading
from collections.abc import Callable

from django.db import connections

from handbill.newswire.article import Article
from handbill.record.models import Entry
from tests.intake.door import Answer, Door

TEXT = {"title": "T", "body": "B"}


def at_once(times: int, knock: Callable[[int], Answer]) -> list[Answer]:
    answers: list[Answer] = []
    start = threading.Barrier(times)

    def run(which: int) -> None:
        start.wait()
        answers.append(knock(which))
        connections.close_all()

    threads = [threading.Thread(target=run, args=(which,)) for which in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == times
    return answers


def test_one_form_sent_eight_times_is_one_article_and_one_receipt(door: Door) -> None:
    token = door.get("/publish/").field("token")
    entries = Entry.objects.count()
    answers = at_once(8, lambda _which: Door().post("/publish/", {**TEXT, "token": token}))
    assert {(answer.status, answer.number, answer.receipt) for answer in answers} == {
        (201, 1, answers[0].receipt)
    }
    assert (Article.objects.count(), Entry.objects.count()) == (1, entries + 1)


def test_one_form_sent_with_eight_texts_is_one_article_and_seven_refusals(door: Door) -> None:
    token = door.get("/publish/").field("token")
    answers = at_once(
        8, lambda which: Door().post("/publish/", {"title": "T", "body": f"B{which}", "token": token})
    )
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    assert Article.objects.count() == 1


def test_one_receipt_used_eight_times_at_once_is_one_amendment(door: Door, article: Answer) -> None:
    token = door.get("/receipt/").field("token")
    entries = Entry.objects.count()
    sent = {"receipt": article.receipt, "action": "amend", "body": "And then?", "token": token}
    answers = at_once(8, lambda _which: Door().post("/receipt/", sent))
    assert [answer.status for answer in answers] == [200] * 8
    assert Entry.objects.count() == entries + 1


def test_numbers_have_no_gaps_when_many_comment_at_once(door: Door, article: Answer) -> None:
    answers = at_once(12, lambda which: Door().post("/comment/1/", {"body": f"B{which}"}))
    assert sorted(answer.number for answer in answers) == list(range(2, 14))
