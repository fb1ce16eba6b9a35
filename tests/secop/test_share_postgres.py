"""The private PostgreSQL with real servers: each test has one of its own, in a folder of its own."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import threading

import psycopg
import pytest

from secop.local.addresses import DATABASE, ROLE
from secop.local.folders import postgres_home, socket_folder
from secop.local.postgres import Server, serving
from secop.local.problems import LocalError
from secop.local.processes import end, wait_until, working_in
from tests.fixtures.folders import passable_folder

USE_BRIEFLY = """
import sys, time
from pathlib import Path
from secop.local.postgres import serving
with serving(Path(sys.argv[1])) as server:
    with server.admin("portal") as connection:
        connection.execute("INSERT INTO marks DEFAULT VALUES")
    if len(sys.argv) > 2:
        print("in", flush=True)
        time.sleep(60)
"""


@pytest.fixture
def passable():
    with passable_folder() as folder:
        yield folder


@pytest.fixture
def portal_dir(passable):
    """A folder whose server never outlives the test."""
    folder = passable / "var"
    yield folder
    data = postgres_home(folder).resolve() / "data"
    assert end(lambda: working_in(data), ((signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)))


def connect(folder, user=ROLE, database=DATABASE):
    return psycopg.connect(host=str(socket_folder(folder)), user=user, dbname=database, autocommit=True)


def make_marks(folder):
    with connect(folder) as connection:
        connection.execute("CREATE TABLE marks (id bigint GENERATED ALWAYS AS IDENTITY)")


def marks(folder) -> int:
    with connect(folder) as connection:
        row = connection.execute("SELECT count(*) FROM marks").fetchone()
        assert row
        return int(row[0])


def postmaster(folder) -> int:
    return int((postgres_home(folder).resolve() / "data/postmaster.pid").read_text().split()[0])


def test_the_database_is_utf8_and_knows_accented_letters(portal_dir):
    with serving(portal_dir, durable=False), connect(portal_dir) as connection:
        row = connection.execute(
            "SELECT lower('LICITACIÓN'), pg_encoding_to_char(encoding), datctype FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row == ("licitación", "UTF8", "C.UTF-8")


def test_the_portal_is_no_superuser(portal_dir):
    with serving(portal_dir, durable=False), connect(portal_dir) as connection:
        assert connection.execute("SHOW is_superuser").fetchone() == ("off",)


def test_the_server_listens_on_no_network(portal_dir):
    with serving(portal_dir, durable=False) as server, server.admin() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_last_user_stops_the_server_and_its_data_stay(portal_dir):
    with serving(portal_dir, durable=False):
        make_marks(portal_dir)
        with serving(portal_dir, durable=False):
            pass
        assert marks(portal_dir) == 0  # The inner one was not the last.
    with pytest.raises(psycopg.OperationalError):
        connect(portal_dir)
    with serving(portal_dir, durable=False):
        assert marks(portal_dir) == 0


def test_commands_that_come_and_go_together_all_find_the_server(portal_dir):
    with serving(portal_dir, durable=False):
        make_marks(portal_dir)
    commands = [subprocess.Popen([sys.executable, "-c", USE_BRIEFLY, portal_dir]) for _ in range(6)]  # noqa: S603
    assert [command.wait(60) for command in commands] == [0] * 6
    with serving(portal_dir, durable=False):
        assert marks(portal_dir) == 6


@pytest.fixture
def user(portal_dir):
    """Another process that uses the server until it is killed."""
    with serving(portal_dir):
        make_marks(portal_dir)
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", USE_BRIEFLY, portal_dir, "stay"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "in\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_server_whose_user_was_killed_is_taken_over_and_then_stopped(portal_dir, user):
    user.kill()
    user.wait()
    orphan = postmaster(portal_dir)
    with serving(portal_dir, durable=False):
        assert postmaster(portal_dir) == orphan
        assert marks(portal_dir) == 1
    with pytest.raises(psycopg.OperationalError):
        connect(portal_dir)


def test_a_start_after_everything_was_killed_finds_what_was_committed(portal_dir, user):
    server_pid = postmaster(portal_dir)
    user.kill()
    user.wait()
    os.kill(server_pid, signal.SIGKILL)  # Its helpers notice by themselves; the start need not wait for that.
    with serving(portal_dir):
        assert postmaster(portal_dir) != server_pid
        assert marks(portal_dir) == 1


def test_a_number_left_in_the_pid_file_that_now_belongs_to_another_process_does_not_stand_in_the_way(portal_dir):
    with serving(portal_dir, durable=False):
        left = (postgres_home(portal_dir).resolve() / "data/postmaster.pid").read_text().splitlines()
    with subprocess.Popen(["/bin/sleep", "60"]) as innocent:
        data = postgres_home(portal_dir).resolve() / "data"
        (data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *left[1:]]))
        with serving(portal_dir, durable=False):
            assert postmaster(portal_dir) != innocent.pid
        assert innocent.poll() is None
        innocent.kill()


def test_a_data_folder_that_was_left_half_made_is_made_again(portal_dir):
    draft = portal_dir / "postgres/data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    with serving(portal_dir, durable=False), connect(portal_dir):
        assert not draft.exists()


def test_a_server_that_dies_is_started_again(portal_dir):
    with serving(portal_dir, durable=False) as server:
        os.kill(postmaster(portal_dir), signal.SIGKILL)
        assert wait_until(lambda: not server._answers(), 10)
        assert server.ensure_running()
        assert not server.ensure_running()
        with connect(portal_dir):
            pass


def test_data_of_another_version_are_left_alone(portal_dir):
    with serving(portal_dir, durable=False):
        pass
    version = postgres_home(portal_dir).resolve() / "data/PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(LocalError, match="PostgreSQL 17"), serving(portal_dir, durable=False):
        pass


def test_data_that_were_moved_away_are_asked_for_and_never_replaced(portal_dir):
    portal_dir.mkdir()
    (portal_dir / "postgres").symlink_to(portal_dir / "gone")
    with pytest.raises(LocalError, match="ya no están"), serving(portal_dir, durable=False):
        pass
    assert not (portal_dir / "gone").exists()


def test_refused_rows_are_not_written_to_the_log(portal_dir):
    with serving(portal_dir, durable=False), connect(portal_dir) as connection:
        connection.execute("CREATE TABLE people (mail text UNIQUE)")
        for _ in range(2):
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO people VALUES ('ana@example.com')")
    log = (portal_dir / "logs/postgres.log").read_text()
    assert "duplicate key" in log
    assert "ana@example.com" not in log


def test_threads_of_one_process_share_it_too(portal_dir):
    failures: list[BaseException] = []

    def use():
        try:
            with serving(portal_dir, durable=False), connect(portal_dir):
                pass
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_under_root_neither_the_account_of_the_server_nor_a_stranger_may_connect(portal_dir):
    with serving(portal_dir, durable=False) as server:
        owner = server.data.stat().st_uid
        assert owner != 0
        with pytest.raises(KeyError):
            pwd.getpwuid(owner)
        stranger = pwd.getpwnam("nobody").pw_uid
        for number in (owner, stranger):
            assert not _let_in(portal_dir, number)
        assert _let_in(portal_dir, 0) == "let in as portal\n"


CONNECT_AS = """
import os, sys
import psycopg
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
for role in ("portal", "postgres"):
    try:
        psycopg.connect(host=sys.argv[1], user=role, dbname="portal").close()
    except psycopg.OperationalError:
        continue
    sys.exit("let in as " + role)
"""


def _let_in(portal_dir, number: int) -> str:
    command = [sys.executable, "-c", CONNECT_AS, str(socket_folder(portal_dir)), str(number)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr  # noqa: S603


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders are closed to the server's account")
def test_under_root_data_of_a_closed_folder_live_elsewhere_with_a_link_to_them(passable, monkeypatch):
    store = passable / "store"
    monkeypatch.setattr("secop.local.home.ROOTS_STORE", store)
    closed = passable / "closed"
    closed.mkdir(mode=0o700)
    with serving(closed / "var", durable=False) as server:
        assert server.home.folder.parent == store
        with connect(closed / "var"):
            pass
    again = Server(closed / "var", durable=False)
    assert again.home.folder == server.home.folder
