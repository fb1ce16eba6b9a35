"""Taking a file into quarantine: sealed, with its row, or refused in words."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from groundwork.files import vault
from groundwork.files.keyring import UnreadableError
from groundwork.files.models import StoredFile
from groundwork.files.policies import POLICIES
from groundwork.files.services import checking, receiving
from tests.accounts.factories import UserFactory
from tests.files import makers
from tests.files.factories import StoredFileFactory

pytestmark = pytest.mark.django_db
SECRET = b"cedula 1.234.567 de Ana "


def test_a_received_file_is_sealed_and_waits(receive, kept):
    person = UserFactory()
    stored = receive(SECRET * 9000, "../../etc/Cédula de Ana.pdf", by=person)
    assert stored.state == StoredFile.State.CHECKING
    assert (stored.name, stored.given_by, stored.size) == ("Cédula de Ana.pdf", person, len(SECRET) * 9000)
    assert b"".join(vault.pieces_of(stored, vault.ORIGINAL)) == SECRET * 9000
    (path,) = kept()
    assert SECRET[:10] not in path.read_bytes()
    assert str(stored.code) not in str(path)
    assert "dula" not in str(path)


def test_neither_the_key_nor_the_name_stands_readable_in_the_database(receive):
    stored = receive(SECRET, "Cédula de Ana.pdf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sealed_key FROM files_storedfile WHERE id = %s", [stored.pk])
        name, sealed_key = cursor.fetchone()
    assert "Ana" not in name
    assert vault.key_of(stored) not in bytes(sealed_key)


def test_another_row_s_bytes_cannot_be_put_in_its_place(receive):
    one, other = receive(b"uno"), receive(b"otro")
    other.original, other.sealed_key = one.original, one.sealed_key
    with pytest.raises(UnreadableError):
        b"".join(vault.pieces_of(other, vault.ORIGINAL))


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"", "vacio.pdf", "empty"), (b"x", "\u202e\u200b", "no_name"), (b"x" * 2001, "grande.pdf", "too_big")],
)
def test_what_needs_no_look_inside_is_refused_in_words(receive, kept, monkeypatch, content, name, code):
    rules = POLICIES["document"]
    monkeypatch.setitem(POLICIES, "document", type(rules)("document", rules.media_types, 2000, 200, 40_000_000))
    with pytest.raises(ValidationError) as refused:
        receive(content, name)
    assert refused.value.code == code
    assert "súbalo de nuevo" in refused.value.messages[0]
    assert not StoredFile.objects.exists()
    assert kept() == []


def test_a_file_that_says_less_than_it_has_is_counted(receive, kept, monkeypatch):
    rules = POLICIES["document"]
    monkeypatch.setitem(POLICIES, "document", type(rules)("document", rules.media_types, 2000, 200, 1))
    upload = SimpleUploadedFile("papel.pdf", b"x" * 3000)
    upload.size = 10
    with pytest.raises(ValidationError) as refused:
        receiving.receive(upload, owner="x", by=None)
    assert refused.value.code == "too_big"
    assert kept() == []


def test_an_owner_s_quota_counts_what_is_kept_and_nothing_else(receive, kept, settings):
    settings.UPLOAD_OWNER_QUOTA = 1000
    StoredFileFactory(owner="supplier:prueba", size=600)
    StoredFileFactory(owner="supplier:prueba", size=600, refusal="encrypted")
    StoredFileFactory(owner="supplier:otro", size=600)
    receive(b"x" * 400)
    with pytest.raises(ValidationError) as refused:
        receive(b"x")
    assert refused.value.code == "quota"
    assert len(kept()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_take_the_last_free_bytes(receive, kept, settings):
    settings.UPLOAD_OWNER_QUOTA = 1000
    codes: list[str] = []
    together = threading.Barrier(2)

    def take() -> None:
        together.wait()
        try:
            receive(b"x" * 600)
        except ValidationError as refused:
            codes.append(refused.code or "")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["quota"]
    assert len(kept()) == StoredFile.objects.count() == 1


@pytest.fixture
def full(settings, own_folders):
    """A storage that takes a hundred thousand bytes a file."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "tests.files.full_storage.FullStorage",
            "OPTIONS": {"location": own_folders / "files"},
        },
    }


def test_a_full_disk_refuses_cleanly_and_leaves_nothing(full, receive, kept):
    with pytest.raises(ValidationError) as refused:
        receive(b"x" * 300_000)
    assert refused.value.code == "storage"
    assert not StoredFile.objects.exists()
    assert kept() == []
    assert receive(b"x" * 50_000).pk


def test_a_row_that_cannot_be_written_takes_its_bytes_along(receive, kept, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(StoredFile, "save", fails)
    with pytest.raises(RuntimeError):
        receive(b"x")
    assert kept() == []


def test_bytes_whose_transaction_was_undone_are_swept_away(receive, kept, monkeypatch):

    def taken_back() -> None:
        with transaction.atomic():
            receive(b"uno")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        taken_back()
    named = receive(b"dos")
    assert len(kept()) == 2
    assert checking.forget_orphans() == 0  # today's may belong to a transaction that is still open
    today = vault.today()
    monkeypatch.setattr(vault, "today", lambda: today + timedelta(days=1))
    assert checking.forget_orphans() == 1
    assert checking.forget_orphans() == 0
    (left,) = kept()
    assert str(left).endswith(named.original)


def test_any_honest_file_is_received(receive):
    for content in (makers.pdf(), makers.jpeg(), makers.png()):
        assert receive(content).sha256
