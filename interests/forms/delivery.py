"""When a person wants mail about an area: the same three questions in its form and in the list of areas."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundwork.web.formats import clock_time
from interests.models import AlertSubscription, Cadence, Weekday
from interests.services.areas import Delivery

ON_SCREEN = "screen"
DELIVERIES: list[tuple[str, str | Promise]] = [*Cadence.choices, (ON_SCREEN, _("No: solo en pantalla"))]
HOURS = 24


def hours() -> list[tuple[int, str]]:
    """The hours of a day as the page writes them."""
    return [(hour, clock_time(timezone.make_aware(datetime(2026, 1, 1, hour)))) for hour in range(HOURS)]  # noqa: DTZ001  # made aware at once


class DeliveryFields(forms.Form):
    """Whether mail is sent, and when; what is not given is as before."""

    mark_optional = False

    delivery = forms.ChoiceField(
        label=_("Avisarme por correo"),
        choices=DELIVERIES,
        required=False,
        error_messages={"invalid_choice": _("Elija cuándo quiere que le avisemos.")},
    )
    hour = forms.TypedChoiceField(
        label=_("Hora del resumen"),
        choices=hours,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Elija una hora de la lista.")},
    )
    weekday = forms.TypedChoiceField(
        label=_("Día del resumen semanal"),
        choices=Weekday,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Elija un día de la lista.")},
    )

    @property
    def wants_mail(self) -> bool:
        """Whether a valid form asks for mail."""
        return bool(self.cleaned_data["delivery"] != ON_SCREEN)

    def chosen_delivery(self) -> Delivery | None:
        """When mail is wanted, of a valid form; None for what was before."""
        given = self.cleaned_data
        if not self.wants_mail or not given["delivery"]:
            return None
        usual = Delivery()
        hour, weekday = given["hour"], given["weekday"]
        return Delivery(
            given["delivery"],
            usual.hour if hour is None else hour,
            usual.weekday if weekday is None else weekday,
        )


def delivery_initial(subscription: AlertSubscription | None) -> dict[str, str | int]:
    """A subscription as the fields show it; none is "only on screen"."""
    if subscription is None:
        return {"delivery": ON_SCREEN, "hour": Delivery().hour, "weekday": Delivery().weekday}
    return {
        "delivery": subscription.cadence if subscription.active else ON_SCREEN,
        "hour": subscription.hour,
        "weekday": subscription.weekday,
    }
