"""A form that was opened here gets through, whatever comes from the same address; and nothing else has its lane."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from handbill import limits, settings
from handbill.front import nginx as found
from handbill.front.configuration import Nginx, configuration
from handbill.guard.lane import lane
from tests.front.asking import get, status
from tests.front.conftest import Door
from tests.front.test_doors import posts, town

NOW = 1_790_000_000  # in what follows forms were opened just now; a lane ends by its own clock
LATER = 4_000_000_000 - limits.LANE


@pytest.fixture(autouse=True)
def before() -> Iterator[None]:
    """The site of the other tests stands again afterwards."""
    here = settings.site()
    yield
    settings.use(here)


def form(door: Door, nonce: str, opened: int = LATER) -> str:
    settings.use(door.site)
    return lane(nonce, opened)


def flooded(door: Door, path: str = "/publish/") -> None:
    """The bucket of this address is full, and stays so for a while."""
    answers = posts(door, path, limits.POSTS_BURST + 5)
    assert answers[-1] == 429


def test_an_opened_form_gets_through_a_flood_from_its_address() -> None:
    with town() as door:
        flooded(door)
        for path in ("/publish/", "/comment/7/", "/complain/7/", "/receipt/"):
            assert posts(door, f"{path}?{form(door, path)}", 2) == [200, 200], path
        assert posts(door, "/publish/", 1) == [429]
        # the same form again and again has a bucket of its own, and takes nothing from other forms
        answers = posts(door, f"/publish/?{form(door, 'busy')}", 60)
        assert answers.count(200) in {limits.FORM_BURST + 1, limits.FORM_BURST + 2}
        assert posts(door, f"/publish/?{form(door, 'calm')}", 1) == [200]


def test_many_forms_from_one_address_have_an_end_too() -> None:
    with town() as door:
        most = limits.FORMED_BURST + limits.FORMED_QUEUE
        queries = [form(door, str(one)) for one in range(most + 10)]
        with crowding(door, [post(f"/publish/?{query}") for query in queries]) as waiting:
            assert b" 429 " in waiting[-1].recv(100)
            assert status(get(door.port, "/index.html")) == 200


def test_what_is_not_signed_or_too_old_has_no_lane() -> None:
    with town() as door:
        flooded(door)
        good = form(door, "good")
        others = {
            "another form": good.replace("form=", "form=0"),
            "another end": good.replace("until=", "until=1"),
            "no mark": good.partition("&mark")[0],
            "a mark that is none": good.partition("&mark")[0] + "&mark=" + "A" * 22,
            "too old": form(door, "old", NOW - limits.LANE - 60 * 10**5),
            "nothing": "",
        }
        wrong = [name for name, query in others.items() if posts(door, f"/publish/?{query}", 1) != [429]]
        assert wrong == []
        assert posts(door, f"/publish/?{good}", 1) == [200]
        assert posts(door, f"/api/v1/articles?{form(door, 'api')}", 1) == [200]


def test_at_no_other_door_does_a_form_have_a_lane() -> None:
    """Whoever opens many forms tries no password more often for that; nor with another method or another way to write the address."""
    with town() as door:
        most = limits.SIGN_IN_BURST + 2
        answers = [posts(door, f"/desk/sign-in/?{form(door, f'{one}')}", 1)[0] for one in range(2 * most)]
        assert answers[:3] == [200] * 3
        assert answers.count(200) <= most
        flooded(door)
        ways = ("/desk/invitation/a/", "/publish/../desk/sign-in/", "/%64esk/sign-in/", "//desk/sign-in/")
        assert [posts(door, f"{way}?{form(door, way)}", 1) for way in ways] == [[429]] * len(ways)


def test_who_has_opened_many_forms_keeps_no_other_from_its_address_out() -> None:
    """As many as may be sent at once and twenty more: a form that comes then waits behind the twenty."""
    with town() as door:
        queries = [form(door, f"flood {one}") for one in range(limits.FORMED_BURST + 20)]
        with crowding(door, [post(f"/publish/?{query}") for query in queries]):
            assert posts(door, f"/publish/?{form(door, 'honest')}", 1) == [200]


def test_who_asks_in_a_flood_waits_in_turn_or_is_told_to_ask_again_and_does_by_itself() -> None:
    with town() as door:
        most = limits.ASKS_BURST + limits.ASKS_QUEUE
        with crowding(door, ["GET /publish/ HTTP/1.1\r\nHost: a\r\n\r\n"] * (most + 10)) as waiting:
            assert b" 200 " in waiting[limits.ASKS_BURST + 5].recv(100)  # a little later, and not refused
            refused = waiting[-1].recv(65536).decode()
            assert status(refused) == 429
            assert "Retry-After: 2\r\n" in refused
            assert '<meta http-equiv="refresh" content="2">' in refused
            assert posts(door, f"/publish/?{form(door, 'opened before')}", 1) == [200]


def post(path: str) -> str:
    return f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b"


@contextmanager
def crowding(door: Door, requests: list[str]) -> Iterator[list[socket.socket]]:
    """So many connections that each have asked something, and wait."""
    with ExitStack() as all_of_them:
        waiting = []
        for request in requests:
            link = all_of_them.enter_context(socket.create_connection(("127.0.0.1", door.port), timeout=5))
            link.sendall(request.encode())
            waiting.append(link)
        yield waiting


def test_an_nginx_that_cannot_check_them_goes_by_the_address_alone(site: settings.Settings) -> None:
    text = configuration(site, "127.0.0.1", 1, site.data, Nginx(secure_link=False))
    assert "secure_link" not in text
    assert found.find_nginx().can.secure_link
