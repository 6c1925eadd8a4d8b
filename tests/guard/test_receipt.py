from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from handbill.guard import receipt

CODES = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(CODES)
def test_groups_are_read_back(code: str) -> None:
    assert receipt.normalise(receipt.groups(code)) == code
    assert receipt.normalise(receipt.groups(code).upper().replace(" ", "-")) == code
    assert receipt.digest(code) == sha256(code.encode()).hexdigest()


@given(st.text(max_size=250))
def test_what_is_typed_is_a_code_or_none(typed: str) -> None:
    code = receipt.normalise(typed)
    assert code is None or (len(code) == 32 and set(code) <= set("0123456789abcdef"))


def test_codes_are_random_and_right() -> None:
    codes = {receipt.random_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(receipt.normalise(code) == code for code in codes)
