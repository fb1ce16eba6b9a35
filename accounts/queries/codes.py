"""What the pages show of codes and their mails."""

import re
from datetime import datetime

from accounts.models import Activity, LoginCode, User
from groundwork.messaging.models import Message

# The three digits with which a server's answer begins when it is not "yes" (RFC 5321, 4.2.1).
SERVER_CODE = re.compile(r"[45]\d\d ")
SHORT = 200


def message_of(code: LoginCode | None) -> Message | None:
    """The mail that carries the code, with its real state."""
    return Message.objects.filter(dedupe_key=code.dedupe_key).first() if code else None


def masked(email: str) -> str:
    """Enough of an address for its owner to know it: "a•••z@example.co"."""
    name, _, domain = email.partition("@")
    shown = f"{name[0]}•••{name[-1]}" if name[2:] else f"{name[:1]}•••"
    return f"{shown}@{domain}"


def server_words(message: Message | None) -> str:
    """What the mail server said about a mail that it did not take, or that came back; empty when it said nothing.

    The address in it is masked, since who knows the password alone may be reading; our own faults are not its words.
    """
    if message is not None and message.bounced_at:
        return message.bounce_words
    if message is None or message.accepted_at or not SERVER_CODE.match(message.last_error):
        return ""
    plain = re.sub(re.escape(message.to), masked(message.to), " ".join(message.last_error.split()), flags=re.IGNORECASE)
    return plain if len(plain) <= SHORT else f"{plain[: SHORT - 1]}…"


def last_time(user: User, *kinds: Activity.Kind) -> datetime | None:
    """When one of these last happened in the person's account."""
    newest = Activity.objects.of(user).filter(kind__in=kinds).order_by("-at")
    return newest.values_list("at", flat=True).first()
