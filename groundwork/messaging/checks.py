"""Settings that would break the outbox's promises are refused at the start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from groundwork.messaging.delivery import ANSWERS_A_MAIL, LONGEST_DIALOGUE


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
