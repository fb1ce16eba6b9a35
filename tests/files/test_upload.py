"""How a request's files come in: never readable on a disk, refused while they arrive, gone when they are cut."""

import errno
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import BadRequest, ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from groundwork.files import quarantine, uploads
from groundwork.files.policies import POLICIES
from groundwork.files.services import receiving
from groundwork.files.uploads import SealedUpload

SECRET = b"numero de cedula 1.234.567 "
LARGE = SECRET * 150_000  # some four megabytes: more than stays in memory


def body_of(content: bytes, name: str = "papel.pdf") -> bytes:
    return encode_multipart(BOUNDARY, {"title": "Cédula", "file": named(content, name)})


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def posted():
    """A request whose body is that, whatever length it announces; closed after the test, as a server does."""
    made: list[WSGIRequest] = []

    def post(body: bytes, length: int | None = None) -> WSGIRequest:
        extra = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(length or len(body))}
        request = RequestFactory().generic("POST", "/", b"-", MULTIPART_CONTENT)
        made.append(WSGIRequest({**request.environ, **extra}))
        return made[-1]

    yield post
    for request in made:
        request.close()


@pytest.fixture
def written(monkeypatch, own_folders):
    """Every byte that the process hands to a file in the quarantine."""
    seen: list[bytes] = []
    real = tempfile.TemporaryFile

    def spy(*args, **kwargs):
        file = real(*args, **kwargs)
        real_write = file.write

        class Watched:
            def write(self, piece):
                seen.append(piece)
                return real_write(piece)

            def __getattr__(self, name):
                return getattr(file, name)

        return Watched()

    monkeypatch.setattr(quarantine, "TemporaryFile", spy)
    return seen


def test_a_small_file_stays_in_memory(own_folders, posted):
    upload = posted(body_of(b"pequeno")).FILES["file"]
    assert isinstance(upload, InMemoryUploadedFile)
    assert not (own_folders / "quarantine").exists()


def test_a_large_file_is_sealed_before_it_touches_the_disk(written, posted):
    upload = posted(body_of(LARGE)).FILES["file"]
    assert isinstance(upload, SealedUpload)
    assert sum(map(len, written)) > len(LARGE)
    assert SECRET[:12] not in b"".join(written)
    assert b"".join(upload.chunks()) == LARGE
    assert (upload.size, upload.name) == (len(LARGE), "papel.pdf")


def test_its_file_has_no_name_on_the_disk(own_folders, posted):
    assert posted(body_of(LARGE)).FILES["file"]
    assert list((own_folders / "quarantine").iterdir()) == []


def test_it_reads_like_any_file(posted):
    upload = posted(body_of(LARGE)).FILES["file"]
    assert upload.read(10) == LARGE[:10]
    assert upload.tell() == 10
    assert upload.seek(1_000_000) == 1_000_000
    assert upload.read(5) == LARGE[1_000_000:1_000_005]
    assert upload.seek(0, io.SEEK_END) == len(LARGE)
    upload.seek(0)
    assert upload.read() == LARGE


def test_one_that_grows_too_large_is_dropped_while_it_arrives(settings, written, monkeypatch, posted):
    rules = POLICIES["document"]
    tight = {"document": type(rules)("document", rules.media_types, 3_000_000, 200, 1)}
    monkeypatch.setattr(uploads, "POLICIES", tight)
    request = posted(body_of(LARGE))
    upload = request.FILES["file"]
    assert sum(map(len, written)) < 3_200_000
    assert upload.size == len(LARGE)
    assert request.POST["title"] == "Cédula"
    with pytest.raises(ValidationError) as refused:
        receiving.receive(upload, owner="x", by=None)
    assert refused.value.code == "too_big"
    assert "20 MB" in refused.value.messages[0]


def test_a_request_that_announces_too_much_is_refused_before_it_is_read(settings, written, posted):
    settings.UPLOAD_MAX_REQUEST_BYTES = 3_000_000
    with pytest.raises(BadRequest, match="2 MB"):
        _ = posted(body_of(LARGE)).FILES
    assert written == []


@pytest.mark.django_db
def test_the_page_says_so(client, settings):
    settings.UPLOAD_MAX_REQUEST_BYTES = 3_000_000
    response = client.post("/ingresar/", {"file": named(LARGE, "papel.pdf")})
    assert response.status_code == 400
    assert "Envíe menos archivos a la vez" in response.content.decode()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_one_that_is_cut_leaves_nothing(share, own_folders, posted):
    body = body_of(LARGE)
    request = posted(body[: int(len(body) * share)], length=len(body))
    assert "file" not in request.FILES
    assert list((own_folders / "quarantine").iterdir()) == []
    assert open_in(own_folders) == []


def open_in(folder: Path) -> list[str]:
    """The files there that this process still has open, those without a name included."""
    targets = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            targets.append(str(descriptor.readlink()))
    return [target for target in targets if str(folder) in target]


class FullFile:
    """A file on a disk that has room for one megabyte more."""

    def __init__(self, *args, **kwargs) -> None:
        self.room = 1_000_000

    def write(self, piece: bytes) -> int:
        self.room -= len(piece)
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(piece)

    def flush(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.django_db
def test_a_full_disk_is_said_in_words(monkeypatch, posted):
    monkeypatch.setattr(quarantine, "TemporaryFile", FullFile)
    upload = posted(body_of(LARGE)).FILES["file"]
    with pytest.raises(ValidationError) as refused:
        receiving.receive(upload, owner="x", by=None)
    assert refused.value.code == "storage"
    assert "no es culpa suya" in refused.value.messages[0]


@pytest.mark.django_db
def test_a_quarantine_that_cannot_be_made_is_said_too(monkeypatch, posted):
    def nowhere(*args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(quarantine, "TemporaryFile", nowhere)
    upload = posted(body_of(LARGE)).FILES["file"]
    with pytest.raises(ValidationError) as refused:
        receiving.receive(upload, owner="x", by=None)
    assert refused.value.code == "storage"


@pytest.mark.django_db
def test_what_was_sealed_on_the_way_is_received_whole(kept, posted):
    upload = posted(body_of(LARGE)).FILES["file"]
    stored = receiving.receive(upload, owner="supplier:x", by=None)
    assert stored.size == len(LARGE)
    assert len(kept()) == 1
    assert SECRET[:12] not in kept()[0].read_bytes()
