"""Until when answers may be asked for."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groundwork.reference.business_days import (
    add_business_days,
    business_days_between,
    colombian_today,
    is_business_day,
)
from groundwork.web import formats

FEWEST_DAYS, MOST_AHEAD = 1, timedelta(days=365)


def require_answer_date(answers_by: datetime, *, at: datetime) -> None:
    """Raise ValidationError unless it is on a business day of Colombia, at least one after today, within a year."""
    today, day = colombian_today(at), colombian_today(answers_by)
    first = add_business_days(today, FEWEST_DAYS)
    if business_days_between(today, day) < FEWEST_DAYS:
        raise ValidationError(
            _("Dé al menos un día hábil para responder: lo más pronto es el %(day)s.")
            % {"day": formats.long_date(first)}
        )
    if not is_business_day(day):
        following = formats.long_date(add_business_days(day, 1))
        raise ValidationError(
            _("Esa fecha no es un día hábil en Colombia. El siguiente es el %(day)s.") % {"day": following}
        )
    if answers_by > at + MOST_AHEAD:
        raise ValidationError(_("Escoja una fecha dentro de un año, a lo sumo."))
