"""The folder for what is on its way: sealed bytes in files without a name."""

from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO

from django.conf import settings


def nameless() -> IO[bytes]:
    """A file that nothing on the disk names, gone with its last descriptor. OSError where there is no room."""
    return TemporaryFile(dir=_folder())


def spooled(in_memory: int) -> SpooledTemporaryFile[bytes]:
    """The same once it holds more than so many bytes."""
    return SpooledTemporaryFile(max_size=in_memory, dir=_folder())


def _folder() -> str:
    settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(settings.UPLOAD_DIR)
