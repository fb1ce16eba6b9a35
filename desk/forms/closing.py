"""That the person means to close their account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CloseForm(forms.Form):
    """One tick, since it cannot be undone."""

    sure = forms.BooleanField(
        label=_("Entiendo que no se puede deshacer"),
        error_messages={"required": _("Para cerrar la cuenta, marque que lo entiende.")},
    )
