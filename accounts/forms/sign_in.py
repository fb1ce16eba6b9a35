"""What is typed to prove who one is."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groundwork.web.fields import CodeField


class SignInForm(forms.Form):
    """Username or e-mail, and password. A wrong pair is refused in the same words and time whoever it is for."""

    login = forms.CharField(
        label=_("Usuario o correo electrónico"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    shared = forms.BooleanField(
        label=_("Estoy en un equipo compartido"),
        help_text=_("La sesión se cierra al cerrar el navegador, o tras 10 minutos sin actividad."),
        required=False,
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: AbstractBaseUser | None = None

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "login" not in cleaned or "password" not in cleaned:
            return cleaned
        # Given as a username alone: allauth looks among the addresses first all the same, and the password
        # is hashed once whether the login is an address, a username or nobody's.
        self.user = get_adapter(self.request).authenticate(
            self.request, username=cleaned["login"], password=cleaned["password"]
        )
        if self.user is None:
            raise ValidationError(
                _("El usuario o la contraseña no coinciden. Revise ambos e intente de nuevo."), code="mismatch"
            )
        return cleaned


class CodeForm(forms.Form):
    """Six digits, from a mail or from the app."""

    code = CodeField(label=_("Código"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True


class ProofForm(forms.Form):
    """A fresh proof of identity: the password, and the app's code for who has an app."""

    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(label=_("Código de su aplicación"))

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]
