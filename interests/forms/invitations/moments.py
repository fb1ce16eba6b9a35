"""Until when answers are received, as people write it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groundwork.reference.business_days import COLOMBIA
from groundwork.web import formats
from groundwork.web.fields import DateField

HOURS = range(8, 19)


class MomentMixin(forms.Form):
    """A day and an hour of Colombia, as one moment."""

    answers_on = DateField(
        label=_("Recibe respuestas hasta el día"),
        help_text=_("Un día hábil en Colombia, al menos uno después de hoy."),
    )
    answers_at = forms.TypedChoiceField(
        label=_("Hora legal colombiana"), coerce=int, widget=forms.Select(attrs={"class": "govuk-input--width-10"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [
            (hour, formats.clock_time(datetime(2026, 1, 1, hour, tzinfo=timezone.get_current_timezone())))
            for hour in HOURS
        ]
        self.fields["answers_at"].choices = hours  # type: ignore[attr-defined]  # it is a choice field

    @staticmethod
    def moment_of(cleaned: dict[str, Any]) -> datetime | None:
        """The moment, once both are right."""
        day, hour = cleaned.get("answers_on"), cleaned.get("answers_at")
        return datetime.combine(day, time(hour), COLOMBIA) if day and hour else None
