"""The form of a new person, and the correction of their address."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import person
from accounts.models import Consent, Registration, User
from accounts.models.user import validate_username
from accounts.queries import legal
from accounts.services import people, registration

QUESTIONS = (
    _("¿Cómo se llamaba su primera escuela?"),
    _("¿En qué municipio nació su madre?"),
    _("¿Cuál fue su primer trabajo?"),
    _("¿Cómo se llamaba su primera mascota?"),
    _("¿Cuál era el apodo de su mejor amigo de la infancia?"),
)


class SuggestionsInput(forms.TextInput):
    """A text of one's own, with a list of suggestions."""

    template_name = "accounts/widgets/suggestions.html"

    def __init__(self, suggestions: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_suggestions"
        context["widget"]["attrs"]["list"] = list_id
        return {**context, "suggestions": self.suggestions, "list_id": list_id}


class RegistrationForm(forms.ModelForm[Registration]):
    """Everything that a new person says of themselves.

    Coming back to a draft, the password and the answer may be left empty: those already given stay.
    Whether the address has an account is never looked at here.
    """

    full_name = person.full_name_field()
    firm = person.firm_field()
    phone = person.phone_field()
    time_zone = person.time_zone_field()
    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        max_length=128,
        help_text=_("Al menos 12 caracteres. Sirve una frase de varias palabras; puede pegarla."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": ""}),
    )
    security_question = forms.CharField(
        label=_("Pregunta de seguridad"),
        max_length=200,
        help_text=_("Escoja una de la lista o escriba la suya. La haremos si olvida su contraseña."),
        widget=SuggestionsInput(QUESTIONS, attrs={"autocomplete": "off"}),
    )
    security_answer = forms.CharField(
        label=_("Respuesta de seguridad"),
        max_length=200,
        help_text=_("No importan las mayúsculas, las tildes ni los espacios de más."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    terms = forms.BooleanField(
        label=_("Acepto los términos de uso"),
        error_messages={"required": _("Para crear la cuenta hace falta aceptar los términos de uso.")},
    )
    data_policy = forms.BooleanField(
        label=_("Autorizo el tratamiento de mis datos personales"),
        error_messages={"required": _("Para crear la cuenta hace falta autorizar el tratamiento de sus datos.")},
    )

    class Meta:
        model = Registration
        fields = ("full_name", "email", "username", "firm", "phone", "time_zone")
        labels = {  # Django's shape
            "email": _("Correo electrónico"),
            "username": _("Nombre de usuario"),
        }
        help_texts = {
            "email": _(
                "Ahí le enviaremos un código para confirmar que es suyo, y otro cada vez que ingrese. Si representa a "
                "una empresa o trabaja en una entidad, dé el institucional."
            ),
            "username": _("Letras, números y . + - _ ; sin espacios."),
        }
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            "username": forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        }

    field_order = (
        *("full_name", "email", "username", "firm", "phone", "time_zone"),
        *("password", "security_question", "security_answer", "terms", "data_policy"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = legal.in_force()
        for document, address in (("terms", "support:terms"), ("data_policy", "support:data_policy")):
            # What the box is ticked for: who began before a new version came in force is asked again.
            self.fields[document].widget.attrs["value"] = self.versions[document]
            self.fields[document].help_text = format_html(
                '<a class="govuk-link" href="{}" target="_blank" rel="noopener">{}</a>',
                reverse(address),
                _now("Leer la versión %(version)s (se abre en otra pestaña)") % {"version": self.versions[document]},
            )
        if self.instance.pk:
            self._keep_what_was_given()
        elif not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-guess-zone"] = ""  # the script puts the browser's own

    def _keep_what_was_given(self) -> None:
        for secret in ("password", "security_answer"):
            self.fields[secret].required = False
            self.fields[secret].help_text = _("Ya la escribió. Déjela vacía para conservarla.")
        self.initial = {
            **self.initial,
            "security_question": self.instance.security_question,
            "terms": self.instance.terms_version == self.versions[Consent.Document.TERMS],
            "data_policy": self.instance.data_policy_version == self.versions[Consent.Document.DATA_POLICY],
        }

    def clean_terms(self) -> bool:
        return self._accepted_now(Consent.Document.TERMS)

    def clean_data_policy(self) -> bool:
        return self._accepted_now(Consent.Document.DATA_POLICY)

    def _accepted_now(self, document: str) -> bool:
        earlier = {text.number for text in legal.versions() if text.document == document} - {self.versions[document]}
        if self.data.get(self.add_prefix(document)) in earlier:
            raise ValidationError(
                _("Mientras llenaba el formulario empezó a regir otra versión. Léala y acepte otra vez.")
            )
        return True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        UnicodeUsernameValidator(message=_("Use solo letras, números y . + - _ ; sin espacios."))(username)
        validate_username(username)
        registration.require_free_username(username)
        return username

    def clean_security_answer(self) -> str:
        answer = str(self.cleaned_data["security_answer"])
        if answer and not people.normalised(answer)[1:]:
            raise ValidationError(_("Escriba una respuesta de al menos dos letras."))
        return answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            known = {name: cleaned.get(name, "") for name in ("full_name", "username", "email", "firm")}
            try:
                validate_password(password, User(**known))
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned

    def draft(self, *, language: str) -> Registration:
        """The draft with its secrets hashed and today's documents accepted; not saved yet."""
        draft = self.save(commit=False)
        draft.language = language
        draft.security_question = self.cleaned_data["security_question"]
        if password := self.cleaned_data["password"]:
            draft.password = make_password(password)
        if answer := self.cleaned_data["security_answer"]:
            draft.security_answer = people.hash_answer(answer)
        draft.terms_version = self.versions[Consent.Document.TERMS]
        draft.data_policy_version = self.versions[Consent.Document.DATA_POLICY]
        draft.accepted_at = timezone.now()
        return draft


class AddressForm(forms.Form):
    """Another address, when the one that was typed is wrong."""

    email = forms.EmailField(
        label=_("Correo electrónico correcto"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
