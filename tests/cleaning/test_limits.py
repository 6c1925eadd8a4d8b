from handbill import limits


def test_every_limit_stands_in_the_table_once_and_has_its_constant() -> None:
    names = [limit.name for limit in limits.LIMITS]
    assert len(names) == len(set(names))
    for limit in limits.LIMITS:
        assert getattr(limits, limit.name.upper()) == limit.value
    constants = {name for name in vars(limits) if name.isupper()} - {"LIMITS"}
    assert constants == {name.upper() for name in names}


def test_every_limit_is_said_in_words() -> None:
    for limit in limits.LIMITS:
        assert limit.value > 0
        assert limit.unit
        assert limit.help[0].isupper()
        assert limit.help.endswith(".")
