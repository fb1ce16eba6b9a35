"""Where mails go: an SMTP server that says what it answered, or a folder of files in local mode."""

import os
import re
import smtplib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.exceptions import InvalidMailer


class AnsweringSMTP(smtplib.SMTP):
    """An SMTP dialogue that keeps the server's answer to the last message."""

    answer = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)
        self.answer = f"{code} {words.decode(errors='replace')}"
        return code, words


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
        message = email.message()
        code = re.sub(r"[^A-Za-z0-9]+", "-", message["Message-ID"].partition("@")[0]).strip("-") or str(uuid.uuid4())
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{code}.eml"
        unfinished = self.folder / f".{name}.part"
        with open(unfinished, "xb", opener=_private) as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / name)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
