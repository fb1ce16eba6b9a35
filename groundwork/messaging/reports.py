"""Delivery reports (RFC 3464) read from the mails that servers return; whatever else a mail is, it says nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Part
from email.parser import BytesHeaderParser, BytesParser
from typing import Final
from uuid import UUID

from groundwork.messaging.models.bounce import PERMANENT, STATUS

LARGEST: Final = 2 * 1024 * 1024
# A report has three parts and the returned mail's own: what has more headers of this kind is not one.
MOST_PARTS: Final = 60
MOST_RECIPIENTS: Final = 50
LONGEST_WORDS: Final = 300
# As much of a diagnostic as is looked at.
LONGEST_DIAGNOSTIC: Final = 2000

# Our Message-ID: the message's code, and for a minted one the attempt's (services.relaying).
_IDENTITY: Final = re.compile(
    r"(?P<code>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[0-9a-f-]{36})?(?=@|$)", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"']{1,128}@[^\s<>()\[\],;:\"']{1,255}")
_ANSWER: Final = re.compile(r"(?<![\d.])([45])(\d\d)(?![\d.])")
_STATUS_IN_WORDS: Final = re.compile(rf"(?<![\d.]){STATUS.pattern}(?![\d.])")
_FULL: Final = "552"  # "exceeded storage allocation" (RFC 5321, 4.2.3)
_STATUS_PARTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_MAILS: Final = frozenset({"message/rfc822", "message/global"})
_RETURNED_HEADERS: Final = frozenset({"text/rfc822-headers", "message/global-headers"})
# What Python's parser is known to raise for headers that no honest server writes.
_MALFORMED: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says became of one message to one recipient, whom it may know by more than one address."""

    code: UUID
    recipients: frozenset[str]
    failed: bool
    status: str
    words: str = ""


def parse(content: bytes) -> list[Report]:
    """What a mail reports of messages that may be ours; empty for anything that is not a whole report. Never raises."""
    if len(content) > LARGEST or content.lower().count(b"content-type") > MOST_PARTS:
        return []
    try:
        return list(_reports(BytesParser().parsebytes(content)))
    except _MALFORMED:
        return []


def code_in(identity: str) -> UUID | None:
    """The code of a message of ours in its Message-ID."""
    found = _IDENTITY.search(identity[:LONGEST_DIAGNOSTIC])
    return UUID(found["code"]) if found else None


def status_in(words: str) -> str:
    """The status code in a server's words, the basic one where there is no better; empty without any."""
    if found := _STATUS_IN_WORDS.search(words):
        return found[0]
    if answer := _ANSWER.search(words):
        return "5.2.2" if answer[0] == _FULL else f"{answer[1]}.0.0"
    return ""


def plain(words: str) -> str:
    """A server's words on one line, short, without any address or anything that cannot be printed."""
    printable = "".join(letter if letter.isprintable() else " " for letter in words[:LONGEST_DIAGNOSTIC])
    return _ADDRESS.sub("…", " ".join(printable.split()))[:LONGEST_WORDS]


def _reports(mail: "Part[str, str]") -> Iterator[Report]:
    parts = _parts(mail)
    if mail.get_content_type() != "multipart/report":
        return
    if str(mail.get_param("report-type", "")).lower() != "delivery-status":
        return
    code = _code(mail, parts)
    if code is None:
        return
    statuses = next((part for part in parts if part.get_content_type() in _STATUS_PARTS), None)
    if statuses is not None:
        for fields in _blocks(statuses)[: MOST_RECIPIENTS + 1]:
            if report := _report(code, fields):
                yield report


def _blocks(statuses: "Part[str, str]") -> "list[Part[str, str]]":
    """The groups of fields: the first is about the message, each other one about a recipient."""
    if statuses.get_content_type() == "message/delivery-status":
        return _parts(statuses)
    # Python reads the international form as a mail: its fields as headers, the other groups as its text.
    text = statuses.as_bytes().partition(b"\n\n")[2]
    return [BytesHeaderParser().parsebytes(block) for block in re.split(rb"\r?\n\r?\n", text)]


def _report(code: UUID, fields: "Part[str, str]") -> Report | None:
    recipients = frozenset(filter(None, (_recipient(fields, name) for name in ("Final", "Original"))))
    action = _text(fields, "Action").partition(" ")[0].lower()
    words = _text(fields, "Diagnostic-Code")
    status = _status(_text(fields, "Status"), words)
    if not recipients or action not in {"failed", "delayed"} or not status:
        return None
    return Report(code, recipients, action == "failed", status, plain(words.partition(";")[2] or words))


def _status(given: str, words: str) -> str:
    """The more telling of the status that was given and the one in the server's words."""
    found = STATUS.match(given)
    if found is None:
        return "" if given.startswith("2") else status_in(words)
    said = status_in(words)
    if found[0].endswith(".0.0") and said.startswith(found[0][: len(PERMANENT)]):
        return said
    return found[0]


def _recipient(fields: "Part[str, str]", name: str) -> str:
    """An address without its type: "rfc822; <ana@example.com>"."""
    return _text(fields, f"{name}-Recipient").rpartition(";")[2].strip(" <>").lower()


def _code(mail: "Part[str, str]", parts: "list[Part[str, str]]") -> UUID | None:
    """Which message it is about, by the returned headers, or else by what the report says that it answers."""
    for part in parts:
        if (headers := _returned(part)) is not None and (code := code_in(_text(headers, "Message-ID"))):
            return code
    return code_in(_text(mail, "In-Reply-To"))


def _returned(part: "Part[str, str]") -> "Part[str, str] | None":
    """The headers of the returned mail, where this is the part that holds them."""
    kind = part.get_content_type()
    if kind in _RETURNED_MAILS and (inside := _parts(part)):
        return inside[0]
    if kind in _RETURNED_HEADERS:
        content = part.as_bytes().partition(b"\n\n")[2] if _parts(part) else part.get_payload(decode=True)
        return BytesHeaderParser().parsebytes(content) if isinstance(content, bytes) else None
    return None


def _parts(mail: "Part[str, str]") -> "list[Part[str, str]]":
    """The mails inside this one; none in one that holds plain text."""
    payload = mail.get_payload()
    return [part for part in payload if not isinstance(part, str)] if isinstance(payload, list) else []


def _text(fields: "Part[str, str]", name: str) -> str:
    """A field on one line, its bytes read as UTF-8: the first one of that name, empty without any."""
    raw = next((str(value) for key, value in fields.raw_items() if key.lower() == name.lower()), "")
    text = raw[:LONGEST_DIAGNOSTIC].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(text.split())
