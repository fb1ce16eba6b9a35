"""ClamAV over clamd's INSTREAM, and its faults by name: the only place that knows its protocol."""

import socket
import struct
from urllib.parse import urlsplit

SECONDS = 60
PIECE = 128 * 1024
LENGTH = struct.Struct(">I")
PORT = 3310
LONGEST_ANSWER = 4096


class AwayError(Exception):
    """The scanner cannot be asked now, or did not answer: the file waits."""


class Clamd:
    """One clamd, at tcp://host:port or unix:///path; ValueError for any other address."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port or PORT, parts.path
        if not (parts.scheme == "tcp" and self._host) and not (parts.scheme == "unix" and self._path):
            raise ValueError("CLAMD_URL is tcp://host:port or unix:///path.")
        self._is_local = parts.scheme == "unix"

    def finds(self, content: bytes) -> bool:
        """Whether it knows a virus in these bytes. AwayError unless it plainly says yes or no."""
        try:
            answer = self._ask(content)
        except OSError as fault:
            raise AwayError(f"{type(fault).__name__}: {fault}") from fault
        if answer.endswith("FOUND"):
            return True
        if answer.endswith("OK"):
            return False
        raise AwayError(f"It answered {answer[:100]!r}.")

    def _ask(self, content: bytes) -> str:
        with self._connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.sendall(LENGTH.pack(len(piece)) + piece)
            connection.sendall(LENGTH.pack(0))
            return _answer(connection)

    def _connected(self) -> socket.socket:
        if not self._is_local:
            return socket.create_connection((self._host, self._port), timeout=SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        try:
            connection.connect(self._path)
        except OSError:
            connection.close()
            raise
        return connection


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        received += piece
    return received.strip(b"\0\n ").decode(errors="replace")
