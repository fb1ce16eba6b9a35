"""What the tests of files share."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groundwork.files.models import StoredFile
from groundwork.files.services import receiving


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """A storage and a quarantine of this test alone."""
    settings.UPLOAD_DIR = tmp_path / "quarantine"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return tmp_path


@pytest.fixture
def kept(own_folders):
    """The files that stand in the storage."""
    return lambda: sorted(path for path in (own_folders / "files").rglob("*") if path.is_file())


@pytest.fixture
def receive():
    """Take bytes in, for an invented supplier."""

    def take(content: bytes, name: str = "papel.pdf", **options) -> StoredFile:
        upload = SimpleUploadedFile(name, content, content_type="application/octet-stream")
        options = {"owner": "supplier:prueba", "by": None, **options}
        return receiving.receive(upload, **options)

    return take
