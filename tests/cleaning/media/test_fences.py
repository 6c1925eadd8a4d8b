"""Each fence is run against, by itself and all together, and so is each limit."""

import ctypes
import dataclasses
import fcntl
import json
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from handbill.cleaning.media import ffmpeg, holding, process
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.fences import bubblewrap, code, landlock, seccomp
from handbill.cleaning.media.fences.code import VARIABLE
from handbill.cleaning.media.fences.limits import MORE, limit, tasks
from handbill.cleaning.media.fences.numbers import MACHINES
from handbill.cleaning.media.fences.probe import probe
from handbill.cleaning.media.job import Job, Limits

pytestmark = pytest.mark.once


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / "source").write_bytes(b"source")
    (tmp_path / "into").mkdir()
    limits = Limits(seconds=10)
    return Job("picture", "probe", tmp_path / "source", tmp_path / "into", Allowed(), limits)


def alone(do: Callable[[], object]) -> dict[str, object]:
    """Do something in a fork of this process, which may lock itself in; give what comes of it."""
    there, here = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(here, "w") as told:
            try:
                json.dump(do(), told)
            except BaseException as error:  # noqa: BLE001 - it is told
                json.dump({"raised": repr(error)}, told)
            finally:
                told.flush()
                os._exit(0)
    os.close(here)
    with os.fdopen(there) as said:
        answer = said.read()
    os.waitpid(child, 0)
    told = json.loads(answer)
    assert isinstance(told, dict)
    return told


def tried(**attempts: Callable[[], object]) -> dict[str, object]:
    """Give what is refused, by name."""
    found: dict[str, object] = {}
    for name, attempt in attempts.items():
        try:
            attempt()
            found[name] = ""
        except OSError as error:
            found[name] = error.strerror
        except ValueError as error:  # Python's own words
            found[name] = str(error)
    return found


def test_without_a_fence_nothing_holds_(job: Job) -> None:
    held = alone(lambda: probe(with_limits(job, Limits(10, memory=2**20, file=2**16, handles=40))))
    assert set(held) == {name for names in holding.FENCES.values() for name in names}
    assert not any(held.values())


def test_what_holds_is_what_the_machine_has() -> None:
    means = set(holding.means())
    assert holding.fences() == {
        "limits": True,
        "files": bool(means & {"Landlock", "bubblewrap"}),
        "network": bool(means & {"seccomp", "bubblewrap"}),
        "processes": "seccomp" in means,
    }


def test_landlock_alone_leaves_its_own_files(job: Job) -> None:
    assert landlock.version(), "this kernel has no Landlock"

    def go() -> object:
        gate = landlock.Landlock()
        gate.read([str(job.source)])
        gate.write(str(job.into))
        gate.close()
        return tried(
            own=job.source.read_bytes,
            made=lambda: (job.into / "a").write_bytes(b"a"),
            moved=lambda: (job.into / "a").rename(job.into / "b"),
            gone=(job.into / "b").unlink,
            changed=lambda: job.source.write_bytes(b"x"),
            other=lambda: Path("/etc/passwd").read_bytes(),
            listed=lambda: list(Path("/").iterdir()),
            outside=lambda: (job.into.parent / "c").write_bytes(b"c"),
            out=lambda: (job.into / "d").symlink_to("/etc/passwd"),
            removed=job.source.unlink,
            run=lambda: os.execv("/bin/true", ["true"]),
        )

    no = "Permission denied"
    assert alone(go) == {
        **dict.fromkeys(("own", "made", "moved", "gone"), ""),
        **dict.fromkeys(("changed", "other", "listed", "outside", "out", "removed", "run"), no),
    }
    assert job.source.read_bytes() == b"source"


def syscall(number: int, *told: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *told) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def test_the_filter_alone_refuses_calls(tmp_path: Path) -> None:
    assert seccomp.known(), "this kernel has no seccomp, or the machine is one whose numbers we do not know"
    file = tmp_path / "file"
    file.touch()
    parent, column = os.getpid(), MACHINES[os.uname().machine][0]

    def go(*, tools: bool) -> object:
        seccomp.close(tools=tools)
        soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        return tried(
            looked=lambda: resource.getrlimit(resource.RLIMIT_AS),
            socket=lambda: socket.socket(socket.AF_INET),
            local=lambda: socket.socket(socket.AF_UNIX),
            pair=socket.socketpair,
            limits=lambda: resource.setrlimit(resource.RLIMIT_CORE, (soft, hard)),
            group=lambda: os.setpgid(0, 0),
            session=os.setsid,
            mode=lambda: file.chmod(0o777),
            times=lambda: os.utime(file),
            memory=lambda: os.memfd_create("m"),
            user=lambda: os.setuid(os.getuid()),
            ring=lambda: syscall(425, 1, None),
            apart=lambda: syscall((272, 97)[column], 0x10000000),
            traced=lambda: syscall((101, 117)[column], 16, parent, 0, 0),
            clone3=lambda: syscall(435, None, 0),
            forked=lambda: os.fork() or os._exit(0),
            asked=lambda: os.kill(parent, 0),
            ran=lambda: subprocess.run(["true"], check=True),
        )

    no, absent = "Operation not permitted", "Function not implemented"
    refused = {
        "limits": "not allowed to raise maximum limit",
        **dict.fromkeys(("forked", "asked", "ran"), no),
        "looked": "",
        "clone3": absent,
        **dict.fromkeys(("socket", "local", "pair", "group", "session", "mode", "times"), no),
        **dict.fromkeys(("memory", "user", "ring", "apart", "traced"), no),
    }
    assert alone(lambda: go(tools=False)) == refused
    assert alone(lambda: go(tools=True)) == {**refused, "forked": "", "asked": "", "ran": ""}


