"""The mailbox to which servers return mails, over IMAP: the only place that knows IMAP's faults."""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from groundwork.messaging.reports import LARGEST

TIMEOUT: Final = 20
SECURE, PLAIN = "imaps", "imap"
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS: Final = {SECURE: 993, PLAIN: 143}
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAwayError(Exception):
    """The mailbox cannot be read now; `str()` says what went wrong, never with which password."""


@dataclass(frozen=True, slots=True)
class MailboxUrl:
    """Where the mailbox is: `imaps://user:password@host:port/folder`."""

    scheme: str
    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    folder: str

    @classmethod
    def parse(cls, url: str) -> "MailboxUrl":
        """Read it; raises ValueError for one that lacks something, or would send the password in clear over a net."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not (parts.hostname and parts.username and parts.password):
            raise ValueError("It has to be imaps://user:password@host/folder.")
        if parts.scheme == PLAIN and parts.hostname not in LOCAL_HOSTS:
            raise ValueError("Without TLS (imap://) the mailbox has to be on this machine.")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if not folder.isprintable():
            raise ValueError("The folder's name cannot be printed.")
        return cls(
            parts.scheme,
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            unquote(parts.username),
            unquote(parts.password),
            folder,
        )


class BounceMailbox:
    """The mails that nobody has read yet. Each stays in its folder, marked as read once `done` was told."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def unread(self, *, limit: int) -> Iterator[tuple[str, bytes]]:
        """The oldest of them, each with its number; one that is too large to be a report comes empty."""
        found = self._ask("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:limit] if isinstance(found[0], bytes) else []:
            name = number.decode("ascii", "replace")
            yield name, self._content(name)

    def done(self, number: str) -> None:
        """It was read."""
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Seen)")

    def _content(self, number: str) -> bytes:
        size = _SIZE.search(_joined(self._ask("FETCH", number, "(RFC822.SIZE)")))
        if size is None or int(size[1]) > LARGEST:
            return b""
        parts = self._ask("FETCH", number, "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple) and isinstance(part[1], bytes)), b"")

    def _ask(self, command: str, *words: str) -> list[object]:
        kind, answer = self._connection.uid(command, *words)
        if kind != "OK":
            raise MailboxAwayError(f"The server does not do {command}.")
        return list(answer) or [None]


@contextmanager
def opened(url: str) -> Iterator[BounceMailbox]:
    """Be in the mailbox's folder; raises MailboxAwayError, whenever the server fails."""
    place = MailboxUrl.parse(url)
    connection: imaplib.IMAP4 | None = None
    try:
        connection = _connected(place)
        connection.login(place.user, place.password)
        quoted = place.folder.replace("\\", r"\\").replace('"', r"\"")
        if connection.select(f'"{quoted}"')[0] != "OK":
            raise MailboxAwayError("The folder cannot be opened.")
        yield BounceMailbox(connection)
    except (imaplib.IMAP4.error, OSError) as fault:
        raise MailboxAwayError(f"{type(fault).__name__}: {fault}") from fault
    finally:
        if connection is not None:
            _leave(connection)


def _connected(place: MailboxUrl) -> imaplib.IMAP4:
    if place.scheme == SECURE:
        return imaplib.IMAP4_SSL(place.host, place.port, timeout=TIMEOUT)
    return imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)


def _leave(connection: imaplib.IMAP4) -> None:
    """Say good-bye, and hang up on a server that does not hear it."""
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        with suppress(OSError):
            connection.shutdown()


def _joined(answer: list[object]) -> bytes:
    """What the server answered, in one piece."""
    lines = (line[0] if isinstance(line, tuple) else line for line in answer)
    return b" ".join(line for line in lines if isinstance(line, bytes))
