"""Where the portal's own messages come from, and where their links lead."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings


def sender() -> str:
    """The address that the portal's mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def address() -> str:
    """Where every link of the portal leads to."""
    return settings.PORTAL_URL


def domain() -> str:
    """The name that stands in every one of those links, up to its first single slash."""
    return urlsplit(settings.PORTAL_URL).netloc
