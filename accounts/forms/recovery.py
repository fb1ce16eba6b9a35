"""What is typed to get back into an account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.recovery import Proof
from groundwork.web.fields import CodeField


class RecoveryForm(forms.Form):
    """The address of the account."""

    email = forms.EmailField(
        label=_("Correo electrónico de su cuenta"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPasswordForm(forms.Form):
    """The security answer, the app's code for who has an app, and the new password."""

    security_answer = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = CodeField(label=_("Código de su aplicación de autenticación"))
    password = forms.CharField(
        label=_("Contraseña nueva"),
        strip=False,
        max_length=128,
        help_text=_("Al menos 12 caracteres. Sirve una frase de varias palabras; puede pegarla."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": ""}),
    )

    def __init__(self, *args: Any, user: User, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["security_answer"].label = user.security_question
        if not asks_code:
            del self.fields["code"]

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password

    def refuse(self, proof: Proof) -> None:
        """Say beside its field which proof failed."""
        if proof is Proof.APP:
            words = _("Ese código no es el de ahora. Escriba el que muestra su aplicación.")
            self.add_error("code", ValidationError(words))
        else:
            words = _("Esa no es la respuesta que usted dio al registrarse.")
            self.add_error("security_answer", ValidationError(words))
