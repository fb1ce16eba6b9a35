"""Delivery reports as different mail servers write them; all names are invented."""

from collections.abc import Callable

from groundwork.messaging.models import Message

ADDRESS = "ana.ruiz@example.com"


def identity(message: Message) -> str:
    """The Message-ID with which it goes out, a minted one's with its attempt."""
    attempt = ".0b6f2c1e-9a5d-4c56-8f0e-2f3a5b7c9d10" if message.minted else ""
    return f"<{message.code}{attempt}@portal.example>"


def _mail(head: str, *parts: str) -> bytes:
    body = "".join(f"--sep\n{part}\n" for part in parts)
    return f"{head}\nMIME-Version: 1.0\n\n{body}--sep--\n".encode()


def postfix(
    message: Message, *, status: str = "5.1.1", words: str = "550 5.1.1", to: str = "", action="failed"
) -> bytes:
    to = to or message.to
    return _mail(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net (Mail Delivery System)\n"
        "Subject: Undelivered Mail Returned to Sender\nTo: avisos@portal.example\n"
        'Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="sep"',
        "Content-Description: Notification\nContent-Type: text/plain; charset=utf-8\n\nI'm sorry.\n",
        "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\nX-Postfix-Queue-ID: 4F1A22B\n"
        "Arrival-Date: Tue, 24 Nov 2026 15:42:00 +0000 (UTC)\n\n"
        f"Final-Recipient: rfc822; {to}\nOriginal-Recipient: rfc822;{to}\nAction: {action}\nStatus: {status}\n"
        f"Remote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; {words} <{to}>: Recipient address rejected:\n"
        "    User unknown in virtual mailbox table\n",
        "Content-Description: Undelivered Message\nContent-Type: message/rfc822\n\n"
        f"Message-ID: {identity(message)}\nSubject: x\nFrom: avisos@portal.example\nTo: {to}\n\nHola\n",
    )


def exim(message: Message) -> bytes:
    """Always 5.0.0 as status; the reason stands in the server's words alone."""
    return _mail(
        "X-Failed-Recipients: ana.ruiz@example.com\nAuto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@relay.example.net>\nTo: avisos@portal.example\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=sep\n"
        "Subject: Mail delivery failed: returning message to sender",
        "Content-type: text/plain; charset=us-ascii\n\nThis message was created automatically.\n",
        "Content-type: message/delivery-status\n\nReporting-MTA: dns; relay.example.net\n\nAction: failed\n"
        f"Final-Recipient: rfc822;{message.to}\nStatus: 5.0.0\nRemote-MTA: dns; mx.example.com\n"
        "Diagnostic-Code: smtp; 552 5.2.2 <ana.ruiz@example.com>: Mailbox is full / Blocks limit exceeded\n",
        f"Content-type: text/rfc822-headers\n\nReceived: from portal\nMessage-ID: {identity(message)}\n",
    )


def exchange(message: Message) -> bytes:
    return _mail(
        "From: <postmaster@example.com>\nTo: <avisos@portal.example>\nContent-Language: es-ES\n"
        'Content-Type: multipart/report; report-type="delivery-status"; boundary="sep"\n'
        "Subject: =?utf-8?Q?No_se_puede_entregar=3A_Su_proceso_cambi=C3=B3?=",
        'Content-Type: multipart/alternative; boundary="in"\n\n--in\nContent-Type: text/plain; charset="utf-8"\n'
        "Content-Transfer-Encoding: base64\n\nTm8gc2UgcHVkbw==\n--in--\n",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns;SRV01.example.com\n"
        "Received-From-MTA: dns;mx.example.net\nArrival-Date: Tue, 24 Nov 2026 15:42:03 +0000\n\n"
        f"Final-Recipient: rfc822;{message.to.upper()}\nAction: failed\nStatus: 5.7.1\n"
        "Diagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication required for ana.ruiz\n",
        "Content-Type: message/rfc822\n\nReceived: from SRV02.example.com\n"
        f"From: Portal <avisos@portal.example>\nMessage-ID:\n {identity(message)}\nSubject: x\n\nHola\n",
    )


def gmail(message: Message) -> bytes:
    """The returned mail without its Message-ID; the report says which one it answers."""
    return _mail(
        "From: Mail Delivery Subsystem <mailer-daemon@mail.example.net>\nTo: avisos@portal.example\n"
        'Content-Type: multipart/report; boundary="sep"; report-type=delivery-status\n'
        f"X-Failed-Recipients: {message.to}\nReferences: {identity(message)}\nIn-Reply-To: {identity(message)}\n"
        "Subject: Delivery Status Notification (Failure)",
        'Content-Type: multipart/related; boundary="r"\n\n--r\nContent-Type: text/html\n\n<p>.</p>\n--r--\n',
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n"
        "X-Original-Message-ID: x\n\n"
        f"Final-Recipient: rfc822; {message.to}\nAction: failed\nStatus: 4.4.1\n"
        "Diagnostic-Code: smtp; The recipient server did not accept our requests to connect. (example.com timed out)\n"
        "Last-Attempt-Date: Tue, 24 Nov 2026 09:42:00 -0800 (PST)\n",
        "Content-Type: message/rfc822\n\nSubject: x\nFrom: avisos@portal.example\n\nHola\n",
    )


def international(message: Message) -> bytes:
    """RFC 6533: addresses and words beyond ASCII, in parts with names of their own."""
    return _mail(
        "From: postmaster@example.com\nContent-Type: multipart/report; report-type=delivery-status; boundary=sep",
        "Content-Type: text/plain; charset=utf-8\n\nEl buzón no existe.\n",
        "Content-Type: message/global-delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
        f"Final-Recipient: utf-8; {message.to}\nAction: failed\nStatus: 5.2.1\n"
        "Diagnostic-Code: smtp; 550 5.2.1 El buzón está inhabilitado\n",
        f"Content-Type: message/global-headers\n\nSubject: adiós\nMessage-ID: {identity(message)}\n",
    )


DIALECTS: dict[str, tuple[Callable[[Message], bytes], str, str]] = {
    "postfix": (postfix, "5.1.1", "550 5.1.1 <…>: Recipient address rejected: User unknown in virtual mailbox table"),
    "exim": (exim, "5.2.2", "552 5.2.2 <…>: Mailbox is full / Blocks limit exceeded"),
    "exchange": (exchange, "5.7.1", "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required for …"),
    "gmail": (
        gmail,
        "4.4.1",
        "The recipient server did not accept our requests to connect. (example.com timed out)",
    ),
    "international": (international, "5.2.1", "550 5.2.1 El buzón está inhabilitado"),
}
