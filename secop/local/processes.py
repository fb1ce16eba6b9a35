"""What the machine's process table tells: who still works in a folder, or for a supervisor that died."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PROC = Path("/proc")


def visible() -> bool:
    """Whether this system shows its process table; where it doesn't, nothing is ever found here."""
    return PROC.is_dir()


def _pids() -> Iterator[int]:
    if visible():
        yield from (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def _is(pid: int, told: Callable[[Path], bool]) -> bool:
    """Whether what /proc tells of a process is so; False when it is gone or not ours to look at."""
    try:
        return told(PROC / str(pid))
    except OSError:
        return False


def _stat(entry: Path) -> list[str]:
    """State, parent, group, session and so on: what follows the command's name, which may hold anything."""
    return (entry / "stat").read_text().rpartition(")")[2].split()


def working_in(folder: Path) -> list[int]:
    """The processes whose working folder is this one, even when it was deleted under them."""
    wanted = {str(folder), f"{folder} (deleted)"}
    return [pid for pid in _pids() if _is(pid, lambda entry: str((entry / "cwd").readlink()) in wanted)]


def carrying(variable: str) -> list[int]:
    """The processes, other than this one, that were started with NAME=value in their environment."""
    wanted = os.fsencode(variable)
    return [
        pid
        for pid in _pids()
        if pid != os.getpid() and _is(pid, lambda entry: wanted in (entry / "environ").read_bytes().split(b"\0"))
    ]


def in_session(leader: int) -> list[int]:
    """The processes of the session that this one leads, itself included."""
    return [pid for pid in _pids() if _is(pid, lambda entry: _stat(entry)[3] == str(leader))]


def alive(pid: int) -> bool:
    """Whether the process is there and not a zombie that waits to be collected."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is(pid, lambda entry: _stat(entry)[0] == "Z")


def send(pids: Iterable[int], sign: signal.Signals) -> None:
    """Signal each process that is still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true within the time; it is asked every 20 ms."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def end(find: Callable[[], list[int]], steps: Iterable[tuple[signal.Signals, float]]) -> bool:
    """Send one signal after another to the processes that `find` finds, each with its seconds, until none is left."""
    for sign, seconds in steps:
        pids = find()
        if not pids:
            return True
        send(pids, sign)
        if wait_until(lambda: not any(alive(pid) for pid in pids), seconds):  # noqa: B023 - called within the turn
            return not find()
    return not find()
