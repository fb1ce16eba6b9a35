"""The address to which an account moves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewEmailForm(forms.Form):
    """The new mailbox. Whether it has an account is never looked at here."""

    email = forms.EmailField(
        label=_("Correo electrónico nuevo"),
        max_length=254,
        help_text=_("Uno que usted lea hoy: ahí le enviaremos un código."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
