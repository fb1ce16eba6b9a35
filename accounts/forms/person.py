"""The fields of a person that registration and one's own data share, with one set of rules."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from accounts.validators import FIRM_NAME, PERSON_NAME

REGIONS = ("America", "Europe", "Africa", "Asia", "Atlantic", "Australia", "Indian", "Pacific")


@cache
def time_zones() -> list[tuple[str, str]]:
    """Colombia's first, then those of places, by name."""
    places = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    return [("America/Bogota", "Colombia (America/Bogota)"), *((name, name.replace("_", " ")) for name in places)]


def full_name_field() -> forms.CharField:
    """A person's name: letters of one alphabet."""
    return forms.CharField(
        label=_("Nombre completo"),
        max_length=150,
        validators=PERSON_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def firm_field() -> forms.CharField:
    """The name of a firm or entity, if there is one."""
    return forms.CharField(
        label=_("Empresa o entidad"),
        max_length=200,
        required=False,
        help_text=_("Si representa a alguna."),
        validators=FIRM_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


def phone_field() -> PhoneNumberField:
    """A telephone that exists, Colombia's unless it says its country."""
    return PhoneNumberField(
        label=_("Teléfono"),
        help_text=_("Celular o fijo. Si no es de Colombia, empiece por + y el indicativo del país."),
        error_messages={"invalid": _("Escriba un teléfono que exista, por ejemplo 601 3344080 o +34 912 34 56 78.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


def time_zone_field() -> forms.ChoiceField:
    """The zone in which hours are shown."""
    return forms.ChoiceField(
        label=_("Zona horaria"),
        help_text=_("Las horas se mostrarán en esta zona. Los plazos muestran además la hora legal colombiana."),
        choices=time_zones,
        initial="America/Bogota",
    )
