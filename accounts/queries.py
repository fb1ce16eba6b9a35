"""What the pages show of codes and their mails."""

from accounts.models import LoginCode
from groundwork.messaging.models import Message


def message_of(code: LoginCode | None) -> Message | None:
    """The mail that carries the code, with its real state."""
    return Message.objects.filter(dedupe_key=code.dedupe_key).first() if code else None


def masked(email: str) -> str:
    """Enough of an address for its owner to know it: "a•••z@example.co"."""
    name, _, domain = email.partition("@")
    shown = f"{name[0]}•••{name[-1]}" if name[2:] else f"{name[:1]}•••"
    return f"{shown}@{domain}"
