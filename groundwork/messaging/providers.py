"""Mail services that tell what became of a mail, and how a mail is marked so that they name it again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

SHORTEST_SECRET: Final = 24
# Under this name a service gives our message's code back.
MARK: Final = "portal-message"


@dataclass(frozen=True, slots=True)
class Provider:
    """One service: django-anymail's view for its events, the header that marks a mail, and whether it signs events."""

    view: str
    header: str = ""
    value: Callable[[str], str] = str
    signing_key: str = ""


def _json(code: str) -> str:
    return json.dumps({MARK: code})


# Those that take mails over SMTP and name them in their events: by our mark, or (Mailgun) by our own Message-ID.
PROVIDERS: Final[dict[str, Provider]] = {
    "brevo": Provider("anymail.webhooks.brevo.BrevoTrackingWebhookView", "X-Mailin-custom", _json),
    "mailgun": Provider(
        "anymail.webhooks.mailgun.MailgunTrackingWebhookView", signing_key="MAILGUN_WEBHOOK_SIGNING_KEY"
    ),
    "mailjet": Provider("anymail.webhooks.mailjet.MailjetTrackingWebhookView", "X-MJ-EventPayload", _json),
    "postmark": Provider("anymail.webhooks.postmark.PostmarkTrackingWebhookView", f"X-PM-Metadata-{MARK}"),
    "sparkpost": Provider(
        "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
        "X-MSYS-API",
        lambda code: json.dumps({"metadata": {MARK: code}}),
    ),
}


def configured() -> Provider | None:
    """The service whose events this portal takes; None without one, or for one that is not known."""
    return PROVIDERS.get(settings.MAIL_EVENTS_SERVICE)


def are_secret(secrets: Sequence[str]) -> bool:
    """Whether each of them, and there is one, is what basic authentication takes and nobody guesses."""
    return bool(secrets) and all(":" in secret and len(secret) >= SHORTEST_SECRET for secret in secrets)


def mark(code: str) -> dict[str, str]:
    """The headers by which the service will name this mail."""
    provider = configured()
    return {provider.header: provider.value(code)} if provider and provider.header else {}
