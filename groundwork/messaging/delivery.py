"""Handing mails to the mail server, and naming what went wrong: the only place that knows SMTP's faults."""

import smtplib
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend

# How long the dialogue about one mail may last; a relay's lease on it is as long.
LONGEST_DIALOGUE = timedelta(seconds=60)
# MAIL, RCPT, DATA and the end of the text: the server may take its whole time limit over each.
ANSWERS_A_MAIL = 4
# "Service not available, closing transmission channel" (RFC 5321, 4.2.3), in answer to anything.
CLOSING = 421
PERMANENT = range(500, 600)
LONGEST_WORDS = 1000


class DeliveryError(Exception):
    """The server did not take the mail; `str()` gives its words, or ours where it said none."""


class ServerAwayError(DeliveryError):
    """The server cannot be talked to now: no fault of the mail."""


class PutOffError(DeliveryError):
    """The server may take this mail later."""


class RefusedError(DeliveryError):
    """The server will never take this mail."""


class Courier:
    """One connection to the mail server, opened when first needed and again after it was lost."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> BaseEmailBackend:
        """Be connected; raises ServerAwayError."""
        if self._connection is None:
            connection = mailers.default
            try:
                connection.open()
            except OSError as fault:  # smtplib's own faults are OSErrors too
                _leave(connection)
                raise ServerAwayError(_words(fault)) from fault
            self._connection = connection
        return self._connection

    def close(self) -> None:
        """Leave the server; what it still has to say does not matter any more."""
        connection, self._connection = self._connection, None
        if connection is not None:
            _leave(connection)

    def deliver(self, email: EmailMultiAlternatives) -> str:
        """Hand over one mail; returns the server's answer.

        Raises ServerAwayError (and drops the connection), PutOffError or RefusedError.
        """
        connection = self.open()
        try:
            taken = connection.send_messages([email])
        except ValueError as fault:  # an address or a header that no mail can have
            raise RefusedError(_words(fault)) from fault
        except OSError as fault:
            error = _named(fault)
            if isinstance(error, ServerAwayError):
                self.close()
            raise error from fault
        if taken != 1:
            raise RefusedError("The mail has no address to go to.")
        return getattr(connection, "answer", "")[:LONGEST_WORDS]


def _leave(connection: BaseEmailBackend) -> None:
    with suppress(OSError):
        connection.close()


def _named(fault: OSError) -> DeliveryError:
    """What an SMTP fault means for the mail in hand."""
    match fault:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code, words = next(iter(recipients.values()))
            permanent = code in PERMANENT
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=words):
            permanent = False  # our own address is not welcome: an operator's matter, which waits for them
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=words):
            permanent = code in PERMANENT
        case _:
            return ServerAwayError(_words(fault))
    if code == CLOSING:
        return ServerAwayError(_said(code, words))
    return RefusedError(_said(code, words)) if permanent else PutOffError(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"[:LONGEST_WORDS]


def _words(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:LONGEST_WORDS]
