"""What is said of a drill that processes shared."""

from tests.drilled import Drilled, Part, told


def test_parts_of_one_list_are_all_of_it() -> None:
    things = list(range(11))
    assert sorted(thing for number in range(4) for thing in Part(number, 4).of(things)) == things


def test_what_was_drilled_is_counted_and_lists_that_differ_are_named() -> None:
    counted = [
        Drilled("faults", 600, 1201, "seal"),
        Drilled("faults", 601, 1201, "seal"),
        Drilled("faults", 400, 801, "hide"),
        Drilled("faults", 401, 802, "hide"),
    ]
    assert told(counted) == ["drilled: 2,002 faults", "drilled: faults, hide: the parts counted 801 to 802"]
