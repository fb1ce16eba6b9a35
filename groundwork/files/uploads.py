"""Taking a request's files in without ever writing them readable: Django's own handler would, in a temporary file."""

import io
from collections.abc import Iterator
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from groundwork.files import quarantine
from groundwork.files.policies import POLICIES
from groundwork.files.sealing import Sealer, new_key, unseal

PIECE = 256 * 1024
ABOUT = b"upload"


class SealedUploadHandler(FileUploadHandler):
    """Each file goes, encrypted under a key that only this process's memory has, into a file without a name.

    So an upload that is cut, or a process that is killed, leaves nothing behind. A file that grows past the largest
    limit, or meets a full disk, is dropped while it arrives, and its upload says so in `refusal`.
    """

    file: "Spool | None" = None

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803  # Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse by what the request says of its own size, before a byte is read."""
        if content_length > settings.UPLOAD_MAX_REQUEST_BYTES:
            megabytes = settings.UPLOAD_MAX_REQUEST_BYTES // settings.MEGABYTE
            raise BadRequest(
                _("Lo que envió pesa más de %(megabytes)s MB en total. Envíe menos archivos a la vez.")
                % {"megabytes": megabytes}
            )

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file of the request."""
        super().new_file(*args, **kwargs)
        self._drop()
        self._refusal = ""
        self._limit = max(policy.max_bytes for policy in POLICIES.values())
        try:
            self.file = Spool()
        except OSError:
            self._refuse("storage")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Encrypt a piece."""
        if self.file is None:
            return
        if start + len(raw_data) > self._limit:
            self._refuse("too_big")
            return
        try:
            self.file.write(raw_data)
        except OSError:
            self._refuse("storage")

    def file_complete(self, file_size: int) -> "SealedUpload":
        """The upload, whole or with the reason why not."""
        if self.file is not None:
            try:
                self.file.finish()
            except OSError:
                self._refuse("storage")
        spool, self.file = self.file, None
        return SealedUpload(
            spool,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            refusal=self._refusal,
        )

    def upload_interrupted(self) -> None:
        """It was cut: nothing of it stays."""
        self._drop()

    def _refuse(self, code: str) -> None:
        self._refusal = code
        self._drop()

    def _drop(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


class Spool:
    """Bytes on a disk that only the process that wrote them can read, once they are all there."""

    def __init__(self) -> None:
        self._key = new_key()
        self._sealer = Sealer(self._key, ABOUT)
        self._sealed = quarantine.nameless()

    def write(self, piece: bytes) -> None:
        """One piece more."""
        if ready := self._sealer.push(piece):
            self._sealed.write(ready)

    def finish(self) -> None:
        """No more pieces."""
        self._sealed.write(self._sealer.finish())
        self._sealed.flush()

    def pieces(self) -> Iterator[bytes]:
        """What was written, from the start."""
        self._sealed.seek(0)
        return unseal(iter(lambda: self._sealed.read(PIECE), b""), self._key, ABOUT)

    def close(self) -> None:
        """Let go of it: nothing is left on the disk."""
        self._sealed.close()


class SealedUpload(UploadedFile[bytes]):
    """An uploaded file that is decrypted as it is read; its bytes come only from the start on, or from `seek(0)`."""

    def __init__(self, spool: Spool | None, *, refusal: str = "", **about: Any) -> None:
        self._spool = spool
        self.refusal = refusal
        super().__init__(cast("IO[bytes]", SpoolReader(spool)), **about)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """From the start, in the pieces that they were sealed in."""
        if self._spool is not None:
            yield from self._spool.pieces()

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Always: it is never in memory whole."""
        return True


class SpoolReader(io.RawIOBase):
    """A spool as a file that is read forwards, and from any place by beginning again."""

    def __init__(self, spool: Spool | None) -> None:
        self._spool = spool
        self._ahead = b""
        self._restart()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        while not self._ahead:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._ahead = piece
        taken, self._ahead = self._ahead[: len(buffer)], self._ahead[len(buffer) :]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To any place; backwards it reads again from the start."""
        if whence == io.SEEK_END:
            self._skip(None)
            offset += self._at
        elif whence == io.SEEK_CUR:
            offset += self._at
        if offset < self._at:
            self._restart()
        self._skip(offset)
        return self._at

    def close(self) -> None:
        if self._spool is not None:
            self._spool.close()
        super().close()

    def _restart(self) -> None:
        self._pieces = self._spool.pieces() if self._spool is not None else iter(())
        self._ahead = b""
        self._at = 0

    def _skip(self, until: int | None) -> None:
        while (until is None or self._at < until) and self.read(
            PIECE if until is None else min(PIECE, until - self._at)
        ):
            pass