def test_limits_are_set_and_cannot_be_raised(job: Job) -> None:
    def go() -> object:
        before = os.nice(0)
        limit(Limits(seconds=3, memory=2**28, file=1000, handles=30, tasks=5000))
        names = ("AS", "CPU", "FSIZE", "NOFILE", "CORE", "NPROC")
        return {
            "nice": os.nice(0) - before,
            **{name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names},
        }

    processor = 4 * (os.cpu_count() or 1)
    most = {"AS": 2**28, "CPU": processor, "FSIZE": 1000, "NOFILE": 30, "CORE": 0, "NPROC": 5000}
    assert alone(go) == {"nice": 5, **{name: [number, number] for name, number in most.items()}}


@pytest.fixture(params=["bubblewrap, where it is", "without bubblewrap"])
def wall(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a program that starts children must do first."""
    if request.param != "without bubblewrap":
        return ""
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    return "from handbill.cleaning.media.fences import bubblewrap; bubblewrap.program = lambda: None\n"


CHILD = """import sys; sys.path[:] = sys.argv[1:]
import fcntl, os, signal, subprocess
from handbill.cleaning.media.fences.close import close
from handbill.cleaning.media.fences.numbers import MACHINES
from handbill.cleaning.media.fences.code import VARIABLE
from handbill.cleaning.media.fences.limits import MORE, limit, tasks
from handbill.cleaning.media.job import load
job = load(sys.stdin.buffer.read())
limit(job.limits)
"""
HELD = """
held = os.open(job.into / "held", os.O_RDWR | os.O_CREAT)
fcntl.flock(held, fcntl.LOCK_EX)
(job.into / "held").rename(job.into / "began")
"""
"""Somebody else can lock that file once all are gone that have it open."""


def free(file: Path) -> bool:
    """Wait until it is; a test that hangs is a test that fails."""
    with file.open("r+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
    return True


@pytest.mark.usefixtures("wall")
def test_a_child_that_never_ends_is_ended_with_all_that_it_began(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "BEGIN", f"{CHILD}{HELD}\nos.fork()\nsignal.pause()")
    with pytest.raises(Unclean) as refused:
        process.run(with_limits(job, Limits(seconds=0.7)))
    assert refused.value.code == "time"
    assert free(job.into / "began")


@pytest.mark.parametrize("tools", [False, True])
def test_who_kills_the_parent_ends_the_child(job: Job, wall: str, tools: bool) -> None:
    started = "subprocess.Popen(['sleep', '100'], pass_fds=[held])\n" if tools else ""
    parent = (
        "import sys; sys.path[:] = sys.argv[1:]\n"
        "from handbill.cleaning.media import process\n"
        "from handbill.cleaning.media.job import load\n"
        f"{wall}process.BEGIN = {CHILD + started.join((HELD, 'signal.pause()'))!r}\n"
        "process.run(load(sys.stdin.buffer.read()))\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent, *sys.path], stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        running.stdin.write(with_limits(job, Limits(seconds=60, tools=tools)).dump())
        running.stdin.close()
        while not (job.into / "began").exists():
            assert running.poll() is None
        running.kill()
    assert free(job.into / "began")


@pytest.mark.usefixtures("wall")
def test_programs_run_behind_the_fences_too(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the operator says that they are."""
    elsewhere = job.into.parent / "elsewhere"
    elsewhere.symlink_to(ffmpeg.find())
    monkeypatch.setenv(VARIABLE, str(elsewhere))
    monkeypatch.setenv(
        "PATH", f"/nowhere:/etc/passwd/none:{os.environ['PATH']}"
    )  # what cannot be reached is in nobody's way
    sine = ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=d=0.1", str(job.into / "a.wav")]
    behind = (
        "close(job)\n"
        f"said = subprocess.run({[str(elsewhere), *sine]!r}, capture_output=True)\n"
        "other = subprocess.run(['cat', '/etc/passwd'], capture_output=True)\n"
        "print('[%d, %d]' % (said.returncode, len(other.stdout)))"
    )
    monkeypatch.setattr(
        process, "BEGIN", CHILD + behind.replace("'[%d, %d]'", '\'{"made": %d, "read": %d}\'')
    )
    told = process.run(with_limits(job, Limits(seconds=10, tools=True)))
    assert told == {"made": 0, "read": 0}
    assert (job.into / "a.wav").stat().st_size > 1000


def with_limits(job: Job, limits: Limits) -> Job:
    return dataclasses.replace(job, limits=limits)


def test_processes_and_threads_are_counted() -> None:
    before = tasks()
    over = threading.Event()
    others = [threading.Thread(target=over.wait) for _ in range(20)]
    for other in others:
        other.start()
    try:
        assert before > MORE
        assert tasks() - before > 10  # others of this user come and go
    finally:
        over.set()


def test_what_lies_beside_the_code_is_seen_only_where_packages_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "ROOT", str(tmp_path))
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), "/usr"])
    assert code.code() == [f"{tmp_path}/handbill", "/usr"]
    (tmp_path / "PIL").mkdir()
    assert code.code() == [str(tmp_path), "/usr"]
