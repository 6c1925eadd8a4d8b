from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from handbill.guard import receipt, ticket
from handbill.guard.judge import prune
from handbill.guard.models import Nonce, Seen
from handbill.guard.ticket import Forged, Missing, Reused, Spent, Ticket, TokenError, TooOld, TooYoung
from handbill.settings import Settings

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def nonce(site: Settings) -> str:
    return ticket.check(ticket.issue("publish", NOON), "publish", after(10))


def spend(nonce: str, sent: str, number: int = 1, seconds: float = 10) -> Ticket:
    mine = Ticket.of(nonce, sent, sent, "article", after(seconds))
    with transaction.atomic():
        mine.spend(number)
    return mine


@pytest.mark.once
@pytest.mark.parametrize(
    ("purpose", "least"), [("publish", 3), ("comment", 2), ("receipt", 0), ("complain", 0)]
)
def test_ages(site: Settings, purpose: str, least: int) -> None:
    token = ticket.issue(purpose, NOON)
    for age in range(least):
        with pytest.raises(TooYoung) as caught:
            ticket.check(token, purpose, after(age))
        assert caught.value.seconds == least - age
    for age in (least, 60, 86_400):
        assert ticket.check(token, purpose, after(age))
    with pytest.raises(TooOld):
        ticket.check(token, purpose, after(86_401))


@pytest.mark.once
def test_a_clock_set_back_makes_nobody_wait(site: Settings) -> None:
    assert ticket.check(ticket.issue("publish", after(3600)), "publish", NOON)


def test_no_form_waits_more_than_five_seconds() -> None:
    assert max(ticket.AGES.values()) <= 5


@pytest.mark.once
def test_a_token_is_for_one_purpose(site: Settings) -> None:
    with pytest.raises(Forged):
        ticket.check(ticket.issue("comment", NOON), "publish", after(10))
    with pytest.raises(Missing):
        ticket.check("", "publish", NOON)


@pytest.mark.once
def test_every_digit_of_a_token_counts(site: Settings) -> None:
    token = ticket.issue("publish", NOON)
    for place, sign in enumerate(token):
        changed = token[:place] + ("1" if sign != "1" else "2") + token[place + 1 :]
        with pytest.raises(TokenError):
            ticket.check(changed, "publish", after(10))


def test_the_same_form_gives_the_same_receipt_and_another_another(nonce: str) -> None:
    one, two = (Ticket.of(nonce, sent, sent, "article", NOON) for sent in ("a", "b"))
    assert one.receipt == two.receipt
    assert one.digest != two.digest
    other = ticket.check(ticket.issue("publish", NOON), "publish", after(10))
    assert Ticket.of(other, "a", "a", "article", NOON).receipt != one.receipt


@pytest.mark.once
def test_without_a_form_the_code_is_random(site: Settings) -> None:
    codes = {Ticket.of("", "a", "a", "article", NOON).receipt for _ in range(9)}
    assert len(codes) == 9
    assert all(receipt.normalise(code) == code for code in codes)


def test_a_nonce_is_spent_once(nonce: str) -> None:
    spend(nonce, "a", 7)
    with pytest.raises(Spent) as caught:
        spend(nonce, "a", 8)
    assert caught.value.number == 7
    with pytest.raises(Reused):
        spend(nonce, "b", 9)
    assert list(Nonce.objects.values_list("number", flat=True)) == [7]


def test_a_verb_that_fails_does_not_spend(nonce: str) -> None:
    mine = Ticket.of(nonce, "a", "a", "article", NOON)
    with transaction.atomic():
        mine.spend(1)
        transaction.set_rollback(True)
    assert not Nonce.objects.exists()
    spend(nonce, "b", 2)


def test_nothing_of_the_form_or_the_text_is_kept_as_it_was(nonce: str) -> None:
    spend(nonce, "the text")
    row = Nonce.objects.get()
    assert nonce not in (row.nonce, row.digest)
    assert row.at == NOON.replace(second=0)


def test_prune_forgets_after_a_day(nonce: str) -> None:
    spend(nonce, "a")
    Seen.objects.create(kind="article", digest="0" * 64, at=NOON)
    assert prune(after(86_000)) == 0
    assert prune(after(86_440)) == 1
    assert prune(after(86_600)) == 1
    assert (Nonce.objects.count(), Seen.objects.count()) == (0, 0)


def test_a_nonce_is_kept_for_longer_than_its_form_is_good(site: Settings) -> None:
    """Its time is cut to the minute: at the last second of a minute it looks a minute old already."""
    opened = NOON.replace(second=59)
    nonce = ticket.check(ticket.issue("complain", opened), "complain", opened)
    Ticket.of(nonce, "a", "a", "", opened).spend(1)
    prune(opened + timedelta(seconds=86_400))
    assert Nonce.objects.count() == 1
