"""A clamd of a few lines: it speaks INSTREAM and knows one virus."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.files.makers import EICAR


class FakeClamd:
    """Answers one connection after another, as its `mood` has it: "well", "silent", "rude" or "confused"."""

    def __init__(self) -> None:
        self.mood = "well"
        self.scanned: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        if self.mood == "rude":
            return
        stream = connection.makefile("rb")
        with stream:
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", stream.read(4))[0]:
                content += stream.read(length)
        self.scanned.append(content)
        if self.mood == "silent":
            return
        if self.mood == "confused":
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            connection.sendall(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    """One that listens inside the block."""
    clamd = FakeClamd()
    try:
        yield clamd
    finally:
        clamd.close()
