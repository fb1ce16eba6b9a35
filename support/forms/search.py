from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 200


class SearchForm(forms.Form):
    """A few words to look for in the help."""

    q = forms.CharField(
        label=_("Buscar en la ayuda"),
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _("Escriba menos: bastan unas pocas palabras.")},
    )
