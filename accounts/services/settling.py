"""After a change of mailbox, the day in which whoever took an account over cannot yet take what it holds."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.change import SETTLES_AFTER
from groundwork.web import formats


def require_settled(user: User) -> None:
    """ValidationError, with the time left in words, within 24 hours of a change of the person's mailbox.

    For bank data and teams; never for presenting a proposal, whose term does not wait.
    """
    until = user.email_changed_at + SETTLES_AFTER if user.email_changed_at else None
    now = timezone.now()
    if until is None or now >= until:
        return
    raise ValidationError(
        _(
            "El correo de su cuenta cambió hace menos de 24 horas. Por seguridad, los datos bancarios y los equipos "
            "no se tocan hasta el %(day)s %(hour)s: %(left)s. Presentar propuestas sí puede."
        ),
        code="unsettled",
        params={
            "day": formats.long_date(until),
            "hour": formats.at_clock(until),
            "left": formats.days_left(until, now=now),
        },
    )
