"""The password that takes the place of the present one."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PasswordForm(forms.Form):
    """The present password, unless the sign-in just made stands for it, and the new one."""

    current = forms.CharField(
        label=_("Contraseña de ahora"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("Contraseña nueva"),
        strip=False,
        max_length=128,
        help_text=_("Al menos 12 caracteres. Sirve una frase de varias palabras; puede pegarla."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": ""}),
    )

    def __init__(self, *args: Any, user: User, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not asks_current:
            del self.fields["current"]

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password
