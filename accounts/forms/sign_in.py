"""What is typed to prove who one is."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groundwork.web import actor
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


class BackupCodeField(forms.CharField):
    """A back-up code as it was printed; how it is read is the service's matter."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.TextInput(attrs={**attrs, "class": "govuk-input--width-10"})
        super().__init__(max_length=30, widget=widget, **kwargs)


class PasskeyField(forms.CharField):
    """What a passkey answered, put here by the script; at most what any passkey may answer."""

    def __init__(self, **kwargs: Any) -> None:
        required = _("Su navegador no mostró su llave de acceso. Inténtelo de nuevo o use otra forma.")
        widget = forms.HiddenInput(attrs={"data-passkey-answer": ""})
        super().__init__(max_length=20_000, widget=widget, error_messages={"required": required}, **kwargs)


def factor_field(factor: str) -> forms.Field:
    """Where the proof of that factor is given."""
    match factor:
        case actor.PASSKEY:
            return PasskeyField(label=_("Llave de acceso"))
        case actor.BACKUP:
            return BackupCodeField(
                label=_("Código de respaldo"),
                help_text=_("Uno de los diez que guardó, que no haya usado. Por ejemplo: 7k2mq-x4hd9."),
            )
        case actor.APP:
            return CodeField(label=_("Código de su aplicación"))
        case _:
            return CodeField(label=_("Código"))


def set_passkey_aside(form: forms.Form, name: str) -> None:
    """Say nothing of a passkey that was not asked for because another field has to be put right first."""
    if len(form.errors) > 1 and isinstance(form.fields[name], PasskeyField):
        form.errors.pop(name, None)


class FactorForm(forms.Form):
    """The proof of one second factor."""

    def __init__(self, *args: Any, factor: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = factor_field(factor)
        if factor != actor.PASSKEY:
            self.fields["code"].widget.attrs["autofocus"] = True


class ProofForm(forms.Form):
    """A fresh proof of identity: the password and a second factor."""

    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, factor: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = factor_field(factor)

    def clean(self) -> dict[str, Any]:
        set_passkey_aside(self, "code")
        return self.cleaned_data
