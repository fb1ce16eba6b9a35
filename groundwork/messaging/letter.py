"""An e-mail whose link headers stay whole."""

from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from django.core.mail import EmailMultiAlternatives

# RFC 5322 lets a line have 998 characters; what has no space cannot be folded, only disguised.
WHOLE = frozenset({"list-unsubscribe"})


class WholeLinks(EmailPolicy):
    """Never encodes a long link: RFC 2369 wants it between angle brackets, and mail clients read nothing else."""

    def fold(self, name: str, value: Any) -> str:
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self._whole(name, value).encode("ascii") or super().fold_binary(name, value)

    def _whole(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in WHOLE and str(value).isascii() else ""


class Letter(EmailMultiAlternatives):
    """A mail of the portal, as text and HTML."""

    def message(self, *, policy: Any = None) -> EmailMessage:
        """The mail under Django's policy, or the given one, with its links whole."""
        built: EmailMessage = super().message(policy=WholeLinks() if policy is None else WholeLinks() + policy)
        return built
