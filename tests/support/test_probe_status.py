"""What is asked of each component, and that no answer is waited for longer than it was given."""

import io
import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.db.models.functions import Now

from groundwork.files import vault
from groundwork.files.models import StoredFile
from groundwork.messaging.models import Lane, Message
from support.models import Component, Fault
from support.services.status import probing
from tests.files.factories import StoredFileFactory
from tests.files.full_storage import FullStorage

pytestmark = pytest.mark.django_db

SHORT = 0.4


@contextmanager
def server(answer):
    """Something that listens, and answers each connection so."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve():
            try:
                line, _address = listening.accept()
                with line:
                    line.recv(1000)
                    answer(line)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def says(status: str):
    return lambda line: line.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode())


def drips(line) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        line.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(("status", "seen"), [("200 OK", 200), ("503 Service Unavailable", 503), ("302 Found", 302)])
def test_the_status_of_an_answer_is_seen(status, seen):
    with server(says(status)) as url:
        assert probing.status_of(f"{url}/salud/listo", within=5) == seen


@pytest.mark.parametrize("answer", [lambda _line: time.sleep(10), drips], ids=["silent", "drips"])
def test_a_server_that_hangs_is_left_in_time(answer):
    with server(answer) as url:
        began = time.monotonic()
        assert probing.status_of(f"{url}/", within=SHORT) is None
        assert time.monotonic() - began < 3 * SHORT


def test_nobody_listening_and_nonsense_are_no_answer():
    with server(lambda line: line.sendall(b"what\r\n\r\n")) as url:
        assert probing.status_of(f"{url}/", within=SHORT) is None
    assert probing.status_of("http://127.0.0.1:1/", within=SHORT) is None
    assert probing.status_of("http://no-hay-tal.invalid/", within=SHORT) is None


@pytest.mark.parametrize(
    ("answer", "fault"),
    [(says("200 OK"), ""), (says("503 Service Unavailable"), Fault.REFUSED), (says("301 Moved"), Fault.REFUSED)],
    ids=["ready", "unready", "elsewhere"],
)
def test_the_pages_work_when_the_portal_is_ready_at_its_own_address(settings, answer, fault):
    with server(answer) as settings.PORTAL_URL:
        assert probing.pages() == fault


def test_pages_that_hang_are_silent(settings, monkeypatch):
    monkeypatch.setattr(probing, "ANSWER_SECONDS", SHORT)
    with server(lambda _line: time.sleep(10)) as settings.PORTAL_URL:
        assert probing.pages() == Fault.SILENT


def test_the_pages_do_not_work_without_the_search(settings, monkeypatch):
    def away(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr(probing, "find", away)
    with server(says("200 OK")) as settings.PORTAL_URL:
        assert probing.pages() == Fault.SEARCH


def owed(lane: Lane, minutes: float, **fields) -> Message:
    """A mail that should have gone so many minutes ago."""
    when = Now() - timedelta(minutes=minutes)
    return Message.objects.create(
        kind="x", to="ana@example.com", subject="Hola", text="Hola", lane=lane, dedupe_key=f"{lane}{minutes}",
        **{"queued_at": when, "next_attempt_at": when, **fields},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lane", "check", "well", "late"),
    [
        (Lane.URGENT, probing.sign_in, 1.9, 2.1),
        (Lane.NORMAL, probing.mail, 9.9, 10.1),
        (Lane.BULK, probing.mail, 9.9, 10.1),
    ],
)
def test_a_mail_may_be_owed_for_so_long_and_no_longer(lane, check, well, late):
    owed(lane, well)
    assert check() == ""
    owed(lane, late)
    assert check() == Fault.QUEUE


def test_a_code_that_waits_is_no_fault_of_other_mails_nor_the_other_way_round():
    owed(Lane.URGENT, 60)
    assert probing.mail() == ""
    Message.objects.update(lane=Lane.BULK)
    assert probing.sign_in() == ""


def test_a_mail_for_a_later_hour_or_one_that_its_server_puts_off_is_no_fault():
    later = Now() + timedelta(hours=8)
    owed(Lane.BULK, 600, next_attempt_at=later)
    owed(Lane.BULK, 700, next_attempt_at=later, attempts=4, last_attempt_at=Now(), last_error="450 llena")
    assert probing.mail() == ""


def test_a_mail_server_that_hangs_up_on_everybody_is_a_fault_and_on_one_mail_is_not():
    soon = Now() + timedelta(seconds=30)
    owed(Lane.NORMAL, 15, next_attempt_at=soon, last_attempt_at=Now(), last_error="421 cierro")
    assert probing.mail() == Fault.SERVER
    owed(Lane.BULK, 1, accepted_at=Now())
    assert probing.mail() == ""


def test_the_storage_is_written_read_and_emptied():
    before = vault.names_on(vault.today())
    assert probing.files() == ""
    assert vault.names_on(vault.today()) == before


def test_a_storage_that_takes_nothing_is_a_fault(monkeypatch, tmp_path):
    full = FullStorage(location=tmp_path)
    full.room = 0
    monkeypatch.setattr(vault, "default_storage", full)
    assert probing.files() == Fault.STORAGE


def test_a_storage_that_gives_back_something_else_is_a_fault(monkeypatch):
    monkeypatch.setattr(default_storage, "open", lambda *_args: io.BytesIO(b"otra cosa"))
    assert probing.files() == Fault.STORAGE


def test_a_document_that_nobody_looks_at_is_a_fault():
    stored = StoredFileFactory(content=b"%PDF-")
    rows = StoredFile.objects.filter(pk=stored.pk)
    rows.update(passed_at=None, next_try_at=Now() - timedelta(minutes=9))
    assert probing.files() == ""
    rows.update(next_try_at=Now() - timedelta(minutes=11))
    assert probing.files() == Fault.CHECKS
    rows.update(next_try_at=Now(), waits_for_scanner=True, received_at=Now() - timedelta(minutes=11))
    assert probing.files() == Fault.CHECKS
    rows.update(passed_at=Now())
    assert probing.files() == ""


def test_every_component_is_checked_and_how_long_it_took_is_known(settings):
    with server(says("200 OK")) as settings.PORTAL_URL:
        found = probing.findings()
    assert set(found) == set(Component)
    assert all(finding.fault == "" and finding.took_ms >= 0 for finding in found.values())
