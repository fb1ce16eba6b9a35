"""Where mails go: an SMTP server that says what it answered, or a folder of files in local mode."""

import os
import re
import smtplib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from smtplib import quoteaddr
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.exceptions import InvalidMailer

from groundwork.messaging.letter import Letter

# An address that needs no second look; any other is read by the book.
PLAIN_ADDRESS: Final = re.compile(r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
OK, GO_ON, CLOSING = 250, 354, 421
TAKEN_RECIPIENT: Final = frozenset({250, 251})


class AnsweringSMTP(smtplib.SMTP):
    """An SMTP dialogue that keeps the server's answer to the last message.

    It says sender, recipient and DATA in one breath to a server that can hear it (RFC 2920).
    """

    answer = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)
        self.answer = f"{code} {words.decode(errors='replace')}"
        return code, words

    def hand_over(self, sender: str, recipient: str, mail: bytes) -> None:
        """Send one mail to one recipient; raises what `sendmail` raises."""
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("pipelining"):
            self.sendmail(sender, [recipient], mail)
            return
        size = f" size={len(mail)}" if self.has_extn("size") else ""
        self.send(f"MAIL FROM:{quoteaddr(sender)}{size}\r\nRCPT TO:{quoteaddr(recipient)}\r\nDATA\r\n")
        said_sender, said_recipient, said_data = self._reply(), self._reply(), self._reply()
        refusal = _refusal(sender, recipient, said_sender, said_recipient, said_data)
        if refusal is None:
            self.send(_with_dots(mail) + b".\r\n")
            code, words = self._reply()
            self.answer = f"{code} {words.decode(errors='replace')}"
            refusal = smtplib.SMTPDataError(code, words) if code != OK else None
        elif said_data[0] == GO_ON:
            self.send(b".\r\n")  # it waits for a text that has nobody to go to
            self.getreply()
        if refusal is not None:
            self._rset()  # type: ignore[attr-defined]  # smtplib's own, which its types leave out
            raise refusal

    def _reply(self) -> tuple[int, bytes]:
        """One answer; a server that says that it leaves has left."""
        code, words = self.getreply()
        if code == CLOSING:
            self.close()
            raise smtplib.SMTPDataError(code, words)
        return code, words


def _refusal(
    sender: str,
    recipient: str,
    said_sender: tuple[int, bytes],
    said_recipient: tuple[int, bytes],
    said_data: tuple[int, bytes],
) -> smtplib.SMTPException | None:
    """The first no among these answers, as smtplib raises it."""
    if said_sender[0] != OK:
        return smtplib.SMTPSenderRefused(*said_sender, sender)
    if said_recipient[0] not in TAKEN_RECIPIENT:
        return smtplib.SMTPRecipientsRefused({recipient: said_recipient})
    if said_data[0] != GO_ON:
        return smtplib.SMTPDataError(*said_data)
    return None


def _with_dots(mail: bytes) -> bytes:
    """A text of whole lines, in which a dot alone does not end it (RFC 5321, 4.5.2)."""
    stuffed = mail.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


class AnsweringSMTPOverTLS(AnsweringSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class SmtpBackend(EmailBackend):
    """Django's SMTP backend, which also keeps what the server answered (its queue id, usually)."""

    @property
    def connection_class(self) -> type[AnsweringSMTP]:
        return AnsweringSMTPOverTLS if self.use_ssl else AnsweringSMTP

    @property
    def answer(self) -> str:
        """The server's words on the last message that it took."""
        return self.connection.answer if isinstance(self.connection, AnsweringSMTP) else ""

    def _send(self, email_message: EmailMessage) -> bool:
        """A letter as it is written; anything else in Django's way."""
        if not isinstance(email_message, Letter) or not isinstance(self.connection, AnsweringSMTP):
            return bool(super()._send(email_message))  # type: ignore[misc]  # left out of its types
        sender, recipient = self._plain(email_message.from_email), self._plain(email_message.to[0])
        self.connection.hand_over(sender, recipient, email_message.wire(to=recipient))
        return True

    def _plain(self, address: str) -> str:
        """The address as a server takes it; raises ValueError for one that no mail can have."""
        bare = _bare(address)
        return bare if PLAIN_ADDRESS.fullmatch(bare) else str(self.prep_address(address))


@lru_cache(maxsize=8)  # the sender's, mostly
def _bare(address: str) -> str:
    """What stands between angle brackets, if anything does."""
    return parseaddr(address)[1] if "<" in address else address


class FolderBackend(BaseEmailBackend):
    """Each mail becomes a file `YYYYmmddTHHMMSS.ffffff-<code>.eml` in a folder, whole or not at all.

    The names sort by time (UTC). The files hold sign-in codes, so only their owner may read them.
    """

    def __init__(self, folder: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not folder:
            raise InvalidMailer("OPTIONS must define 'folder'.", alias=kwargs.get("alias"))
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message; raises OSError when the folder does not take it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email in email_messages:
            self._write(email)
        return len(email_messages)

    def _write(self, email: EmailMessage) -> None:
        identity = str(email.extra_headers.get("Message-ID", ""))
        code = re.sub(r"[^A-Za-z0-9]+", "-", identity.partition("@")[0]).strip("-") or str(uuid.uuid4())
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{code}.eml"
        unfinished = self.folder / f".{name}.part"
        with open(unfinished, "xb", opener=_private) as file:
            file.write(email.wire() if isinstance(email, Letter) else email.message().as_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / name)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
