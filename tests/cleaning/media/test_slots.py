"""Few children at once, the eldest first; nobody waits for ever, and nobody who is dead is waited for."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from handbill.cleaning.media import slots
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.slots import slot

pytestmark = pytest.mark.once


def tickets(folder: Path) -> int:
    return len(list(folder.glob("wait-*")))


def test_at_most_two_at_once_and_in_turn(tmp_path: Path) -> None:
    let_go = [threading.Event() for _ in range(6)]
    came: list[int] = []
    inside = [threading.Event() for _ in range(6)]
    most: list[int] = []

    def go(number: int) -> None:
        with slot(tmp_path, count=2):
            came.append(number)
            most.append(sum(one.is_set() for one in inside) - sum(one.is_set() for one in let_go))
            inside[number].set()
            let_go[number].wait()

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=go, args=(number,)))
        threads[-1].start()
        if number < 2:
            assert inside[number].wait(10)
        while tickets(tmp_path) < max(0, number - 1):
            assert not came[2:]
    for number in range(6):
        assert inside[number].wait(10)
        let_go[number].set()
        if number < 4:
            assert inside[number + 2].wait(10)  # before the next one goes too
    for thread in threads:
        thread.join()
    assert came == list(range(6))
    assert max(most) < 2
    assert tickets(tmp_path) == 0


def test_nobody_waits_for_ever_and_a_few_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with slot(tmp_path, count=1):
        with pytest.raises(Unclean, match=r"^busy$"), slot(tmp_path, count=1, patience=0):
            pass
        assert tickets(tmp_path) == 0
        monkeypatch.setattr(slots, "WAITING", 0)
        with pytest.raises(Unclean, match=r"^busy$"), slot(tmp_path, count=1):
            pass
    monkeypatch.undo()
    with slot(tmp_path, count=1, patience=0):
        assert tickets(tmp_path) == 0


def test_who_is_killed_leaves_no_slot_and_no_ticket_taken(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:] = sys.argv[2:]\n"
        "from pathlib import Path\n"
        "from handbill.cleaning.media.slots import slot\n"
        "with slot(Path(sys.argv[1]), count=1):\n"
        "    print('in', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), *sys.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.read(2) == b"in"
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as waiter:
            while not tickets(tmp_path):
                assert waiter.poll() is None
            waiter.kill()
        assert tickets(tmp_path) == 1
        with pytest.raises(Unclean), slot(tmp_path, count=1, patience=0):
            pass
        holder.kill()
    with slot(tmp_path, count=1):
        assert tickets(tmp_path) == 0
