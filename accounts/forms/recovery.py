"""What is typed to get back into an account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.registration import QUESTIONS, SuggestionsInput
from accounts.forms.sign_in import BackupCodeField, factor_field
from accounts.models import IdentityCheck, User
from accounts.services import lockout, people
from accounts.services.recovery import Outcome, Proof

PORTAL = "portal"
SYSTEMS = (
    (PORTAL, _("Este portal")),
    ("secop2", _("SECOP II, de Colombia Compra Eficiente")),
    ("sigep2", _("SIGEP II, de Función Pública")),
    ("integridad", _("Aplicativo por la Integridad Pública")),
)
DOCUMENTS = (
    ("CC", _("Cédula de ciudadanía")),
    ("CE", _("Cédula de extranjería")),
    ("PPT", _("Permiso por protección temporal")),
    ("PA", _("Pasaporte")),
)
NO_ANSWER = _("Escriba la respuesta a esa pregunta.")


def email_field(label: Any, **options: Any) -> forms.EmailField:
    """An address, as a password manager and a keyboard like it."""
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    errors = {
        "required": _("Escriba un correo electrónico."),
        "invalid": _("Ese no es un correo completo. Por ejemplo: ana@empresa.com.co."),
    }
    return forms.EmailField(label=label, max_length=254, widget=widget, error_messages=errors, **options)


def new_password_field() -> forms.CharField:
    """A password that is chosen now."""
    return forms.CharField(
        label=_("Contraseña nueva"),
        strip=False,
        max_length=128,
        help_text=_("Al menos 12 caracteres. Sirve una frase de varias palabras; puede pegarla."),
        error_messages={"required": _("Escriba la contraseña que va a usar desde ahora.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": ""}),
    )


def require_good_password(password: str, user: User) -> str:
    """The password, if it keeps the rules. Whether it is the one that they have is not said before the proofs."""
    known = User(full_name=user.full_name, username=user.username, email=user.email, firm=user.firm)
    validate_password(password, known)
    return password


class RecoveryForm(forms.Form):
    """Of which system the password is, and the address of the account when it is of this one."""

    mark_optional = False
    system = forms.ChoiceField(
        label=_("¿De qué sistema es la contraseña que olvidó?"),
        choices=SYSTEMS,
        required=False,
        widget=forms.RadioSelect,
    )
    email = email_field(
        _("Correo electrónico de su cuenta"), help_text=_("El de este portal, si es de aquí."), required=False
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    @property
    def elsewhere(self) -> str:
        """The other system that was chosen; empty for this one, also when nothing was chosen."""
        chosen = str(self.cleaned_data.get("system", ""))
        return "" if chosen == PORTAL else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.elsewhere and "email" not in self.errors and not cleaned.get("email"):
            self.add_error("email", ValidationError(_("Escriba el correo de su cuenta."), code="required"))
        return cleaned


class NewPasswordForm(forms.Form):
    """The security answer or a back-up code in its place, the strong factor of who has one, and the new password."""

    security_answer = forms.CharField(
        max_length=200,
        error_messages={"required": NO_ANSWER},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    backup_code = BackupCodeField(
        label=_("Código de respaldo"),
        help_text=_("Uno de los diez que guardó, sin usar. Ocupa el lugar de la respuesta."),
    )
    password = new_password_field()

    def __init__(self, *args: Any, user: User, by_backup: bool, factor: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["security_answer"].label = user.security_question
        del self.fields["security_answer" if by_backup else "backup_code"]
        if factor:
            self.fields["code"] = factor_field(factor)

    def clean_password(self) -> str:
        return require_good_password(str(self.cleaned_data["password"]), self.user)

    def refuse(self, outcome: Outcome) -> None:
        """Say beside its field which proof failed, and until when it has to wait."""
        field, words = {
            Proof.ANSWER: ("security_answer", _("Esa no es la respuesta que usted dio al registrarse.")),
            Proof.LOCKED: ("security_answer", _("Hubo varias respuestas erradas.")),
            Proof.BACKUP: ("backup_code", _("Ese código de respaldo no es de su hoja, o ya se usó.")),
            Proof.FACTOR: ("code", _("Esa prueba no sirvió: no es la de ahora, o ya se usó.")),
            Proof.SAME: ("password", _("Esa es su contraseña de ahora. Escoja una distinta.")),
        }[outcome.proof]
        said = str(words)
        if outcome.until:
            said += " " + _now("Podrá intentarlo otra vez %(when)s.") % {"when": lockout.span(outcome.until)}
        self.add_error(field if field in self.fields else None, ValidationError(said))


class IdentityCheckForm(forms.ModelForm[IdentityCheck]):
    """Who the person says that they are, for staff to check."""

    document_type = forms.ChoiceField(label=_("Tipo de documento"), choices=DOCUMENTS)
    document_number = forms.RegexField(
        label=_("Número de documento"),
        regex=r"^[A-Za-z0-9.\- ]{4,30}$",
        max_length=30,
        error_messages={
            "required": _("Escriba el número de su documento."),
            "invalid": _("Escriba el número como está en el documento, con letras y números."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.RegexField(
        label=_("Teléfono en el que podemos llamarlo"),
        regex=r"^\+?[0-9() \-]{7,30}$",
        max_length=30,
        error_messages={
            "required": _("Escriba un teléfono en el que podamos llamarlo."),
            "invalid": _("Escriba un teléfono, por ejemplo 601 3344080."),
        },
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    explanation = forms.CharField(
        label=_("Qué pasó"),
        min_length=20,
        max_length=2000,
        help_text=_("Qué olvidó o perdió y desde cuándo. No escriba contraseñas ni códigos."),
        error_messages={
            "required": _("Cuente qué pasó, para que sepamos qué comprobar."),
            "min_length": _("Cuente un poco más: al menos veinte letras."),
        },
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = IdentityCheck
        fields = ("document_type", "document_number", "phone", "explanation")


class NewSecretsForm(forms.Form):
    """After staff checked who the person is: a new password, question and answer."""

    password = new_password_field()
    security_question = forms.CharField(
        label=_("Pregunta de seguridad"),
        max_length=200,
        help_text=_("Escoja una de la lista o escriba la suya. La haremos si olvida su contraseña."),
        error_messages={"required": _("Escoja o escriba una pregunta.")},
        widget=SuggestionsInput(QUESTIONS, attrs={"autocomplete": "off"}),
    )
    security_answer = forms.CharField(
        label=_("Respuesta de seguridad"),
        max_length=200,
        help_text=_("No importan las mayúsculas, las tildes ni los espacios de más."),
        error_messages={"required": NO_ANSWER},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return require_good_password(str(self.cleaned_data["password"]), self.user)

    def clean_security_answer(self) -> str:
        answer = str(self.cleaned_data["security_answer"])
        if not people.normalised(answer)[1:]:
            raise ValidationError(_("Escriba una respuesta de al menos dos letras."))
        return answer
