"""What anybody asks of the public record by a NIT, and of the try-out alert."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit as nits

from groundwork.reference.fields import CodesField
from groundwork.web.fields import CodeField
from interests.services.trials import DIGITS
from onboarding.identity import FIRM_DIGITS, SIGNS, dotted
from procurement.forms.search_fields import CodesField as TypedCodesField

MOST_CODES = 20


def firm_number(typed: str) -> str:
    """The nine digits of a firm's NIT, typed with its check digit or without, with dots and dash or without.

    Raises ValidationError, which says what is wrong: the right check digit follows from the number.
    """
    digits = SIGNS.sub("", typed.upper().strip().removeprefix("NIT"))
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("El NIT tiene solo números. Por ejemplo: 999.000.001-2."), code="digits")
    number, check = digits[:FIRM_DIGITS], digits[FIRM_DIGITS:]
    if not FIRM_DIGITS <= len(digits) <= FIRM_DIGITS + 1:
        raise ValidationError(
            _("El NIT de una empresa tiene nueve números, o diez con el de verificación. Revíselo."), code="length"
        )
    if number[0] not in "89":
        raise ValidationError(
            _("Aquí se consultan empresas, y su NIT empieza por 8 o 9. Las cédulas de personas no se consultan."),
            code="person",
        )
    if check and check != nits.calc_check_digit(number):
        words = _now("El dígito de verificación de %(number)s es %(right)s. Revise el número.")
        right = nits.calc_check_digit(number)
        raise ValidationError(words % {"number": dotted(number), "right": right}, code="check_digit")
    return number


class ConsultForm(forms.Form):
    """One NIT."""

    nit = forms.CharField(
        label=_("NIT de la empresa"),
        max_length=40,
        help_text=_("Con o sin dígito de verificación. Por ejemplo: 999.000.001-2."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Escriba el NIT de la empresa.")},
    )

    def clean_nit(self) -> str:
        return firm_number(self.cleaned_data["nit"])


class TrialForm(forms.Form):
    """A mailbox, and what it is to be told of: codes that are offered to it, and others."""

    mark_optional = False

    nit = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    codes = CodesField(label=_("Códigos de la alerta"))
    otros = TypedCodesField(
        label=_("Otros códigos UNSPSC"),
        help_text=_("De cualquier nivel; varios separados por coma. Por ejemplo: 7214, 80111600."),
    )
    email = forms.EmailField(
        label=_("Correo electrónico"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Escriba el correo al que quiere recibir la alerta.")},
    )
    consent = forms.BooleanField(
        label=_("Autorizo que usen este correo para enviarme la alerta"),
        error_messages={"required": _("Para escribirle hace falta que lo autorice.")},
    )

    def __init__(self, *args: Any, offered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offered:  # there are none above it
            self.fields["otros"].label = _("Códigos UNSPSC")
        self.fields["consent"].help_text = format_html(
            '{} <a class="govuk-link" href="{}">{}</a>',
            _now("Para nada más. Lo borramos 30 días después de que termine."),
            reverse("support:data_policy"),
            _now("Tratamiento de datos personales"),
        )

    def clean_nit(self) -> str:
        """What was looked up before, if it was a NIT."""
        try:
            return firm_number(self.cleaned_data["nit"]) if self.cleaned_data["nit"] else ""
        except ValidationError:
            return ""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_otros(self) -> list[str]:
        known: list[str] = CodesField().clean(self.cleaned_data["otros"])
        return known

    def clean(self) -> None:
        given = self.cleaned_data
        if "codes" not in given or "otros" not in given:
            return
        given["codes"] = sorted({*given["codes"], *given["otros"]})
        if not given["codes"]:
            self.add_error("otros", _("Marque al menos un código, o escríbalo."))
        if len(given["codes"]) > MOST_CODES:
            words = _("Una alerta de prueba admite %(most)d códigos. Elija códigos más generales.")
            self.add_error("otros", ValidationError(words, params={"most": MOST_CODES}))


class TrialCodeForm(forms.Form):
    """The digits from the mail."""

    code = CodeField(label=_("Código"), digits=DIGITS)
