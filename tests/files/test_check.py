"""The pipeline: what becomes of one file, of its claim, and of those who wait for it."""

import hashlib
import io
import os
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any, cast

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from groundwork.files import inspector, outcomes, refusals
from groundwork.files.inspection.orders import Order, Report, Task
from groundwork.files.models import StoredFile
from groundwork.files.policies import POLICIES
from groundwork.files.services import checking, reading
from tests.files import makers
from tests.files.factories import StoredFileFactory
from tests.files.fake_clamd import fake_clamd

pytestmark = pytest.mark.django_db
State = StoredFile.State


@pytest.fixture
def clamd(settings):
    with fake_clamd() as scanner:
        settings.CLAMD_URL = scanner.url
        yield scanner


@pytest.fixture
def told(monkeypatch):
    """What a room that listens is told."""
    heard: list[tuple[str, bool]] = []
    monkeypatch.setattr(outcomes, "_listeners", {})
    outcomes.register("test", lambda stored: heard.append((stored.refusal, connection.in_atomic_block)))
    return heard


def test_an_honest_file_passes_and_is_kept_twice(receive, kept, told):
    content = makers.script_pdf()
    stored = checking.check(receive(content))
    assert (stored.state, stored.media_type, stored.pages) == (State.PASSED, "application/pdf", 1)
    assert stored.notes == ["actions", "javascript"]
    assert told == [("", True)]
    rebuilt = b"".join(reading.read(stored))
    assert b"".join(reading.read(stored, original=True)) == content
    with pikepdf.open(io.BytesIO(rebuilt)) as made:
        assert "/OpenAction" not in made.Root
    assert len(kept()) == 2
    assert all(b"%PDF" not in path.read_bytes() for path in kept())


def test_a_refused_file_leaves_its_reason_and_no_bytes(receive, kept, told):
    stored = checking.check(receive(makers.encrypted_pdf()))
    assert (stored.state, stored.refusal, stored.original) == (State.REFUSED, "encrypted", "")
    assert kept() == []
    assert told == [("encrypted", True)]
    assert (
        refusals.words("encrypted") == "Este PDF tiene contraseña. Ábralo, guárdelo sin contraseña y súbalo de nuevo."
    )


def test_a_signed_file_is_kept_as_it_is(receive, kept):
    content = makers.signed_pdf()
    stored = checking.check(receive(content))
    assert stored.state == State.PASSED
    assert stored.is_signed
    assert stored.rebuilt == stored.original
    assert b"".join(reading.read(stored)) == content
    assert len(kept()) == 1


def test_a_kind_that_this_place_does_not_take_is_refused(receive, monkeypatch):
    rules = POLICIES["document"]
    only = type(rules)("document", frozenset({"image/png"}), rules.max_bytes, 1, rules.max_pixels)
    monkeypatch.setitem(POLICIES, "document", only)
    assert checking.check(receive(makers.pdf())).refusal == "not_here"


def test_what_has_its_outcome_is_not_looked_at_again(receive, told):
    stored = checking.check(receive(makers.pdf()))
    passed_at = stored.passed_at
    assert checking.check(stored).passed_at == passed_at
    assert checking.sweep() == 0
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_check_at_once_look_once(receive, told):
    stored = receive(makers.pdf())
    together = threading.Barrier(2)

    def look() -> None:
        together.wait()
        checking.check(StoredFile.objects.get(pk=stored.pk))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert StoredFile.objects.get().tries == 1


def test_a_check_that_was_cut_short_is_swept_once_its_lease_ends(receive, monkeypatch):
    stored = receive(makers.pdf())

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("groundwork.files.inspector.run", killed)
        with pytest.raises(KeyboardInterrupt):
            checking.check(stored)
    stored.refresh_from_db()
    assert (stored.state, stored.tries) == (State.CHECKING, 1)
    assert checking.sweep() == 0
    StoredFile.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    assert checking.sweep() == 1
    stored.refresh_from_db()
    assert (stored.state, stored.tries) == (State.PASSED, 2)


def test_one_that_always_ends_its_process_is_given_up_after_five_tries(receive, told, kept):
    stored = receive(makers.pdf())
    StoredFile.objects.update(tries=5)
    stored = checking.check(stored)
    assert (stored.state, stored.refusal) == (State.REFUSED, "unreadable")
    assert told == [("unreadable", True)]
    assert kept() == []


def test_an_outcome_that_comes_too_late_is_not_written(receive, kept, monkeypatch, told):
    stored = receive(makers.pdf())

    def slow(*args: object) -> Report:
        StoredFile.objects.update(lease_until=timezone.now() + timedelta(hours=1))
        return Report(media_type="application/pdf", pages=1, content=b"otro")

    monkeypatch.setattr("groundwork.files.inspector.run", slow)
    assert checking.check(stored).state == State.CHECKING
    assert told == []
    assert len(kept()) == 1


def test_a_listener_that_fails_keeps_the_outcome_from_being_written(receive, kept, monkeypatch):
    def fails(stored: StoredFile) -> None:
        raise LookupError

    monkeypatch.setattr(outcomes, "_listeners", {"test": fails})
    stored = receive(makers.pdf())
    with pytest.raises(LookupError):
        checking.check(stored)
    stored.refresh_from_db()
    assert stored.state == State.CHECKING
    assert len(kept()) == 1


def test_changed_bytes_are_refused(receive, kept, told):
    stored = receive(makers.pdf())
    (path,) = kept()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert checking.check(stored).refusal == "unreadable"


