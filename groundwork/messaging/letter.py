"""A mail of the portal as it goes over the wire, written straight: the general way costs more than sending it."""

import binascii
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import Any, Final, cast

from django.core.mail import EmailMultiAlternatives

# RFC 2369 wants a link between angle brackets, and mail clients read nothing else: it is never folded or disguised.
WHOLE: Final = frozenset({"list-unsubscribe"})
# In base64, with what stands around it, that is less than 75 characters, the longest word there may be.
WORD_BYTES: Final = 42
_LINE_END: Final = re.compile(r"\r\n?|\n")


class Letter(EmailMultiAlternatives):
    """One mail to one address, as text and perhaps HTML, with nothing attached."""

    def wire(self, *, to: str = "") -> bytes:
        """The whole mail; `to` is the address as the server is told it, where that differs."""
        headers = {
            "Subject": self.subject,
            "From": _sender(str(self.extra_headers.get("From", self.from_email))),
            "To": to or self.to[0],
            "Date": format_datetime(datetime.now(UTC)),
            **{name: str(value) for name, value in self.extra_headers.items() if name != "From"},
            "MIME-Version": "1.0",
        }
        lines = [_header(name, str(value)) for name, value in headers.items()]
        parts = [_part("plain", str(self.body)), *(_part("html", str(content)) for content, _type in self.alternatives)]
        if len(parts) == 1:
            return "\r\n".join(lines).encode("ascii") + b"\r\n" + parts[0]
        boundary = f"=_{secrets.token_hex(12)}"  # quoted-printable text never holds it
        lines.append(f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n')
        # The line end before a boundary is the boundary's (RFC 2046, 5.1.1).
        between = f"\r\n--{boundary}\r\n".encode("ascii")
        end = f"\r\n--{boundary}--\r\n".encode("ascii")
        return "\r\n".join(lines).encode("ascii") + between[2:] + between.join(parts) + end

    def message(self, *, policy: Any = None) -> EmailMessage:
        """The same as a tree of parts, for backends that want one."""
        read = (policy or SMTP).clone(refold_source="none")
        return cast("EmailMessage", message_from_bytes(self.wire(), _class=EmailMessage, policy=read))


@lru_cache(maxsize=8)  # the portal's own addresses
def _sender(address: str) -> str:
    return formataddr(parseaddr(address))


def _header(name: str, value: str) -> str:
    """One header line, folded; ValueError for what would start another."""
    if _LINE_END.search(value):
        raise ValueError("A mail's header cannot hold a line break.")
    if value.isascii() and (name.lower() in WHOLE or len(name) + len(value) < 76):  # noqa: PLR2004  # RFC 5322, 2.1.1
        return f"{name}: {value}"
    if value.isascii():
        return f"{name}: {Header(value, 'us-ascii', header_name=name).encode(linesep='\r\n')}"
    return f"{name}: {'\r\n '.join(_encoded_words(value))}"


def _encoded_words(value: str) -> Iterator[str]:
    """Words of RFC 2047, each of whole characters and no longer than a line lets it be."""
    held = b""
    for character in value:
        more = character.encode()
        if len(held) + len(more) > WORD_BYTES:
            yield _encoded(held)
            held = b""
        held += more
    yield _encoded(held)


def _encoded(text: bytes) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(text, newline=False).decode('ascii')}?="


def _part(subtype: str, text: str) -> bytes:
    """One body with its headers, in lines that every server takes."""
    body = binascii.b2a_qp(_LINE_END.sub("\n", text).encode(), istext=True).replace(b"\n", b"\r\n")
    headers = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return headers.encode("ascii") + body + (b"" if body.endswith(b"\r\n") else b"\r\n")
