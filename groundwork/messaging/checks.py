"""Settings that would break the outbox's promises are refused at the start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from groundwork.messaging.bounce_mailbox import MailboxUrl
from groundwork.messaging.delivery import ANSWERS_A_MAIL, LONGEST_DIALOGUE
from groundwork.messaging.providers import PROVIDERS, SHORTEST_SECRET, are_secret


def mailer_keeps_the_lease(**_kwargs: Any) -> list[CheckMessage]:
    """An SMTP mailer needs a time limit so short that one mail ends within its lease, or it may go out twice."""
    mailer: dict[str, Any] = dict(settings.MAILERS["default"])
    if "smtp" not in mailer.get("BACKEND", "smtp").lower():
        return []
    timeout = mailer.get("OPTIONS", {}).get("timeout")
    if timeout and timeout * ANSWERS_A_MAIL < LONGEST_DIALOGUE.total_seconds():
        return []
    return [
        Error(
            f"MAILERS['default'] needs a timeout below {LONGEST_DIALOGUE.total_seconds() / ANSWERS_A_MAIL:g} seconds.",
            hint="A mail whose lease ends while the server hesitates would be sent again by another worker.",
            id="messaging.E001",
        )
    ]


def bounces_can_be_believed(**_kwargs: Any) -> list[CheckMessage]:
    """A mail service's events need a known service and its secrets; a bounce mailbox needs a whole, safe address."""
    errors: list[CheckMessage] = []
    if settings.BOUNCE_MAILBOX_URL:
        try:
            MailboxUrl.parse(settings.BOUNCE_MAILBOX_URL)
        except ValueError as fault:
            errors.append(Error(f"BOUNCE_MAILBOX_URL cannot be used. {fault}", id="messaging.E002"))
    if settings.MAIL_EVENTS_SERVICE:
        errors += _events_errors()
    return errors


def _events_errors() -> list[CheckMessage]:
    provider = PROVIDERS.get(settings.MAIL_EVENTS_SERVICE)
    if provider is None:
        known = ", ".join(PROVIDERS)
        return [Error(f"MAIL_EVENTS_SERVICE has to be one of {known}.", id="messaging.E003")]
    errors: list[CheckMessage] = []
    if not are_secret(settings.ANYMAIL.get("WEBHOOK_SECRET", [])):
        errors.append(
            Error(
                f"MAIL_EVENTS_SECRET has to be user:password, {SHORTEST_SECRET} characters at least.",
                hint="Without it anybody could say that a mail came back. The service sends it with each event.",
                id="messaging.E004",
            )
        )
    if provider.signing_key and not settings.ANYMAIL.get(provider.signing_key):
        errors.append(Error(f"{settings.MAIL_EVENTS_SERVICE} needs MAIL_EVENTS_SIGNING_KEY.", id="messaging.E005"))
    return errors