def test_a_broken_process_is_no_fault_of_the_file(receive, monkeypatch, told, caplog):
    monkeypatch.setattr(inspector, "PROCESS", "groundwork.files.nowhere")
    stored = checking.check(receive(makers.pdf()))
    assert (stored.state, stored.tries) == (State.CHECKING, 1)
    assert "The inspecting process is broken" in caplog.text
    monkeypatch.undo()
    StoredFile.objects.update(next_try_at=timezone.now() - timedelta(hours=1))
    assert checking.sweep() == 1
    stored.refresh_from_db()
    assert stored.state == State.PASSED


def test_a_full_disk_while_it_is_made_anew_makes_it_wait_and_leaves_nothing(receive, kept, settings, own_folders):
    stored = receive(makers.scan(2, dots=250, quality=95))
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "tests.files.full_storage.FullStorage", "OPTIONS": {"location": own_folders / "files"}},
    }
    assert checking.check(stored).state == State.CHECKING
    assert stored.tries == 0
    assert len(kept()) == 1
    with pytest.raises(ValidationError):
        receive(makers.scan(2, dots=250, quality=95))
    assert len(kept()) == 1


# With an antivirus ------------------------------------------------------------------------------


def test_the_scanner_sees_the_file_as_it_came(receive, clamd):
    content = makers.pdf(3)
    assert checking.check(receive(content)).state == State.PASSED
    assert clamd.scanned == [content]


def test_a_virus_is_refused(receive, clamd, kept):
    stored = checking.check(
        receive(makers.attachment_pdf("virus.com", makers.EICAR) + b"\n%" + makers.EICAR + b"\n%%EOF\n")
    )
    assert (stored.state, stored.refusal) == (State.REFUSED, "infected")
    assert kept() == []


@pytest.mark.parametrize("mood", ["silent", "rude", "confused"])
def test_a_scanner_that_does_not_say_yes_or_no_makes_the_file_wait(receive, clamd, told, mood):
    clamd.mood = mood
    stored = checking.check(receive(makers.pdf()))
    assert (stored.state, stored.tries) == (State.WAITING, 0)
    assert told == []
    with pytest.raises(reading.NotPassedError):
        reading.read(stored)
    clamd.mood = "well"
    assert checking.sweep() == 0  # not yet its turn
    StoredFile.objects.update(next_try_at=timezone.now() - timedelta(hours=1))
    assert checking.sweep() == 1
    stored.refresh_from_db()
    assert stored.state == State.PASSED


def test_a_scanner_that_is_down_lets_nothing_through_however_often_it_is_tried(receive, settings, told):
    settings.CLAMD_URL = "unix:///nowhere/clamd.sock"
    stored = receive(makers.pdf())
    receive(makers.png())
    for _try in range(8):
        StoredFile.objects.update(next_try_at=timezone.now() - timedelta(hours=1))
        assert checking.sweep() == 1  # it does not ask again for the second one
    stored.refresh_from_db()
    assert stored.state == State.WAITING
    assert told == []


# Identity documents -----------------------------------------------------------------------------


def test_an_identity_document_becomes_marked_pictures(receive):
    words = "Solo para el registro · Añil S.A.S. · 24\u00a0nov\u00a02026"
    stored = checking.check(receive(makers.pdf(2), mark=words))
    assert (stored.state, stored.pages) == (State.PASSED, 2)
    with pikepdf.open(io.BytesIO(b"".join(reading.read(stored)))) as made:
        for page in made.pages:
            assert list(page.obj.Resources.keys()) == ["/XObject"]
            assert "/Font" not in page.obj.Resources
            image = cast("pikepdf.Stream", page.obj.Resources.XObject.P)
            picture = pikepdf.PdfImage(image).as_pil_image()
            assert picture.height > picture.width * 792 / 612  # the foot is below the page
    assert b"".join(reading.read(stored, original=True)).startswith(b"%PDF")


def test_a_photograph_of_an_identity_document_becomes_a_marked_page(receive):
    stored = checking.check(receive(makers.jpeg((1200, 800)), "cedula.jpg", mark="Solo para el registro"))
    assert (stored.state, stored.media_type) == (State.PASSED, "image/jpeg")
    plain = checking.check(receive(makers.jpeg((1200, 800)), "cedula.jpg"))
    marked = reading.page_picture(stored, 1, width=800)
    assert marked != reading.page_picture(plain, 1, width=800)


def test_an_identity_document_of_many_pages_is_refused(receive, settings):
    settings.UPLOAD_MAX_MARKED_PAGES = 2
    assert checking.check(receive(makers.pdf(3), mark="Solo para el registro")).refusal == "too_many_marked_pages"


def test_one_that_is_signed_keeps_its_original_whole(receive):
    content = makers.signed_pdf()
    stored = checking.check(receive(content, mark="Solo para el registro"))
    assert stored.is_signed
    assert b"".join(reading.read(stored, original=True)) == content
    assert b"ByteRange" not in b"".join(reading.read(stored))


def test_a_file_of_hundred_bytes_is_digested_as_it_came(receive):
    content = makers.png()
    assert receive(content).sha256 == hashlib.sha256(content).hexdigest()


def test_the_inspecting_process_is_given_no_key(monkeypatch):
    """Its environment is empty: what it does not have it cannot give away."""
    seen: dict[str, Any] = {}
    real = subprocess.run

    def spy(command, **options):
        seen.update(options, command=command)
        return real(command, **options)

    monkeypatch.setattr(subprocess, "run", spy)
    monkeypatch.setenv("KEY_RING", "k1:secreto")
    assert inspector.run(Order(Task.REBUILD, kind="png"), makers.png()).refusal == ""
    assert seen["env"] == {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    assert seen["command"][0] == sys.executable


def test_erased_rows_are_left_alone():
    stored = StoredFileFactory(checking=True, erased_at=timezone.now())
    assert checking.check(stored).state == State.ERASED
