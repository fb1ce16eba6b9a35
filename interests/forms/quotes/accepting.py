"""Why a supplier will not answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeclineForm(forms.Form):
    """Why the supplier will not answer."""

    reason = forms.CharField(
        label=_("Por qué no cotiza"),
        max_length=500,
        help_text=_("La entidad leerá este motivo."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Diga por qué: la entidad leerá el motivo.")},
    )
