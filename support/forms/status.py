from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SubscribeForm(forms.Form):
    """A mailbox that wants to hear of incidents."""

    mark_optional = False

    email = forms.EmailField(
        label=_("Correo electrónico"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Escriba el correo al que quiere recibir los avisos.")},
    )
    consent = forms.BooleanField(
        label=_("Autorizo que usen este correo para avisarme de fallas y mantenimientos"),
        error_messages={"required": _("Para escribirle hace falta que lo autorice.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = format_html(
            '{} <a class="govuk-link" href="{}">{}</a>',
            gettext("Para nada más. Lo borramos en cuanto pida no recibirlos."),
            reverse("support:data_policy"),
            gettext("Tratamiento de datos personales"),
        )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
