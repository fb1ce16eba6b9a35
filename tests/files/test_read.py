"""Giving out what passed: downloads and pictures of pages, and nothing of anything else."""

import io

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image

from groundwork.files import responses, vault
from groundwork.files.keyring import UnreadableError
from groundwork.files.models import StoredFile
from groundwork.files.services import erasing, reading
from tests.files import makers
from tests.files.factories import StoredFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pictures():
    caches["pictures"].clear()


@pytest.mark.parametrize("state", [{"checking": True}, {"refusal": "encrypted"}])
def test_nothing_is_read_of_what_did_not_pass(state):
    stored = StoredFileFactory(content=makers.pdf(), **state)
    for act in (lambda: reading.read(stored), lambda: reading.read(stored, original=True)):
        with pytest.raises(reading.NotPassedError):
            act()
    with pytest.raises(reading.NotPassedError):
        reading.page_picture(stored, 1)
    with pytest.raises(reading.NotPassedError):
        responses.download(stored)


def test_a_download_is_an_attachment_that_no_browser_opens():
    content = makers.pdf()
    response = responses.download(StoredFileFactory(name="Cédula de Ana.pdf", content=content))
    assert response.getvalue() == content
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''C%C3%A9dula%20de%20Ana.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("acta.pdf", "acta.pdf"),
        ("ACTA.PDF", "ACTA.PDF"),
        ("acta.exe", "acta.pdf"),
        ("acta.pdf.exe", "acta.pdf.pdf"),
        ("acta 2.1", "acta 2.1.pdf"),
        ("acta", "acta.pdf"),
        ('a";b.pdf', 'a\\";b.pdf'),
    ],
)
def test_its_name_says_what_it_is(name, shown):
    response = responses.download(StoredFileFactory(name=name, content=b"x"))
    assert response["Content-Disposition"] == f'attachment; filename="{shown}"'


def test_the_middleware_leaves_the_sandbox_alone(client, rf):
    response = responses.picture(makers.png())
    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("content", [makers.pdf(2), makers.jpeg((1600, 900)), makers.png((1600, 900))])
def test_a_page_is_a_picture_of_the_width_that_is_asked(content):
    is_pdf = content.startswith(b"%PDF")
    kind = "application/pdf" if is_pdf else "image/jpeg" if content.startswith(b"\xff") else "image/png"
    stored = StoredFileFactory(content=content, pages=2 if is_pdf else 1, media_type=kind)
    assert reading.page_count(stored) == (2 if is_pdf else 1)
    with Image.open(io.BytesIO(reading.page_picture(stored, reading.page_count(stored), width=600))) as image:
        assert (image.format, image.width) == ("PNG", 600)


def test_a_picture_is_drawn_once(monkeypatch):
    stored = StoredFileFactory(content=makers.pdf())
    first = reading.page_picture(stored, 1)
    monkeypatch.setattr("groundwork.files.inspector.run", None)
    assert reading.page_picture(stored, 1) == first


@pytest.mark.parametrize(("number", "width"), [(0, 1100), (2, 1100), (-1, 1100), (1, 10), (1, 100_000)])
def test_no_picture_of_a_page_that_is_not_there(number, width):
    with pytest.raises(reading.NoPictureError):
        reading.page_picture(StoredFileFactory(content=makers.pdf()), number, width=width)


def test_what_cannot_be_drawn_says_so():
    with pytest.raises(reading.NoPictureError, match="damaged"):
        reading.page_picture(StoredFileFactory(content=b"nada"), 1)


def test_one_changed_byte_is_noticed_while_it_is_given_out():
    stored = StoredFileFactory(content=makers.scan(3, dots=150))
    path = default_storage.path(stored.rebuilt)
    with open(path, "r+b") as file:  # noqa: PTH123  # read and write at once
        file.seek(-5, io.SEEK_END)
        last = file.read(1)
        file.seek(-5, io.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(UnreadableError):
        b"".join(reading.read(stored))
    assert b"".join(reading.read(stored, original=True))


def test_bytes_that_are_gone_are_named_so():
    stored = StoredFileFactory(content=b"x")
    vault.discard(stored.rebuilt)
    with pytest.raises(vault.GoneError):
        b"".join(reading.read(stored))
    with pytest.raises(vault.GoneError):
        responses.download(stored)
    with pytest.raises(reading.NoPictureError):
        reading.page_picture(stored, 1)


def test_an_erased_file_has_no_bytes_no_name_and_no_key(kept, django_capture_on_commit_callbacks):
    stored = StoredFileFactory(name="Cédula de Ana.pdf", mark="Ana", content=makers.pdf())
    assert len(kept()) == 2
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            erasing.erase(stored)
    assert kept() == []
    assert (stored.state, stored.name, stored.mark, bytes(stored.sealed_key)) == ("erased", "", "", b"")
    with pytest.raises(reading.NotPassedError):
        reading.read(stored)


def test_a_file_whose_erasing_is_undone_keeps_its_bytes(kept, django_capture_on_commit_callbacks):
    stored = StoredFileFactory(content=b"x")
    with django_capture_on_commit_callbacks():
        erasing.erase(stored)
    assert len(kept()) == 2


@pytest.mark.parametrize("state", [{}, {"checking": True}, {"refusal": "encrypted"}])
def test_the_factory_makes_rows_as_the_pipeline_leaves_them(state):
    stored = StoredFileFactory(**state)
    expected = "checking" if "checking" in state else "refused" if state else "passed"
    assert StoredFile.objects.get(pk=stored.pk).state == expected
    with connection.cursor() as cursor:
        cursor.execute("SELECT original FROM files_storedfile WHERE id = %s", [stored.pk])
        assert cursor.fetchone() == ("",)
