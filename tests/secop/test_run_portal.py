"""`make run` with real processes. The tests of this file share one folder, so only the first start fills it."""

import os
import signal
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

import pytest

from secop.local.processes import wait_until
from tests.fixtures.environment import PROJECT
from tests.fixtures.folders import passable_folder
from tests.fixtures.portal_process import MAKE, MANAGE, free_port, new_terminal, portal_process

pytestmark = pytest.mark.drill

STOP_SECONDS = 60  # two as a rule, but the machine has much else to do while it tests


@pytest.fixture(scope="module")
def folder():
    with passable_folder() as name:
        yield name / "var"


@pytest.fixture
def port():
    return free_port()


@pytest.fixture(scope="module", autouse=True)
def first_start(folder):
    """The first start, from nothing, by `make`: what it said, and how it ended on a signal to make alone."""
    with portal_process(folder, free_port(), MAKE) as portal:
        portal.await_ready()
        portal.hear("demo: ")
        status = status_of(f"{portal.url}/")
        began = time.monotonic()
        code = portal.stop(signal.SIGTERM, STOP_SECONDS)
        stopped = wait_until(lambda: portal.everything() == [], STOP_SECONDS - (time.monotonic() - began))
        return portal, status, code, stopped


@pytest.fixture(scope="module")
def running(folder, first_start):
    """The second start, which the tests share until the last one kills it."""
    with portal_process(folder, free_port()) as portal:
        portal.await_ready()
        yield portal


def status_of(url: str) -> int:
    """The status that an address answers with; 0 when nothing answers."""
    try:
        return int(urllib.request.urlopen(url, timeout=10).status)  # noqa: S310
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def ready(url: str) -> bool:
    return status_of(f"{url}/salud/listo") == HTTPStatus.OK


def refused(*, folder: Path, port: int) -> list[str]:
    """What a start that cannot be says, line by line, after checking that it failed."""
    environment = new_terminal(folder, port)
    done = subprocess.run(  # noqa: S603
        MANAGE, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    return (done.stdout + done.stderr).splitlines()


def test_the_first_start_serves_and_tells_the_sign_ins(first_start):
    portal, status, _code, _stopped = first_start
    assert status == HTTPStatus.OK
    sign_ins = [line.split() for line in portal.said if line.startswith("demo: ")]
    assert sign_ins
    assert all(len(words) in {3, 4} and "@" in words[1] for words in sign_ins)
    assert not any("Traceback" in line for line in portal.said)


def test_a_signal_to_make_alone_stops_the_whole_portal(first_start):
    _portal, _status, _code, stopped = first_start
    assert stopped


def test_nobody_else_reads_what_the_portal_keeps(folder, first_start):
    for name in ("demo.txt", "local.env"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    for name in ("logs", "broker", "tmp"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700


def test_a_busy_port_is_told_with_another_one_to_use(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(folder=folder, port=port)
    assert len(said) == 1
    assert f"El puerto {port} está ocupado" in said[0]
    assert "PORT=" in said[0]


def test_a_folder_that_cannot_be_written_to_is_told_with_what_to_do(port):
    said = refused(folder=Path("/proc/portal"), port=port)
    assert len(said) == 1
    assert "PORTAL_DIR=" in said[0]


def test_a_port_that_is_none_is_told(folder):
    said = refused(folder=folder, port=99_999)
    assert len(said) == 1
    assert "99999" in said[0]


def test_a_second_start_loads_nothing_again_and_tells_the_same_sign_ins(first_start, running):
    before = [line for line in first_start[0].said if line.startswith("demo: ")]
    if before[-1] not in running.said:
        running.hear(before[-1], 5)
    assert [line for line in running.said if line.startswith("demo: ")] == before
    assert not any(line.startswith("Cargando") for line in running.said)


def test_a_command_uses_the_running_database_and_leaves_it_running(folder, running):
    said = subprocess.run(  # noqa: S603
        [*MANAGE[:2], "shell", "-c", "from accounts.models import User; print(User.objects.count() > 0)"],
        cwd=PROJECT,
        env=new_terminal(folder, running.port),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines()[-1] == "True"
    assert ready(running.url)


def test_a_second_portal_on_the_same_folder_is_told_where_the_first_one_is(folder, running):
    said = refused(folder=folder, port=free_port())
    assert len(said) == 1
    assert f"ya está en marcha en {running.url}" in said[0]
    assert ready(running.url)


def test_services_and_database_that_die_are_started_again(running):
    web = next(pid for pid in running.services() if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(web, signal.SIGKILL)
    assert "web" in running.hear("vuelve a arrancar", 30)
    for pid in running.database():
        os.kill(pid, signal.SIGKILL)
    running.hear("base de datos", 30)
    assert wait_until(lambda: ready(running.url), 60)


def test_a_start_finds_port_and_data_free_whatever_was_killed(folder, running):
    running.kill_everything()
    with portal_process(folder, running.port) as second:
        second.await_ready()
        assert ready(second.url)
        second.process.kill()  # the supervisor alone
        second.wait()
        with portal_process(folder, running.port, MAKE) as third:
            third.await_ready()
            assert ready(third.url)
            began = time.monotonic()
            third.stop(signal.SIGINT, STOP_SECONDS)
            assert wait_until(lambda: third.everything() == [], STOP_SECONDS - (time.monotonic() - began))
        assert second.everything() == []
