"""A storage on a disk that fills up."""

import errno
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import FileSystemStorage


class FullStorage(FileSystemStorage):
    """It breaks off in a file of more than `room` bytes, and leaves what it had written, as a disk does."""

    room = 100_000

    def _save(self, name: str, content: Any) -> str:
        real = content.chunks

        def pieces(*_args: object) -> Iterator[bytes]:
            given = 0
            for piece in real():
                given += len(piece)
                if given > self.room:
                    raise OSError(errno.ENOSPC, "No space left on device")
                yield piece

        content.chunks = pieces
        saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
        return saved
