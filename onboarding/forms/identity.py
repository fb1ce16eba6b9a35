"""Fields of the numbers that identify people and firms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.identity import read_nit


class NitField(forms.CharField):
    """A NIT with its check digit, "999.000.001-2" or "9990000012"; cleaned, its digits."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {
            "label": _("NIT"),
            "max_length": 30,
            "help_text": _("Con su dígito de verificación al final, con puntos y guion o sin ellos: 999.000.001-2."),
            "widget": forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
            ),
        }
        super().__init__(**(given | kwargs))

    def to_python(self, value: Any) -> str:
        return read_nit(super().to_python(value) or "")
