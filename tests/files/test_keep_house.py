"""What an operator does and sees: new keys, wrong settings, the list of files, the words of every refusal."""

import base64
import io
import re
import secrets
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation

from groundwork.files import refusals, tasks
from groundwork.files.inspection import kinds
from groundwork.files.models import StoredFile
from groundwork.files.names import harmless
from groundwork.files.services import reading
from secop.celery import TIMETABLE
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code
from tests.files import makers
from tests.files.factories import StoredFileFactory


def a_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


@pytest.mark.django_db
def test_the_ring_s_newest_key_takes_over_and_the_old_one_can_go(settings):
    stored = [StoredFileFactory(name=f"papel {n}.pdf", content=makers.pdf()) for n in range(3)]
    erased = StoredFileFactory(erased_at=stored[0].received_at, sealed_key=b"")
    StoredFile.objects.filter(pk=erased.pk).update(sealed_key=b"", name="")
    settings.KEY_RING = [a_key("k9"), *settings.KEY_RING]
    assert b"".join(reading.read(StoredFile.objects.get(pk=stored[0].pk))).startswith(b"%PDF")
    for count in ("3", "0"):
        out = io.StringIO()
        call_command("rewrap_files", stdout=out)
        assert out.getvalue().splitlines()[-1] == count
    settings.KEY_RING = settings.KEY_RING[:1]
    again = StoredFile.objects.get(pk=stored[1].pk)
    assert again.name == "papel 1.pdf"
    assert b"".join(reading.read(again)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]}, "files.E001"),
        ({"CLAMD_URL": "http://scanner"}, "files.E002"),
        ({"CLAMD_URL": "tcp://"}, "files.E002"),
        ({"UPLOAD_MAX_REQUEST_BYTES": 1}, "files.E003"),
        ({"UPLOAD_PROCESS_MEGABYTES": 10}, "files.E004"),
    ],
)
def test_settings_that_contradict_the_promise_are_refused(changed, code):
    with override_settings(**changed):
        assert code in [message.id for message in run_checks()]


@pytest.mark.parametrize("address", ["tcp://scanner:3310", "tcp://scanner", "unix:///run/clamd.sock"])
def test_an_address_of_a_scanner_is_taken(address):
    with override_settings(CLAMD_URL=address):
        assert [message for message in run_checks() if (message.id or "").startswith("files.")] == []


def test_the_timetable_has_both_sweeps():
    assert TIMETABLE[tasks.check_quarantine.name] == 30
    assert tasks.forget_orphans.name in TIMETABLE


@pytest.mark.parametrize("code", refusals.WORDS)
def test_every_refusal_says_what_was_found_and_what_to_do(code):
    with translation.override("es-co"):
        words = refusals.words(code)
    assert "%" not in words
    assert words.endswith(".")
    assert len(re.split(r"[.:] ", words)) >= 2
    assert refusals.error(code).code == code


def test_every_code_that_the_pipeline_gives_has_words():
    given = {kind.refusal for _start, kind in kinds.STARTS if kind.refusal}
    source = "".join(path.read_text() for path in sources())
    given |= set(re.findall(r'(?:RefusedError|refusal=|Kind\(refusal=|error)\("?([a-z_]+)"', source))
    given |= set(re.findall(r'refusal="([a-z_]+)"', source))
    assert len(given) > 20
    assert given <= refusals.WORDS.keys()


def sources():
    return Path(refusals.__file__).parent.rglob("*.py")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\acta.pdf", "acta.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("  ..acta..pdf. ", "acta.pdf"),
        ("<script>.pdf", "script.pdf"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
        ("Ce\u0301dula.pdf", "Cédula.pdf"),
        ("..", ""),
        ("\u200b", ""),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert harmless(given) == kept


@pytest.mark.django_db
def test_an_administrator_sees_where_files_stand_and_never_their_names(admin_pages):
    StoredFileFactory(name="Cédula de Ana.pdf", refusal="encrypted")
    page = admin_pages.get("/administracion/files/storedfile/").content.decode()
    assert "Este PDF tiene contraseña" in page
    assert "Cédula" not in page
    assert "No se recibió" in page
    stored = StoredFile.objects.get()
    detail = admin_pages.get(f"/administracion/files/storedfile/{stored.pk}/change/").content.decode()
    assert "Cédula" not in detail
    assert stored.sha256 in detail
    assert admin_pages.post(f"/administracion/files/storedfile/{stored.pk}/delete/").status_code == 403
    for state in StoredFile.State.values:
        shown = admin_pages.get(f"/administracion/files/storedfile/?state={state}").content.decode()
        assert (str(stored.code) in shown) == (state == "refused")


@pytest.fixture
def admin_pages(client):
    """The administration, entered."""
    boss = AuthenticatorFactory(user=UserFactory(is_staff=True, is_superuser=True)).user
    client.post("/ingresar/", {"login": boss.username, "password": PASSWORD, "next": "/administracion/"})
    client.post("/ingresar/codigo/", {"code": app_code()})
    return client
