"""The account in which a supplier is paid."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.validators import FIRM_NAME
from onboarding.models import BankAccount, Supplier

NUMBER = re.compile(r"[0-9]{6,20}", re.ASCII)
BETWEEN_DIGITS = re.compile(r"[\s.\-]")


class BankAccountForm(forms.Form):
    """Bank, kind and number, the number typed twice; its holder is the supplier."""

    bank = forms.CharField(
        label=_("Banco"),
        max_length=80,
        validators=FIRM_NAME,
        help_text=_("Como aparece en la certificación bancaria."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Clase de cuenta"),
        choices=BankAccount.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Escoja la clase de cuenta.")},
    )
    number = forms.CharField(
        label=_("Número de cuenta"),
        max_length=40,
        help_text=_("Solo números, entre 6 y 20."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    again = forms.CharField(
        label=_("Número de cuenta, otra vez"),
        max_length=40,
        help_text=_("Cópielo del certificado, no de la casilla de arriba."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    holder_is_supplier = forms.BooleanField(
        error_messages={"required": _("Solo se paga en una cuenta a nombre del proveedor.")}
    )

    def __init__(self, *args: Any, supplier: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The name is the person's own text: the label is escaped where it is drawn.
        self.fields["holder_is_supplier"].label = _("La cuenta está a nombre de %(name)s") % {"name": supplier.name}

    def clean_number(self) -> str:
        return _digits(self.cleaned_data["number"])

    def clean_again(self) -> str:
        return BETWEEN_DIGITS.sub("", self.cleaned_data["again"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number, again = cleaned.get("number"), cleaned.get("again")
        if number and again and number != again:
            self.add_error("again", _("Los dos números no son iguales. Revíselos con el certificado a la vista."))
        return cleaned


def _digits(text: str) -> str:
    number = BETWEEN_DIGITS.sub("", text)
    if not NUMBER.fullmatch(number):
        raise ValidationError(_("Un número de cuenta tiene solo números, entre 6 y 20."), code="number")
    return number
