"""What is typed to change how one proves who one is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.registration import QUESTIONS, SuggestionsInput
from accounts.forms.sign_in import PasskeyField, set_passkey_aside
from accounts.services import people
from accounts.validators import refuse_invisible
from groundwork.web.fields import CodeField


class QuestionForm(forms.Form):
    """Another security question, and its answer."""

    security_question = forms.CharField(
        label=_("Pregunta de seguridad"),
        max_length=200,
        validators=[refuse_invisible],
        help_text=_("Escoja una de la lista o escriba la suya. La haremos si olvida su contraseña."),
        widget=SuggestionsInput(QUESTIONS, attrs={"autocomplete": "off"}),
    )
    security_answer = forms.CharField(
        label=_("Respuesta de seguridad"),
        max_length=200,
        help_text=_("No importan las mayúsculas, las tildes ni los espacios de más."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        answer = people.normalised(cleaned.get("security_answer", ""))
        if answer and not answer[1:]:
            self.add_error("security_answer", ValidationError(_("Escriba una respuesta de al menos dos letras.")))
        elif answer and answer in people.normalised(cleaned.get("security_question", "")):
            words = _("La respuesta está en la pregunta: quien la lea la sabrá. Escriba otra.")
            self.add_error("security_answer", ValidationError(words))
        return cleaned


class AuthenticatorForm(forms.Form):
    """The first code of a new app."""

    code = CodeField(label=_("Código que muestra la aplicación"))


class PasskeyNameForm(forms.Form):
    """What a person calls a passkey, to know it among theirs."""

    name = forms.CharField(
        label=_("Nombre de la llave"),
        max_length=64,
        validators=[refuse_invisible],
        help_text=_("Para reconocerla después. Por ejemplo: celular, portátil de la oficina."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PasskeyForm(PasskeyNameForm):
    """A new passkey: its name, and what the browser made."""

    answer = PasskeyField(label=_("Llave de acceso"))

    def clean(self) -> dict[str, Any]:
        set_passkey_aside(self, "answer")
        return self.cleaned_data
