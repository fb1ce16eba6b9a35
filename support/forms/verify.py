from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class FingerprintForm(forms.Form):
    """Sixty-four hexadecimal digits, with spaces or in capitals as they were copied."""

    huella = forms.CharField(
        label=_("Huella del registro"),
        max_length=200,
        help_text=_("Son 64 letras y números, de la «a» a la «f» y del 0 al 9."),
    )

    def clean_huella(self) -> str:
        huella = "".join(self.cleaned_data["huella"].split()).lower()
        RegexValidator(r"\A[0-9a-f]{64}\Z", _("Esa huella no está completa: deben ser 64 letras y números."))(huella)
        return huella
